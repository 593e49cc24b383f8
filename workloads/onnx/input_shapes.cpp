#include "workloads/onnx/input_shapes.h"

#include <algorithm>
#include <cctype>

#include "files/config_error.h"
#include "files/join.h"
#include "files/json_file.h"
#include "files/nearest.h"
#include "workloads/layer_kind.h"

namespace apollo::workloads::importer {
namespace {

// --input-shape for these dimensions; 0: whoever gives it has to say.
std::string input_shape_option(const ModelInput& input, const Dims& dims) {
  return "--input-shape " + files::printable(input.name, 100) + "=" +
         files::join(dims, "x", [](auto dim) { return dim > 0 ? std::to_string(dim) : std::string("SIZE"); });
}

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

// Whether a dynamic dimension's name says that it runs along one inference, and is no batch.
bool names_positions(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto has = [&](const char* part) { return name.find(part) != std::string::npos; };
  return !has("batch") &&
         (name == "t" || has("time") || has("frame") || has("seq") || has("length") || has("token"));
}

// Of an input whose dimensions no option gives.
void assume_one_inference(ModelInput* input, std::vector<std::string>* notes) {
  Dims& dims = input->dims;
  if (!dims.empty() && dims[0] == 0) {
    if (names_positions(input->dynamic[0])) return;  // check_fixed() asks for it
    dims[0] = 1;
    notes->push_back("input " + input->name + ": its dynamic first dimension, " + input->dynamic[0] +
                     ", is taken as 1");
  } else if (dims.size() > 1 && dims[0] > 1 && dims[1] > 1) {
    notes->push_back("input " + input->name + ": all of " + shape_text(*input) + " is one inference");
  }
}

void check_dims(const ModelInput& input, const std::string& what, bool given) {
  for (const std::int64_t dim : input.dims) {
    if ((dim == 0 && !given) || (dim >= 1 && dim <= kLargestDimension)) continue;
    throw files::ConfigError(what + " has a dimension of " + std::to_string(dim) + "; must be from 1 to " +
                             std::to_string(kLargestDimension));
  }
}

// Names every input that the options have to give, and what they would look like.
void check_fixed(const Model& model, const std::string& file) {
  std::vector<const ModelInput*> open;
  for (const ModelInput& input : model.inputs)
    if (std::count(input.dims.begin(), input.dims.end(), 0) > 0) open.push_back(&input);
  if (open.empty()) return;
  const std::string inputs = files::join(open, ", ", [](const ModelInput* input) {
    return "input \"" + files::printable(input->name, 100) + "\" is " + shape_text(*input);
  });
  const bool zero = std::any_of(open.begin(), open.end(), [](const ModelInput* input) {
    return std::count(input->dynamic.begin(), input->dynamic.end(), "0") > 0;
  });
  throw files::ConfigError(files::printable(file, 1000) + ": " + inputs + ", of which not all is fixed" +
                           (zero ? " (a 0 may be any size)" : "") + "; must be given by " +
                           files::join(open, " ", [](const ModelInput* input) {
                             return input_shape_option(*input, input->dims);
                           }));
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
  check_fixed(*model, file);
}

std::string assumed_batches(const Model& model, const ImportOptions& options) {
  std::vector<std::string> assumed;
  for (const ModelInput& input : model.inputs) {
    if (input.dims.empty() || input.dynamic[0].empty() || options.input_shapes.count(input.name) > 0)
      continue;
    Dims dims = input.dims;
    dims[0] = 0;
    assumed.push_back(input.dynamic[0] + ", the first dimension of input " + input.name +
                      ", is taken as 1 unless " + input_shape_option(input, dims) + " gives it");
  }
  return files::printable(files::join(assumed, "; "), 1000);
}

std::string single_batch_option(const Model& model, std::int64_t batch) {
  std::vector<std::string> options;
  for (const ModelInput& input : model.inputs) {
    Dims dims = input.dims;
    // Images have their batch first, sequences of recurrent layers second.
    for (std::size_t i = 0; i < dims.size() && i < 2; ++i) {
      if (dims[i] != batch) continue;
      dims[i] = 1;
      options.push_back(input_shape_option(input, dims));
      break;
    }
  }
  return files::join(options, " ");
}

}  // namespace apollo::workloads::importer
