#pragma once
#include <cstdint>
#include <map>
#include <memory>
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
  kBfloat16 = 16,
  kUint4 = 21,
  kInt4 = 22,
  kFloat4 = 23,
  kUint2 = 25,
  kInt2 = 26
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
  int bits = 8;  // that each takes as a weight: 4 or 16 of numbers that the file has so, else 8
};

inline constexpr std::size_t kMostDims = 16;                          // of a tensor
inline constexpr std::int64_t kMostValues = 512;                      // of a Constant
inline constexpr std::int64_t kMostElements = std::int64_t{1} << 31;  // of a tensor: an int8 one of 2 GiB

struct Subgraph;

// One of the members has the value; the others are empty.
struct Attribute {
  std::vector<std::int64_t> integers;          // INT, INTS
  std::vector<double> numbers;                 // FLOAT, FLOATS
  std::string text;                            // STRING
  std::optional<Constant> tensor;              // TENSOR
  std::shared_ptr<const Subgraph> graph = {};  // GRAPH
  std::string of_caller = {};  // in a function: the attribute of the calling node that has the value
};

using NodeAttributes = std::map<std::string, Attribute>;

struct Node {
  std::string type, name;
  std::vector<std::string> inputs, outputs;  // "" stands for an optional one that is absent
  NodeAttributes attributes;
  std::vector<std::string> captured = {};  // names of outer scopes that its subgraphs read
  std::int64_t opset = 0;                  // of the function that it comes from; 0: the model's
};

// Of one order of a tensor's elements in terms of another: by factor of its dimensions, the first counting
// slowest, the size, and how far apart neighbours along it are in the other order.
struct Order {
  Dims sizes, steps;
  // Of each element in the one order, its index in the other.
  std::vector<std::int64_t> places() const;
};

// A graph that is an attribute: a branch of an If, a body of a Loop or a Scan. Its nodes may read the names
// of the graphs around it; its own names are known inside of it only.
struct Subgraph {
  std::vector<std::string> inputs, outputs;
  std::map<std::string, Constant> initializers;
  std::vector<Node> nodes;
};

// An operator whose meaning is in the file. Its nodes read nothing but what they make and its inputs.
struct Function {
  std::vector<std::string> inputs, outputs;
  NodeAttributes defaults;  // of attributes that the calling node may leave out
  std::vector<Node> nodes;
  std::int64_t opset = 0;
};

inline constexpr int kMostNodes = 100'000;  // of a file, with all its subgraphs and functions
inline constexpr int kMostCopies = 30'000;  // of nodes of functions and trips; a network has 10,000 layers
inline constexpr int kDeepestGraphs = 16;   // of graphs inside one another

// Likewise another tensor whose dimensions the file states.
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
  std::vector<Node> nodes;                    // in the file's order
  bool with_values = false;                   // constants of any size have values
  std::map<std::string, Function> functions;  // by the type of the nodes that call them
  std::vector<ModelInput> stated;             // tensors whose dimensions the file states
};

}  // namespace apollo::workloads::importer
