#include "workloads/onnx/parameter_inputs.h"

#include <set>

#include "files/config_error.h"
#include "files/json_file.h"
#include "workloads/onnx/shape_rules.h"

namespace apollo::workloads::importer {
namespace {

// By operator, the inputs that are no activations.
const std::map<std::string, std::set<std::size_t>>& parameters_of_operators() {
  static const std::map<std::string, std::set<std::size_t>> table = {
      {"Conv", {1, 2}},
      {"ConvTranspose", {1, 2}},
      {"ConvInteger", {1, 2, 3}},
      {"QLinearConv", {1, 2, 3, 4, 5, 6, 7, 8}},
      {"QLinearMatMul", {1, 2, 4, 5, 6, 7}},
      {"MatMulInteger", {2, 3}},
      {"QuantizeLinear", {1, 2}},
      {"DequantizeLinear", {1, 2}},
  };
  return table;
}

// Names that are used, and only as such.
std::set<std::string> parameter_names(const Model& model) {
  std::set<std::string> parameters, others(model.outputs.begin(), model.outputs.end());
  for (const Node& node : model.nodes) {
    const auto known = parameters_of_operators().find(node.type);
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      const bool parameter = known != parameters_of_operators().end() && known->second.count(i) > 0;
      (parameter ? parameters : others).insert(node.inputs[i]);
    }
  }
  for (const std::string& name : others) parameters.erase(name);
  return parameters;
}

void check_given(const ModelInput& input, const Constant& given, const std::string& file) {
  bool same = given.dims.size() == input.dims.size();
  for (std::size_t i = 0; same && i < given.dims.size(); ++i)
    same = given.dims[i] > 0 && (input.dims[i] == 0 || input.dims[i] == given.dims[i]);
  if (same && given.type == input.type) return;
  throw files::ConfigError(files::printable(file, 1000) + ": input " + files::printable(input.name, 100) +
                           " is given as " + shown(given.dims) + " of ONNX's type " +
                           std::to_string(given.type) + "; must be " + shown(input.dims) + " of type " +
                           std::to_string(input.type) + " (0: any size)");
}

}  // namespace

void take_parameters(Model* model, const std::string& file, const std::map<std::string, Constant>& given) {
  if (given.empty()) return;
  const std::set<std::string> parameters = parameter_names(*model);
  std::vector<ModelInput> activations;
  for (ModelInput& input : model->inputs) {
    const auto found = given.find(input.name);
    if (found != given.end()) {
      check_given(input, found->second, file);
      input.dims = found->second.dims;
      if (parameters.count(input.name) > 0) {
        model->initializers[input.name] = found->second;
        continue;
      }
    }
    activations.push_back(std::move(input));
  }
  model->inputs = std::move(activations);
}

}  // namespace apollo::workloads::importer
