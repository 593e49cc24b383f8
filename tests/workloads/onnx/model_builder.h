#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "workloads/onnx/import.h"

namespace onnx {
class GraphProto;
class ModelProto;
}  // namespace onnx

namespace apollo::workloads::importer {

using Dims = std::vector<std::int64_t>;

// A dimension of an input: a size, or a name for a dynamic one.
using Dim = std::variant<std::int64_t, std::string>;

// A tensor as an attribute's value.
struct TensorValue {
  Dims dims;
  std::vector<std::int64_t> integers;  // its elements, if it is of int64
  std::vector<float> numbers;          // its elements, if it is of float
};

using AttributeValue = std::variant<std::int64_t, float, std::string, Dims, std::vector<float>, TensorValue>;
using Attributes = std::map<std::string, AttributeValue>;

// Writes ONNX models by the ONNX project's own classes. Names are given to what is added, and returned.
class ModelBuilder {
 public:
  explicit ModelBuilder(int opset = 13);
  ModelBuilder(const ModelBuilder& other);
  ~ModelBuilder();

  std::string input(const std::string& name, const std::vector<Dim>& dims);
  // Weights of zeros, as raw data.
  std::string weights(const Dims& dims);
  // A one-dimensional int64 constant; as int64_data, or as raw data.
  std::string integers(const Dims& values, bool raw = false);
  std::string scalar(float value);
  std::string tensor(const TensorValue& value);

  // Adds a node, and returns the name of its output. "" stands for an absent optional input. Types of other
  // domains: "DOMAIN.TYPE".
  std::string node(const std::string& type, const std::vector<std::string>& inputs,
                   const Attributes& attributes = {});
  // Likewise with several outputs.
  std::vector<std::string> nodes(const std::string& type, const std::vector<std::string>& inputs,
                                 const Attributes& attributes, std::size_t outputs);
  void output(const std::string& name);

  // The graph, to be changed where a test needs what no method writes.
  ::onnx::ModelProto& model() { return *model_; }
  ::onnx::GraphProto& graph();
  int opset() const;

  // The model as a file's content, as it is.
  std::string bytes() const;
  // The same as a serializer that leaves out what is zero or empty writes it: only the type of such an
  // attribute is left. Likewise a valid model.
  std::string bytes_without_zeros() const;
  // Checks it with the ONNX project's checker, and returns the dimensions of its outputs that the ONNX
  // project infers; empty for an output whose dimensions are not all inferred.
  std::vector<Dims> checked_output_dims() const;

 private:
  std::string fresh(const std::string& kind);
  void use_domain(const std::string& domain);
  ::onnx::ModelProto* model_;
  int names_ = 0;
};

// Imports a model that must be well-formed. Checks what holds for every import: the ONNX checker accepts the
// model (not asked beyond opset 17, which it does not know), the outputs have as many elements as ONNX
// infers, and the network is the same after it was written as JSON and read again, and if the file leaves
// out attribute values that are zero.
Imported imported(const ModelBuilder& model, const ImportOptions& options = {});

}  // namespace apollo::workloads::importer
