#include "python/json_conversion.h"

#include "files/config_error.h"
#include "files/json_file.h"

namespace apollo::python {
namespace {

namespace py = pybind11;
using nlohmann::json;

constexpr int kDeepest = 64;

std::string type_name(py::handle value) {
  return py::str(py::type::handle_of(value).attr("__name__")).cast<std::string>();
}

json integer(py::handle value, const std::string& where) {
  int overflow = 0;
  const auto index = py::reinterpret_steal<py::object>(PyNumber_Index(value.ptr()));
  if (!index) throw py::error_already_set();
  const long long number = PyLong_AsLongLongAndOverflow(index.ptr(), &overflow);
  if (overflow == 0) return number;
  throw files::ConfigError(where + ": holds an integer of more than 64 bits");
}

json convert(py::handle value, const std::string& where, int depth) {
  if (depth > kDeepest) throw files::ConfigError(where + ": is nested deeper than 64 levels");
  if (value.is_none()) return nullptr;
  if (py::isinstance<py::bool_>(value)) return value.cast<bool>();
  if (py::isinstance<py::str>(value)) return value.cast<std::string>();
  if (PyFloat_Check(value.ptr())) return value.cast<double>();
  if (py::isinstance<py::dict>(value)) {
    json object = json::object();
    for (const auto& [key, item] : py::reinterpret_borrow<py::dict>(value)) {
      if (!py::isinstance<py::str>(key))
        throw files::ConfigError(where + ": has a key of type " + type_name(key) + "; must be str");
      object[key.cast<std::string>()] = convert(item, where, depth + 1);
    }
    return object;
  }
  if (py::isinstance<py::list>(value) || py::isinstance<py::tuple>(value)) {
    json array = json::array();
    for (const py::handle item : value) array.push_back(convert(item, where, depth + 1));
    return array;
  }
  if (py::hasattr(value, "dtype") && py::hasattr(value, "tolist"))
    return convert(value.attr("tolist")(), where, depth + 1);
  if (PyIndex_Check(value.ptr()) != 0) return integer(value, where);
  if (py::hasattr(value, "__fspath__")) return convert(value.attr("__fspath__")(), where, depth + 1);
  throw files::ConfigError(where + ": holds a value of type " + type_name(value) +
                           "; must be a number, a text, a list or a dict");
}

template <class Json>
py::object converted(const Json& value) {
  if (value.is_boolean()) return py::bool_(value.template get<bool>());
  if (value.is_number_unsigned()) return py::int_(value.template get<std::uint64_t>());
  if (value.is_number_integer()) return py::int_(value.template get<std::int64_t>());
  if (value.is_number()) return py::float_(value.template get<double>());
  if (value.is_string()) return text(value.template get_ref<const std::string&>());
  if (value.is_array()) {
    py::list list;
    for (const auto& item : value) list.append(converted(item));
    return std::move(list);
  }
  if (value.is_object()) {
    py::dict dict;
    for (const auto& item : value.items()) dict[text(item.key())] = converted(item.value());
    return std::move(dict);
  }
  return py::none();
}

}  // namespace

py::str text(const std::string& bytes) {
  auto* decoded = PyUnicode_DecodeUTF8(bytes.data(), static_cast<Py_ssize_t>(bytes.size()), "replace");
  if (!decoded) throw py::error_already_set();
  return py::reinterpret_steal<py::str>(decoded);
}

json to_json(py::handle value, const std::string& where) { return convert(value, where, 0); }
py::object to_python(const json& value) { return converted(value); }
py::object to_python(const nlohmann::ordered_json& value) { return converted(value); }

}  // namespace apollo::python
