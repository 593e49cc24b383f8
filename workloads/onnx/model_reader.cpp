#include "workloads/onnx/model_reader.h"

#include <google/protobuf/stubs/logging.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <climits>
#include <set>

#include "files/config_error.h"
#include "files/json_file.h"
#include "workloads/onnx/tensor_values.h"
#include "workloads/onnx/wire.h"

namespace apollo::workloads::importer {

std::int64_t product(const Dims& dims) {
  std::int64_t result = 1;
  for (const std::int64_t d : dims) result *= d;
  return result;
}

namespace {

constexpr std::size_t kLargestGraph = 8 << 20;  // bytes, without tensor data

// Names of the outer scopes that a graph reads.
std::set<std::string> captured_by(const Subgraph& graph) {
  std::set<std::string> own(graph.inputs.begin(), graph.inputs.end()), read;
  for (const auto& row : graph.initializers) own.insert(row.first);
  for (const Node& node : graph.nodes) {
    own.insert(node.outputs.begin(), node.outputs.end());
    read.insert(node.inputs.begin(), node.inputs.end());
    read.insert(node.captured.begin(), node.captured.end());
  }
  read.insert(graph.outputs.begin(), graph.outputs.end());
  for (const std::string& name : own) read.erase(name);
  read.erase("");
  return read;
}

class Reader {
 public:
  Reader(const std::string& file, bool values) : file_(file) { model_.with_values = values; }

  Model run(const ::onnx::ModelProto& proto) {
    if (!proto.has_graph()) fail("has no graph; must be an ONNX model");
    for (const auto& set : proto.opset_import()) {
      if (is_standard(set.domain())) model_.opset = set.version();
    }
    const auto& nodes = proto.graph().node();
    const bool of_standard =
        std::any_of(nodes.begin(), nodes.end(), [](const auto& node) { return is_standard(node.domain()); });
    if (model_.opset < 7 && (model_.opset > 0 || of_standard)) {
      fail("operator set is " + std::to_string(model_.opset) + "; must be at least 7");
    }
    for (const auto& function : proto.functions()) add_function(function);
    const ::onnx::GraphProto& graph = proto.graph();
    model_.name = graph.name();
    add_initializers(graph, &model_.initializers);
    for (const auto& input : graph.input()) add_input(input);
    for (const auto& output : graph.output()) {
      model_.outputs.push_back(output.name());
      model_.output_types[output.name()] = output.type().tensor_type().elem_type();
      add_stated(output);
    }
    for (const auto& info : graph.value_info()) add_stated(info);
    for (const auto& node : graph.node()) add_node(node);
    return std::move(model_);
  }

 private:
  static bool is_standard(const std::string& domain) { return domain.empty() || domain == "ai.onnx"; }
  static std::string shown(const std::string& name) { return files::printable(name, 100); }

  [[noreturn]] void fail(const std::string& message) const {
    throw files::ConfigError(files::printable(file_, 1000) + ": " + message);
  }

  // An empty name stands for an absent tensor.
  void check_name(const std::string& name, const std::string& kind) const {
    if (name.empty()) fail("an " + kind + " has no name; must have one");
  }

  void check_dims(const Dims& dims, const std::string& what) const {
    if (dims.size() > kMostDims) {
      fail(what + " has " + std::to_string(dims.size()) + " dimensions; must have at most " +
           std::to_string(kMostDims));
    }
    std::int64_t elements = 1;
    for (const std::int64_t d : dims) {
      if (d < 0 || d > kMostElements) {
        fail(what + ": a dimension is " + std::to_string(d) + "; must be from 0 to " +
             std::to_string(kMostElements));
      }
      if (d > 0 && elements > kMostElements / d) {
        fail(what + " is too large; must have at most " + std::to_string(kMostElements) + " elements");
      }
      elements *= d > 0 ? d : 1;
    }
  }

  // Of floats: 8, as which the chip stores them.
  static int bits_of_weights(int type) {
    if (type == kUint4 || type == kInt4 || type == kFloat4 || type == kUint2 || type == kInt2) return 4;
    return type == kInt16 || type == kUint16 ? 16 : 8;
  }

  Constant constant(const ::onnx::TensorProto& tensor, const std::string& what) const {
    Constant result;
    result.dims.assign(tensor.dims().begin(), tensor.dims().end());
    check_dims(result.dims, what);
    const std::int64_t elements = product(result.dims);
    switch (tensor.data_type()) {
      case ::onnx::TensorProto::FLOAT:
      case ::onnx::TensorProto::DOUBLE:
      case ::onnx::TensorProto::FLOAT16:
      case ::onnx::TensorProto::BFLOAT16:
        break;
      default:
        result.integral = true;
    }
    result.type = tensor.data_type();
    result.bits = bits_of_weights(result.type);
    if (elements > kMostValues && !model_.with_values) return result;
    const bool outside = tensor.data_location() == ::onnx::TensorProto::EXTERNAL;
    if (outside && !model_.with_values) return result;
    std::vector<double> values = values_of(tensor, outside ? raw_data_of(tensor, file_) : tensor.raw_data());
    if (static_cast<std::int64_t>(values.size()) == elements) result.values = std::move(values);
    return result;
  }

  void add_initializers(const ::onnx::GraphProto& graph, std::map<std::string, Constant>* to) const {
    for (const auto& tensor : graph.initializer()) {
      check_name(tensor.name(), "initializer");
      (*to)[tensor.name()] = constant(tensor, "initializer " + shown(tensor.name()));
    }
    for (const auto& sparse : graph.sparse_initializer()) {
      check_name(sparse.values().name(), "initializer");
      Constant dense;
      dense.dims.assign(sparse.dims().begin(), sparse.dims().end());
      check_dims(dense.dims, "initializer " + shown(sparse.values().name()));
      (*to)[sparse.values().name()] = std::move(dense);
    }
  }

  static ModelInput described(const ::onnx::ValueInfoProto& info) {
    ModelInput input;
    input.name = info.name();
    input.type = info.type().tensor_type().elem_type();
    for (const auto& dim : info.type().tensor_type().shape().dim()) {
      const bool fixed = dim.has_dim_value() && dim.dim_value() > 0;
      input.dims.push_back(fixed ? dim.dim_value() : 0);
      input.dynamic.push_back(fixed                 ? ""
                              : dim.has_dim_param() ? shown(dim.dim_param())
                              : dim.has_dim_value() ? std::to_string(dim.dim_value())
                                                    : "?");
    }
    return input;
  }

  void add_stated(const ::onnx::ValueInfoProto& info) {
    if (info.type().tensor_type().has_shape()) model_.stated.push_back(described(info));
  }

  void add_input(const ::onnx::ValueInfoProto& info) {
    check_name(info.name(), "input");
    if (model_.initializers.count(info.name()) > 0) return;  // as old exporters list weights
    if (info.type().has_sequence_type() || info.type().has_optional_type() || info.type().has_map_type()) {
      fail("input " + shown(info.name()) + " is a sequence, an optional value or a map; must be a tensor");
    }
    if (info.type().tensor_type().elem_type() == ::onnx::TensorProto::STRING)
      fail("input " + shown(info.name()) + " is a tensor of strings; must be one of numbers");
    ModelInput input = described(info);
    check_dims(input.dims, "input " + shown(input.name));
    if (!made_.insert(input.name).second) fail("two inputs are named " + shown(input.name) + "; must be one");
    model_.inputs.push_back(std::move(input));
  }

  // The type says which field has the value: a serializer need not write one that is 0 or empty. Files of IR
  // version 1 have no types.
  Attribute attribute_of(const ::onnx::AttributeProto& proto, const Node& node) {
    using Proto = ::onnx::AttributeProto;
    const auto type = proto.type();
    Attribute a;
    if (type == Proto::INT || (type == Proto::UNDEFINED && proto.has_i())) a.integers = {proto.i()};
    if (type == Proto::FLOAT || (type == Proto::UNDEFINED && proto.has_f())) a.numbers = {double{proto.f()}};
    if (proto.ints_size() > 0) a.integers.assign(proto.ints().begin(), proto.ints().end());
    if (proto.floats_size() > 0) a.numbers.assign(proto.floats().begin(), proto.floats().end());
    a.text = proto.s();
    if (proto.has_t()) a.tensor = constant(proto.t(), "node " + shown(node.name) + ": a tensor");
    if (proto.has_g()) a.graph = std::make_shared<const Subgraph>(subgraph_of(proto.g()));
    a.of_caller = proto.ref_attr_name();
    return a;
  }

  Subgraph subgraph_of(const ::onnx::GraphProto& proto) {
    Subgraph graph;
    for (const auto& input : proto.input()) graph.inputs.push_back(input.name());
    for (const auto& output : proto.output()) graph.outputs.push_back(output.name());
    add_initializers(proto, &graph.initializers);
    for (const auto& node : proto.node()) graph.nodes.push_back(node_of(node));
    return graph;
  }

  void add_function(const ::onnx::FunctionProto& proto) {
    Function function;
    function.inputs.assign(proto.input().begin(), proto.input().end());
    function.outputs.assign(proto.output().begin(), proto.output().end());
    for (const auto& set : proto.opset_import())
      if (is_standard(set.domain())) function.opset = set.version();
    if (function.opset != 0 && function.opset < 7) {
      fail("operator set of function " + shown(proto.name()) + " is " + std::to_string(function.opset) +
           "; must be at least 7");
    }
    for (const auto& part : proto.node()) {
      Node node = node_of(part);
      if (part.op_type().empty()) {
        function.defaults.merge(node.attributes);
      } else {
        function.nodes.push_back(std::move(node));
      }
    }
    const std::string type = type_of(proto.domain(), proto.name());
    if (!model_.functions.emplace(type, std::move(function)).second)
      fail("two functions are named " + shown(type) + "; must be one");
  }

  static std::string type_of(const std::string& domain, const std::string& type) {
    return is_standard(domain) ? type : domain + "." + type;
  }

  Node node_of(const ::onnx::NodeProto& proto) {
    if (++nodes_ > kMostNodes) {
      fail("has more than " + std::to_string(kMostNodes) +
           " nodes, those of its functions and subgraphs included");
    }
    Node node;
    node.type = type_of(proto.domain(), proto.op_type());
    node.inputs.assign(proto.input().begin(), proto.input().end());
    node.outputs.assign(proto.output().begin(), proto.output().end());
    node.name = proto.name();
    for (const std::string& output : proto.output())
      if (node.name.empty()) node.name = output;
    std::set<std::string> captured;
    for (const auto& attribute : proto.attribute()) {
      const Attribute& read = node.attributes[attribute.name()] = attribute_of(attribute, node);
      if (read.graph) captured.merge(captured_by(*read.graph));
    }
    node.captured.assign(captured.begin(), captured.end());
    return node;
  }

  void add_node(const ::onnx::NodeProto& proto) {
    Node node = node_of(proto);
    for (const std::string& output : node.outputs) {
      if (output.empty() || (made_.insert(output).second && model_.initializers.count(output) == 0)) continue;
      fail("tensor " + shown(output) + " is made twice; must be made once");
    }
    model_.nodes.push_back(std::move(node));
  }

  const std::string& file_;
  Model model_;
  int nodes_ = 0;               // of all graphs and functions
  std::set<std::string> made_;  // names of inputs and of what nodes make
};

}  // namespace

namespace {

bool parse(const char* bytes, std::size_t size, bool values, ::onnx::ModelProto* proto) {
  const google::protobuf::LogSilencer silent;  // a damaged file is the user's error, told once
  const auto slim = without_data(bytes, size, kLargestGraph);
  if (!slim) return false;
  if (!values) return proto->ParseFromString(*slim);
  return size <= INT_MAX && proto->ParseFromArray(bytes, static_cast<int>(size));
}

}  // namespace

Model parse_model(const char* bytes, std::size_t size, const std::string& file, bool values) {
  ::onnx::ModelProto proto;
  if (!parse(bytes, size, values, &proto)) {
    throw files::ConfigError(
        files::printable(file, 1000) +
        ": is not an ONNX model, or damaged; must be a serialized ModelProto with a graph of at most " +
        std::to_string(kLargestGraph >> 20) + " MiB, and at most " + std::to_string(kDeepestGraphs) +
        " graphs inside one another");
  }
  return Reader(file, values).run(proto);
}

}  // namespace apollo::workloads::importer
