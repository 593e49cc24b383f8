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

// ONNX's numbers of the types of elements whose values an import understands.
enum ElementType {
  kFloat = 1,
  kUint8 = 2,
  kInt8 = 3,
  kUint16 = 4,
  kInt16 = 5,
  kInt32 = 6,
  kInt64 = 7,
  kBool = 9,
  kFloat16 = 10,
  kDouble = 11,
  kBfloat16 = 16
};

// A tensor that is known when the model is read. Values only of small ones, and of all if they are asked for
// (Model::with_values).
struct Constant {
  Dims dims;
  std::optional<std::vector<double>> values = std::nullopt;
  bool integral = false;  // of an integer type, whose divisions have no fractions
  int type = 0;           // an ElementType, another of ONNX's numbers, or 0: not known
  // Of dequantized ones, and as many as the values: the scale of each. The value is a multiple of it.
  std::optional<std::vector<double>> steps = std::nullopt;
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

// Of one order of a tensor's elements in terms of another: by factor of its dimensions, the first counting
// slowest, the size, and how far apart neighbours along it are in the other order.
struct Order {
  Dims sizes, steps;
  // Of each element in the one order, its index in the other.
  std::vector<std::int64_t> places() const;
};

struct ModelInput {
  std::string name;
  Dims dims;                         // 0: given when the model runs
  std::vector<std::string> dynamic;  // by dimension: the name of a dynamic one, or ""
  int type = 0;                      // as Constant::type
};

struct Model {
  std::string name;  // of the graph
  std::int64_t opset = 0;
  std::vector<ModelInput> inputs;  // without those that have an initializer
  std::vector<std::string> outputs;
  std::map<std::string, int> output_types;  // as Constant::type
  std::map<std::string, Constant> initializers;
  std::vector<Node> nodes;   // in the file's order
  bool with_values = false;  // constants of any size have values
};

}  // namespace apollo::workloads::importer
