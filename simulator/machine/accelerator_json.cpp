#include <nlohmann/json.hpp>
#include <optional>

#include "files/json_object.h"
#include "simulator/machine/accelerator.h"

namespace apollo::machine {

namespace {

using files::JsonObject;

template <class Struct>
double read_number(JsonObject& json, const Field<Struct>& field, std::optional<double> absent) {
  if (!field.whole()) return json.number(field.name, field.lowest, field.highest, absent);
  const auto whole = [](double number) { return static_cast<std::int64_t>(number); };
  return static_cast<double>(json.integer(field.name, whole(field.lowest), whole(field.highest),
                                          absent ? std::optional(whole(*absent)) : std::nullopt));
}

// Reads every field; those that are absent have the fallback's value, without one they are an error.
template <class Struct, std::size_t N>
Struct read_fields(JsonObject& json, const Field<Struct> (&fields)[N], const Struct* fallback) {
  Struct result;
  for (const Field<Struct>& field : fields) {
    const auto absent = fallback ? std::optional(field.get(*fallback)) : std::nullopt;
    field.set(&result, read_number(json, field, absent));
  }
  return result;
}

template <class Struct>
nlohmann::ordered_json value(const Field<Struct>& field, const Struct& values) {
  if (field.whole()) return static_cast<std::int64_t>(field.get(values));
  return field.get(values);
}

// `base` has what the file leaves out; without one only constants may be left out.
Accelerator read_root(JsonObject root, const Accelerator* base) {
  Accelerator a;
  a.configuration = read_fields(root, kParameters, base ? &base->configuration : nullptr);
  if (base) a.constants = base->constants;
  if (root.has("constants")) {
    JsonObject constants = root.object("constants");
    static constexpr TemplateConstants kDefaults;
    a.constants = read_fields(constants, kConstants, &kDefaults);
    constants.reject_unknown_keys("the template constants");
  }
  root.reject_unknown_keys("a configuration");
  return a;
}

}  // namespace

Accelerator parse_accelerator(const std::string& json_text, const std::string& file) {
  const nlohmann::json json = files::parse_json(json_text, file);
  return read_root(JsonObject(json, file), nullptr);
}

Accelerator read_accelerator(const std::string& path) {
  return parse_accelerator(files::read_text_file(path), path);
}

Accelerator with_values(const Accelerator& accelerator, const nlohmann::json& values,
                        const std::string& file) {
  return read_root(JsonObject(values, file), &accelerator);
}

std::string to_json_text(const Accelerator& a) {
  nlohmann::ordered_json json, constants;
  for (const auto& field : kParameters) json[field.name] = value(field, a.configuration);
  for (const auto& field : kConstants)
    if (field.get(a.constants) != field.default_value()) constants[field.name] = value(field, a.constants);
  if (!constants.empty()) json["constants"] = constants;
  return json.dump(2) + "\n";
}

}  // namespace apollo::machine
