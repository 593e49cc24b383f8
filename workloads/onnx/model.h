#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

// The parts of an ONNX model that an import looks at, free of protobuf.
namespace apollo::workloads::importer {

using Dims = std::vector<std::int64_t>;

std::int64_t product(const Dims& dims);  // of dimensions that a reader or check_dims() has let pass

// A tensor that is known when the model is read. Values only of small ones: weights are never read.
struct Constant {
  Dims dims;
  std::optional<std::vector<double>> values;
  bool integral = false;  // of an integer type, whose divisions have no fractions
};

inline constexpr std::size_t kMostDims = 16;                          // of a tensor
inline constexpr std::int64_t kMostValues = 512;                      // of a Constant
inline constexpr std::int64_t kMostElements = std::int64_t{1} << 31;  // of a tensor: an int8 one of 2 GiB

// One of the members has the value; the others are empty.
struct Attribute {
  std::vector<std::int64_t> integers;  // INT, INTS
  std::vector<double> numbers;         // FLOAT, FLOATS
  std::string text;                    // STRING
  std::optional<Constant> tensor;      // TENSOR
};

struct Node {
  std::string type, name;
  std::vector<std::string> inputs, outputs;  // "" stands for an optional one that is absent
  std::map<std::string, Attribute> attributes;
};

struct ModelInput {
  std::string name;
  Dims dims;                         // 0: given when the model runs
  std::vector<std::string> dynamic;  // by dimension: the name of a dynamic one, or ""
};

struct Model {
  std::string name;  // of the graph
  std::int64_t opset = 0;
  std::vector<ModelInput> inputs;  // without those that have an initializer
  std::vector<std::string> outputs;
  std::map<std::string, Constant> initializers;
  std::vector<Node> nodes;  // in the file's order
};

}  // namespace apollo::workloads::importer
