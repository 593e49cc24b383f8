#include "model_builder.h"

#include <gtest/gtest.h>
#include <onnx/checker.h>
#include <onnx/onnx_pb.h>
#include <onnx/shape_inference/implementation.h>

#include "workloads/network_json.h"

namespace apollo::workloads::importer {
namespace {

std::int64_t elements(const Dims& dims) {
  std::int64_t result = 1;
  for (const std::int64_t dim : dims) result *= dim;
  return result;
}

void fill(const TensorValue& value, ::onnx::TensorProto* tensor) {
  for (const std::int64_t dim : value.dims) tensor->add_dims(dim);
  tensor->set_data_type(value.integers.empty() ? ::onnx::TensorProto::FLOAT : ::onnx::TensorProto::INT64);
  for (const std::int64_t v : value.integers) tensor->add_int64_data(v);
  for (const float v : value.numbers) tensor->add_float_data(v);
}

struct AttributeWriter {
  ::onnx::AttributeProto* to;
  void operator()(std::int64_t v) const {
    to->set_type(::onnx::AttributeProto::INT);
    to->set_i(v);
  }
  void operator()(float v) const {
    to->set_type(::onnx::AttributeProto::FLOAT);
    to->set_f(v);
  }
  void operator()(const std::string& v) const {
    to->set_type(::onnx::AttributeProto::STRING);
    to->set_s(v);
  }
  void operator()(const Dims& v) const {
    to->set_type(::onnx::AttributeProto::INTS);
    for (const std::int64_t i : v) to->add_ints(i);
  }
  void operator()(const std::vector<float>& v) const {
    to->set_type(::onnx::AttributeProto::FLOATS);
    for (const float f : v) to->add_floats(f);
  }
  void operator()(const TensorValue& v) const {
    to->set_type(::onnx::AttributeProto::TENSOR);
    fill(v, to->mutable_t());
  }
};

}  // namespace

ModelBuilder::ModelBuilder(int opset) : model_(new ::onnx::ModelProto) {
  model_->set_ir_version(opset < 9 ? 3 : 8);
  auto* set = model_->add_opset_import();
  set->set_domain("");
  set->set_version(opset);
  model_->mutable_graph()->set_name("graph");
}

ModelBuilder::ModelBuilder(const ModelBuilder& other)
    : model_(new ::onnx::ModelProto(*other.model_)), names_(other.names_) {}

ModelBuilder::~ModelBuilder() { delete model_; }

::onnx::GraphProto& ModelBuilder::graph() { return *model_->mutable_graph(); }

std::string ModelBuilder::fresh(const std::string& kind) { return kind + std::to_string(names_++); }

std::string ModelBuilder::input(const std::string& name, const std::vector<Dim>& dims) {
  auto* info = graph().add_input();
  info->set_name(name);
  auto* type = info->mutable_type()->mutable_tensor_type();
  type->set_elem_type(::onnx::TensorProto::FLOAT);
  type->mutable_shape();
  for (const Dim& dim : dims) {
    auto* to = type->mutable_shape()->add_dim();
    if (const auto* size = std::get_if<std::int64_t>(&dim)) {
      to->set_dim_value(*size);
    } else {
      to->set_dim_param(std::get<std::string>(dim));
    }
  }
  return name;
}

std::string ModelBuilder::weights(const Dims& dims) {
  const std::string name = fresh("w");
  auto* tensor = graph().add_initializer();
  tensor->set_name(name);
  fill({dims, {}, {}}, tensor);
  tensor->set_raw_data(std::string(static_cast<std::size_t>(elements(dims)) * sizeof(float), '\0'));
  if (model_->ir_version() < 4) {  // where initializers have to be inputs
    std::vector<Dim> as_input(dims.begin(), dims.end());
    input(name, as_input);
  }
  return name;
}

std::string ModelBuilder::tensor(const TensorValue& value) {
  const std::string name = fresh("c");
  auto* tensor = graph().add_initializer();
  fill(value, tensor);
  tensor->set_name(name);
  if (model_->ir_version() < 4) {
    const auto type = tensor->data_type();
    input(name, std::vector<Dim>(value.dims.begin(), value.dims.end()));
    graph()
        .mutable_input(graph().input_size() - 1)
        ->mutable_type()
        ->mutable_tensor_type()
        ->set_elem_type(type);
  }
  return name;
}

std::string ModelBuilder::integers(const Dims& values, bool raw) {
  if (!raw) return tensor({{static_cast<std::int64_t>(values.size())}, values, {}});
  const std::string name = fresh("i");
  auto* tensor = graph().add_initializer();
  tensor->set_name(name);
  tensor->add_dims(static_cast<std::int64_t>(values.size()));
  tensor->set_data_type(::onnx::TensorProto::INT64);
  tensor->set_raw_data(values.data(), values.size() * sizeof(std::int64_t));
  return name;
}

std::string ModelBuilder::scalar(float value) { return tensor({{}, {}, {value}}); }

std::string ModelBuilder::node(const std::string& type, const std::vector<std::string>& inputs,
                               const Attributes& attributes) {
  return nodes(type, inputs, attributes, 1)[0];
}

std::vector<std::string> ModelBuilder::nodes(const std::string& type, const std::vector<std::string>& inputs,
                                             const Attributes& attributes, std::size_t outputs) {
  auto* node = graph().add_node();
  const std::size_t dot = type.rfind('.');
  node->set_op_type(dot == std::string::npos ? type : type.substr(dot + 1));
  if (dot != std::string::npos) use_domain(type.substr(0, dot)), node->set_domain(type.substr(0, dot));
  node->set_name(fresh(node->op_type()));
  for (const std::string& name : inputs) node->add_input(name);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < outputs; ++i) {
    names.push_back(outputs == 1 ? node->name() + ":0" : node->name() + ":" + std::to_string(i));
    node->add_output(names.back());
  }
  for (const auto& [name, value] : attributes) {
    auto* attribute = node->add_attribute();
    attribute->set_name(name);
    std::visit(AttributeWriter{attribute}, value);
  }
  return names;
}

void ModelBuilder::use_domain(const std::string& domain) {
  for (const auto& known : model_->opset_import())
    if (known.domain() == domain) return;
  auto* import = model_->add_opset_import();
  import->set_domain(domain);
  import->set_version(1);
}

int ModelBuilder::opset() const { return static_cast<int>(model_->opset_import(0).version()); }

void ModelBuilder::output(const std::string& name) {
  auto* info = graph().add_output();
  info->set_name(name);
}

std::string ModelBuilder::bytes() const { return model_->SerializeAsString(); }

std::vector<Dims> ModelBuilder::checked_output_dims() const {
  ::onnx::ModelProto model = *model_;
  ::onnx::ShapeInferenceOptions options;
  options.error_mode = 1;
  options.enable_data_propagation = true;
  ::onnx::shape_inference::InferShapes(model, ::onnx::OpSchemaRegistry::Instance(), options);
  std::vector<Dims> result;
  for (auto& output : *model.mutable_graph()->mutable_output()) {
    Dims dims;
    auto* type = output.mutable_type()->mutable_tensor_type();
    const bool inferred = type->has_shape();
    bool all = inferred;
    for (const auto& dim : type->shape().dim()) {
      all = all && dim.has_dim_value();
      dims.push_back(dim.dim_value());
    }
    if (inferred && dims.empty()) dims = {1};  // a scalar
    result.push_back(all ? dims : Dims());
    // The checker wants types that not every inference gives.
    if (type->elem_type() == 0) type->set_elem_type(::onnx::TensorProto::FLOAT);
    type->mutable_shape();
  }
  ::onnx::checker::check_model(model);
  return result;
}

std::string ModelBuilder::bytes_without_zeros() const {
  ::onnx::ModelProto model = *model_;
  for (auto& node : *model.mutable_graph()->mutable_node())
    for (auto& attribute : *node.mutable_attribute()) {
      if (attribute.i() == 0) attribute.clear_i();
      if (attribute.f() == 0) attribute.clear_f();
      if (attribute.s().empty()) attribute.clear_s();
    }
  return model.SerializeAsString();
}

Imported imported(const ModelBuilder& model, const ImportOptions& options) {
  Imported result = parse_onnx(model.bytes(), "model.onnx", options);
  const Network& network = result.network;
  const std::string text = to_json_text(network);
  EXPECT_EQ(to_json_text(parse_onnx(model.bytes_without_zeros(), "model.onnx", options).network), text);
  EXPECT_EQ(to_json_text(parse_network(text, "again.json")), text);
  if (model.opset() > 17) return result;
  const std::vector<Dims> dims = model.checked_output_dims();
  EXPECT_EQ(dims.size(), network.outputs.size());
  for (std::size_t i = 0; i < dims.size() && i < network.outputs.size(); ++i) {
    const Tensor& output = network.tensors[static_cast<std::size_t>(network.outputs[i])];
    if (dims[i].empty()) continue;
    EXPECT_EQ(output.shape.elements(), elements(dims[i])) << output.name;
  }
  return result;
}

}  // namespace apollo::workloads::importer
