#pragma once
// For tests: graphs as attributes, and functions.
#include <onnx/onnx_pb.h>

#include <string>
#include <vector>

#include "import_errors.h"

namespace apollo::workloads::importer {

// Appends a node of no domain to a GraphProto or a FunctionProto.
template <typename Proto>
::onnx::NodeProto* part(Proto* to, const std::string& type, const std::vector<std::string>& inputs,
                        const std::vector<std::string>& outputs) {
  ::onnx::NodeProto* node = to->add_node();
  node->set_op_type(type);
  node->set_name(type);
  for (const std::string& name : inputs) node->add_input(name);
  for (const std::string& name : outputs) node->add_output(name);
  return node;
}

inline void set_integer(::onnx::NodeProto* node, const std::string& name, std::int64_t value) {
  ::onnx::AttributeProto* attribute = node->add_attribute();
  attribute->set_name(name);
  attribute->set_type(::onnx::AttributeProto::INT);
  attribute->set_i(value);
}

// A subgraph whose inputs and outputs are tensors of floats, but those that `booleans` and `integers` name.
inline ::onnx::GraphProto* add_subgraph(::onnx::NodeProto* node, const std::string& name,
                                        const std::vector<std::string>& inputs,
                                        const std::vector<std::string>& outputs,
                                        const std::vector<std::string>& booleans = {},
                                        const std::vector<std::string>& integers = {}) {
  ::onnx::AttributeProto* attribute = node->add_attribute();
  attribute->set_name(name);
  attribute->set_type(::onnx::AttributeProto::GRAPH);
  ::onnx::GraphProto* graph = attribute->mutable_g();
  graph->set_name(name);
  const auto among = [](const std::vector<std::string>& list, const std::string& wanted) {
    return std::find(list.begin(), list.end(), wanted) != list.end();
  };
  const auto describe = [&](::onnx::ValueInfoProto* info, const std::string& value) {
    info->set_name(value);
    info->mutable_type()->mutable_tensor_type()->set_elem_type(
        among(booleans, value)   ? ::onnx::TensorProto::BOOL
        : among(integers, value) ? ::onnx::TensorProto::INT64
                                 : ::onnx::TensorProto::FLOAT);
  };
  for (const std::string& input : inputs) describe(graph->add_input(), input);
  for (const std::string& output : outputs) describe(graph->add_output(), output);
  return graph;
}

// A constant of one boolean.
inline std::string boolean(ModelBuilder& model, bool value) {
  const std::string name = model.tensor({{}, {value ? 1 : 0}, {}});
  auto* tensor = model.graph().mutable_initializer(model.graph().initializer_size() - 1);
  tensor->clear_int64_data();
  tensor->set_data_type(::onnx::TensorProto::BOOL);
  tensor->add_int32_data(value ? 1 : 0);
  return name;
}

// A scalar of int64.
inline std::string count(ModelBuilder& model, std::int64_t value) { return model.tensor({{}, {value}, {}}); }

}  // namespace apollo::workloads::importer
