#pragma once
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "workloads/network.h"
#include "workloads/onnx/layout.h"
#include "workloads/onnx/model.h"
#include "workloads/onnx/values.h"

namespace apollo::workloads::importer {

// An operator that is not known, or one that is, used in a way that is not: the import goes on without it and
// reports them all at once. The text says what is not supported.
class Unsupported : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// More than one inference at once, as the model's inputs have it: another --input-shape would do.
class BatchAboveOne : public Unsupported {
 public:
  explicit BatchAboveOne(std::int64_t size)
      : Unsupported("a batch of " + std::to_string(size)), batch(size) {}
  const std::int64_t batch;
};

// A node without an input that its operator must have: of a malformed model.
class MissingInput : public Unsupported {
 public:
  MissingInput() : Unsupported("an input that is absent") {}
};

// The network under construction, and what is known of each name of the model so far.
class Graph {
 public:
  // `nodes`: those that will be added, for the number of times that each name is used.
  Graph(std::string file, const Model& model, const std::vector<Node>& nodes);

  std::int64_t opset() const { return opset_; }
  void set_opset(std::int64_t opset) { opset_ = opset; }  // of the nodes that follow
  Factors& factors() { return factors_; }
  Network& network() { return network_; }
  std::vector<std::string> notes;  // what the network approximates, a line each
  // What x * f(x) is as one activation, by the tensor of an activation f(x).
  std::map<int, Activation> with_itself;
  std::map<std::string, std::string> shared;  // names of what several expansions use, by what it is
  std::map<std::string, Dims> stated;         // dimensions of the model's tensors, as the file has them
  std::optional<ModelValues> values;          // if the model's values are taken over (Model::with_values)
  // Most values that a constant may have to be known.
  std::int64_t most_values() const { return most_values_; }
  std::set<std::string> shifted;  // names of values that are others plus a number, which costs nothing

  // Names. An absent optional input has no name: "".
  bool knows(const std::string& name) const { return names_.count(name) > 0; }
  // Nothing if the name stands for a Value.
  const Constant* constant(const std::string& name) const;
  // A Value; a constant becomes a tensor of the network that is stored with the weights. ConfigError if
  // unknown, MissingInput if absent.
  Value value(const std::string& name);
  void define(const std::string& name, Value value);
  void define(const std::string& name, Constant constant);
  // A network input, called `tensor` there, that is stored as the first asks who reads it.
  void define_input(const std::string& name, const std::string& tensor, const Dims& dims);
  // `to` is the same tensor of the network as `from`, with dimensions of its own: costs nothing.
  void alias(const std::string& from, const std::string& to, std::vector<FactorList> dims);
  // Dimensions of a Value or constant. ConfigError if unknown.
  Dims dims_of(const std::string& name);
  Dims dims_of(const Value& value) const;
  // A name may be forgotten by its only user, which then stands in for it: nobody else uses its tensor.
  bool used_once(const Value& value) const { return state(value.tensor).uses == 1; }

  // A name that the model does not use.
  std::string new_name();
  // These nodes will be added instead of that one: what each name is used for is counted anew.
  void substitute(const Node& node, const std::vector<Node>& by);
  // A name is used so many times more or less, or each that a node reads once: nobody takes its tensor for
  // himself while somebody who comes later needs it.
  void count_uses(const std::string& name, int change);
  void count_uses(const Node& node, int change);

  // Storage. An input of the network takes the first that is asked of it.
  Storage storage(const Value& value);
  // The tensor that holds a value in this storage: the value's own, or the output of a rearrangement.
  int stored_as(const Value& value, const Storage& storage);
  // Whether it lies in this storage already, or may.
  bool lies(const Value& value, const Storage& storage) const;
  bool placed(const Value& value) const { return state(value.tensor).storage.has_value(); }
  // Images: NCHW (inputs: or NHWC) or NCW; sequences: the dimension before the last one along the width, the
  // last one along the channels, the others before it. The last dimension alone has no width.
  Storage usual_storage(const Value& value) const;
  static Storage image_storage(const Value& value);
  // The last dimension along the channels, the others along the width: the elements in the model's order.
  static Storage in_order(const Value& value);
  // The same elements in the same order in dimensions of other sizes, for which no factor need be whole: a
  // rearrangement.
  Value recut(const Value& value, const Dims& dims);

  // Layers. Appends a layer, named after the node, and returns its output tensor, or the first; infers its
  // shape. Tensors of the network are inputs. ConfigError as infer_shapes().
  int add(const Node& node, Layer layer, const std::vector<int>& inputs,
          Quantization quantization = Quantization());
  // The value of a tensor of given storage and dimensions.
  Value stored(int tensor, Storage storage, std::vector<FactorList> dims);
  // The tensor's height, width and channels as an image of `rank` dimensions: N, C, (H,) W.
  Value image(int tensor, std::size_t rank);
  // The layer that makes a tensor; null for an input or constant. Valid until the next layer is added.
  Layer* producer(int tensor);
  // A network input that the model does not have.
  int new_input(const std::string& name, const Storage& storage, Quantization quantization = Quantization());

  [[noreturn]] void fail(const Node& node, const std::string& message) const;
  const std::string& file() const { return file_; }
  // A size of the network. ConfigError that names the node if it is not from 1 to kLargestDimension.
  int extent(const Node& node, std::int64_t size) const;

  // That of a value's elements in the network in terms of the model's, which is row-major.
  Order order(const Value& value) { return factors_.order(storage(value).all(), joined(value.dims)); }
  // The network, validated, without layers that no output needs. Outputs: names of the model. Those that are
  // inputs are left out, unless no others are left: then layers copy them. ConfigError if all are constants.
  Network finish(const std::vector<std::string>& outputs);

 private:
  // What is known of a tensor of the network.
  struct TensorState {
    std::optional<Storage> storage;                   // absent: not asked for yet
    std::vector<std::pair<Storage, int>> rearranged;  // tensors of the same values that lie otherwise
    int producer = -1;                                // its layer; -1: it is an input or constant
    int uses = 0;
    bool channels_last = false;  // an input of the network that lies so
    Storage in_file;             // of one that no layer makes: with its elements in the file's order
  };

  TensorState& state(int tensor) { return tensors_[static_cast<std::size_t>(tensor)]; }
  const TensorState& state(int tensor) const { return tensors_[static_cast<std::size_t>(tensor)]; }
  // `taken`: by name, the number that the next of this name gets.
  static std::string unique(const std::string& wanted, std::unordered_map<std::string, int>* taken);
  void check_rank(const std::string& name, std::size_t rank) const;
  Shape shape_of(const Storage& storage) const;
  Storage leaves(const Storage& storage) const;
  int new_tensor(const std::string& name, const Shape& shape, Quantization quantization);
  // Appends the layer that gives a placed value's factors in another order, and returns its output.
  int rearrange(const Value& value, const FactorList& order, const Shape& shape);
  // The tensors of the outputs that layers make.
  std::vector<int> computed(const std::vector<std::string>& outputs);
  // Of a network without layers: each output that is an input becomes a layer that copies it.
  void copy_inputs(const std::vector<std::string>& outputs);
  // Removes the layers that no output needs, and returns the tensors that the others and the outputs need.
  std::set<int> remove_unneeded();
  void keep_only(const std::set<int>& kept);  // tensors
  void lay_out_constants();                   // into the values

  std::string file_;
  std::int64_t opset_;
  std::int64_t most_values_ = kMostValues;
  Network network_;
  Factors factors_;
  std::unordered_map<std::string, std::variant<Value, Constant>> names_;
  std::unordered_map<std::string, int> uses_of_name_;
  std::map<std::string, Value> stored_constants_;
  std::vector<TensorState> tensors_;  // as network_.tensors
  std::unordered_map<std::string, int> tensor_names_, layer_names_;
  int new_names_ = 0;
};

}  // namespace apollo::workloads::importer
