#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "workloads/network.h"
#include "workloads/onnx/model.h"

// Networks from ONNX models, opsets 7 to 26. Weights become synthetic, only their shapes are read, but if
// values are asked for. What each operator becomes: docs/import.md.
namespace apollo::workloads::importer {

struct ImportOptions {
  std::map<std::string, std::vector<std::int64_t>> input_shapes;  // by input, all of its dimensions
  std::string name;               // of the network; empty: the file's, without its ending
  bool skip_unsupported = false;  // leave unsupported operators out (Network::skipped) instead of failing
  // Take the model's weights, scales and zero points over (Network::stored, and the tensors' quantization).
  // The model must be quantized throughout.
  bool values = false;
  std::map<std::string, Constant>
      given;  // of inputs: those that are weights, scales and so on are taken over
};

// An input or output of the model, and where it is in the network.
struct Port {
  std::string name, tensor;  // of the model, and of the network
  int type = 0;              // of the model's elements, as Constant::type
  Dims dims;                 // of the model
  Order order;               // of the tensor's elements in terms of the model's, which are row-major
  // The values in the model are not those of the tensor but the sums that become these.
  bool sums = false;
};

struct Imported {
  Network network;
  std::vector<std::string> notes;  // what it approximates, a line each
  // With values: those that the network has, in the model's order.
  std::vector<Port> inputs, outputs;
};

// `file` names the model in errors. ConfigError for a file that is no ONNX model or malformed, for dynamic
// input dimensions that no option gives (the first, the batch, is taken as 1), and, naming every one of them
// with its nodes, for unsupported operators.
Imported import_onnx(const std::string& path, const ImportOptions& options = {});
// The names of the inputs that a model takes when it runs. ConfigError.
std::vector<std::string> onnx_inputs(const std::string& path);
std::vector<std::string> onnx_outputs(const std::string& path);
Imported parse_onnx(const std::string& bytes, const std::string& file, const ImportOptions& options = {});

}  // namespace apollo::workloads::importer
