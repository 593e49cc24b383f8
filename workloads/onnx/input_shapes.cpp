#include "workloads/onnx/input_shapes.h"

#include <algorithm>

#include "files/config_error.h"
#include "files/join.h"
#include "files/json_file.h"
#include "files/nearest.h"
#include "workloads/layer_kind.h"

namespace apollo::workloads::importer {
namespace {

std::string shape_text(const ModelInput& input) {
  std::vector<std::string> sizes;
  for (std::size_t i = 0; i < input.dims.size(); ++i)
    sizes.push_back(input.dims[i] > 0 ? std::to_string(input.dims[i]) : input.dynamic[i]);
  const std::string text = files::join(sizes, "x");
  return files::printable(text.empty() ? "a scalar" : text, 200);
}

void check_names(const Model& model, const std::string& file, const ImportOptions& options) {
  std::vector<std::string> names;
  for (const ModelInput& input : model.inputs) names.push_back(input.name);
  for (const auto& given : options.input_shapes) {
    if (std::find(names.begin(), names.end(), given.first) != names.end()) continue;
    const std::string list =
        files::join(names, ", ", [](const std::string& name) { return files::printable(name, 60); });
    throw files::ConfigError("--input-shape names \"" + files::printable(given.first, 100) + "\"" +
                             files::did_you_mean(given.first, names) + "; must be an input of " +
                             files::printable(file, 500) + ": " + files::printable(list, 500));
  }
}

// `what` names the input in errors.
void give(const Dims& dims, const std::string& what, ModelInput* input) {
  if (!input->dims.empty() && dims.size() != input->dims.size()) {
    throw files::ConfigError(what + " is given " + std::to_string(dims.size()) +
                             " dimensions by --input-shape; must have " + std::to_string(input->dims.size()) +
                             ", as " + shape_text(*input));
  }
  input->dims = dims;
}

// Of an input whose dimensions no option gives.
void assume_one_inference(ModelInput* input, std::vector<std::string>* notes) {
  Dims& dims = input->dims;
  if (!dims.empty() && dims[0] == 0) {
    dims[0] = 1;
    notes->push_back("input " + input->name + ": its dynamic first dimension, " + input->dynamic[0] +
                     ", is taken as 1");
  } else if (dims.size() > 1 && dims[0] > 1 && dims[1] > 1) {
    notes->push_back("input " + input->name + ": all of " + shape_text(*input) + " is one inference");
  }
}

void check_dims(const ModelInput& input, const std::string& what, bool given) {
  for (const std::int64_t dim : input.dims) {
    if (dim >= 1 && dim <= kLargestDimension) continue;
    if (dim != 0 || given) {
      throw files::ConfigError(what + " has a dimension of " + std::to_string(dim) + "; must be from 1 to " +
                               std::to_string(kLargestDimension));
    }
    throw files::ConfigError(what + " is " + shape_text(input) +
                             ", of which not all is fixed; must be given by --input-shape " +
                             files::printable(input.name, 100) + "=SIZExSIZEx...");
  }
}

}  // namespace

void fix_inputs(Model* model, const std::string& file, const ImportOptions& options,
                std::vector<std::string>* notes) {
  check_names(*model, file, options);
  for (ModelInput& input : model->inputs) {
    const std::string what =
        files::printable(file, 1000) + ": input \"" + files::printable(input.name, 100) + "\"";
    const auto given = options.input_shapes.find(input.name);
    const bool is_given = given != options.input_shapes.end();
    if (is_given) {
      give(given->second, what, &input);
    } else {
      assume_one_inference(&input, notes);
    }
    check_dims(input, what, is_given);
  }
}

}  // namespace apollo::workloads::importer
