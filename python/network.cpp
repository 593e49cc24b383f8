#include "python/network.h"

#include <pybind11/stl.h>

#include "apollo/designs/network_import.h"
#include "files/atomic_file.h"
#include "files/config_error.h"
#include "python/json_conversion.h"
#include "workloads/network_json.h"
#include "workloads/onnx/import.h"
#include "workloads/zoo/builtin.h"

namespace apollo::python {
namespace {

namespace py = pybind11;

Network import_onnx(py::handle model, const std::string& name,
                    const std::map<std::string, std::vector<std::int64_t>>& input_shapes,
                    bool skip_unsupported) {
  const nlohmann::json path = to_json(model, "model");
  if (!path.is_string()) throw files::ConfigError("model: must be the path of a file");
  workloads::importer::ImportOptions options;
  options.name = name;
  options.input_shapes = input_shapes;
  options.skip_unsupported = skip_unsupported;
  const py::gil_scoped_release release;
  workloads::importer::Imported imported = workloads::importer::import_onnx(path.get<std::string>(), options);
  return {std::move(imported.network), std::move(imported.notes)};
}

void save_network(const Network& network, py::handle file) {
  const nlohmann::json path = to_json(file, "path");
  if (!path.is_string() || !zoo::is_network_file(path.get<std::string>()) ||
      zoo::is_model_file(path.get<std::string>()))
    throw files::ConfigError("path is " + path.dump() + "; must be a file name that ends in .json");
  files::write_atomically(path.get<std::string>(), to_json_text(network.network));
}

std::string network_text(const Network& network) {
  const workloads::Network& n = network.network;
  return "<apollo.Network " + n.name + ": " + std::to_string(n.layers.size()) + " layers, " +
         std::to_string(n.macs()) + " MACs, " + std::to_string(n.parameters()) + " parameters>";
}

}  // namespace

void bind_network(py::module_& module) {
  py::class_<Network>(module, "Network", "A neural network, for an Evaluator.")
      .def_property_readonly(
          "name", [](const Network& n) { return text(n.network.name); }, "Its name.")
      .def_property_readonly(
          "macs", [](const Network& n) { return n.network.macs(); }, "Multiply-accumulates of one inference.")
      .def_property_readonly(
          "parameters", [](const Network& n) { return n.network.parameters(); }, "Weights and biases.")
      .def_property_readonly(
          "layers", [](const Network& n) { return n.network.layers.size(); }, "Number of layers.")
      .def_property_readonly(
          "notes", [](const Network& n) { return to_python(nlohmann::json(n.notes)); },
          "What the import approximates, a line each.")
      .def_property_readonly(
          "skipped", [](const Network& n) { return to_python(nlohmann::json(n.network.skipped)); },
          "Operators that the import has left out; its totals are those of the rest.")
      .def_property_readonly(
          "skipped_share", [](const Network& n) { return n.network.skipped_share; },
          "Of all elements that the model's nodes make, the share that skipped ones make.")
      .def("save", &save_network, py::arg("path"), "Writes it as a network file, whose path a Study takes.")
      .def("__repr__", &network_text);
  module.def("import_onnx", &import_onnx, py::arg("model"), py::arg("name") = "",
             py::arg("input_shapes") = std::map<std::string, std::vector<std::int64_t>>(),
             py::arg("skip_unsupported") = false,
             "Makes a network of an ONNX model of operator set 7 to 26 (docs/import.md).\n\n"
             "input_shapes: all dimensions by input, where the model leaves some open.\n"
             "skip_unsupported: leaves operators out that are not supported, as if they cost nothing.");
  module.def("network_names", &zoo::builtin_network_names, "Names of the built-in networks.");
}

}  // namespace apollo::python
