#include "workloads/onnx/model_reader.h"

#include <onnx/onnx_pb.h>

#include "import_errors.h"

namespace apollo::workloads::importer {
namespace {

TEST(OnnxModelReader, NoOnnxModel) {
  for (const std::string& bytes : {std::string("hello, world\n"), std::string(1000, '\xff'),
                                   std::string("\0\0\0", 3), std::string("{\"name\": 1}")}) {
    testing::expect_contains(testing::error_of([&] { parse_onnx(bytes, "model.onnx"); }), "model.onnx");
  }
  testing::expect_contains(testing::error_of([] { parse_onnx("", "model.onnx"); }), "no graph");
}

TEST(OnnxModelReader, NoGraph) {
  ModelBuilder model;
  model.model().clear_graph();
  testing::expect_contains(import_error(model), "has no graph");
}

TEST(OnnxModelReader, OldOperatorSets) {
  ModelBuilder model = small_model();
  model.model().mutable_opset_import(0)->set_version(6);
  testing::expect_contains(import_error(model), "operator set is 6; must be at least 7");
  model.model().clear_opset_import();
  testing::expect_contains(import_error(model), "operator set is 0");
}

TEST(OnnxModelReader, AModelOfOtherDomainsNeedsNoOperatorSetOfTheStandard) {
  ModelBuilder model = small_model();
  auto* set = model.model().mutable_opset_import(0);
  set->set_domain("com.microsoft");
  set->set_version(1);
  testing::expect_contains(import_error(model), "operator set is 0");  // Relu is of the standard
  model.graph().mutable_node(0)->set_domain("com.microsoft");
  model.graph().mutable_node(0)->set_op_type("Tokenizer");
  testing::expect_contains(import_error(model), "not supported: com.microsoft.Tokenizer");
}

TEST(OnnxModelReader, AnEmptyNameIsThatOfAnAbsentTensor) {
  ModelBuilder input = small_model();
  input.graph().add_input();
  testing::expect_contains(import_error(input), "an input has no name; must have one");
  ModelBuilder initializer = small_model();
  initializer.graph().add_initializer()->set_data_type(::onnx::TensorProto::FLOAT);
  testing::expect_contains(import_error(initializer), "an initializer has no name; must have one");
  ModelBuilder sparse = small_model();
  sparse.graph().add_sparse_initializer()->mutable_values()->set_data_type(::onnx::TensorProto::FLOAT);
  testing::expect_contains(import_error(sparse), "an initializer has no name; must have one");
}

TEST(OnnxModelReader, TensorsThatAreTooLarge) {
  testing::expect_contains(import_error(small_model({1, 8, 1 << 21, 10})), "1 to 1048576");
  testing::expect_contains(import_error(small_model({1, 1 << 20, 1 << 20, 1 << 20})), "too large");
  testing::expect_contains(import_error(small_model({1, 1 << 20, 1 << 12})), "too large");
  testing::expect_contains(import_error(small_model({1, std::int64_t{1} << 62, 4})), "must be from 0 to");
  // Of weights: the sizes alone.
  for (const Dims& dims :
       {Dims{std::int64_t{1} << 62, 8, 3, 3}, Dims{-4, 8, 3, 3}, Dims{1 << 20, 1 << 20, 3, 3}, Dims(17, 1)}) {
    ModelBuilder model = small_model();
    auto* tensor = model.graph().add_initializer();
    tensor->set_name("w");
    tensor->set_data_type(1);
    for (const std::int64_t dim : dims) tensor->add_dims(dim);
    testing::expect_contains(import_error(model), "initializer w");
  }
}

TEST(OnnxModelReader, TwoNodesMakeOneTensor) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 8});
  const std::string y = model.node("Relu", {x});
  model.node("Sigmoid", {x});
  model.graph().mutable_node(1)->set_output(0, y);
  model.output(y);
  testing::expect_contains(import_error(model), "made twice");
}

// The importer's view of a model.
Model read(const ModelBuilder& model) {
  const std::string bytes = model.bytes();
  return parse_model(bytes.data(), bytes.size(), "model.onnx");
}

TEST(OnnxModelReader, ReadsInputsOutputsAndNodesInOrder) {
  ModelBuilder model(15);
  const std::string x = model.input("x", {"N", 8, "", 10});
  const std::string y = model.node("Conv", {x, model.weights({4, 8, 3, 3})}, {{"group", std::int64_t{2}}});
  model.output(model.node("Clip", {y, "", model.scalar(6)}));
  const Model read_model = read(model);
  EXPECT_EQ(read_model.opset, 15);
  ASSERT_EQ(read_model.inputs.size(), 1U);
  EXPECT_EQ(read_model.inputs[0].dims, (Dims{0, 8, 0, 10}));
  EXPECT_EQ(read_model.inputs[0].dynamic, (std::vector<std::string>{"N", "", "", ""}));
  ASSERT_EQ(read_model.nodes.size(), 2U);
  EXPECT_EQ(read_model.nodes[0].type, "Conv");
  EXPECT_EQ(read_model.nodes[0].attributes.at("group").integers, Dims{2});
  EXPECT_EQ(read_model.nodes[1].inputs[1], "");
  EXPECT_EQ(read_model.outputs, read_model.nodes[1].outputs);
}

TEST(OnnxModelReader, ReadsEveryFormOfAnAttribute) {
  ModelBuilder model;
  model.output(model.node("Any", {model.input("x", {1})},
                          {{"int", std::int64_t{-3}},
                           {"ints", Dims{1, 2}},
                           {"float", 0.5F},
                           {"floats", std::vector<float>{1, 2}},
                           {"text", std::string("same")},
                           {"tensor", TensorValue{{2}, {7, 8}, {}}}}));
  const auto attributes = read(model).nodes[0].attributes;
  EXPECT_EQ(attributes.at("int").integers, Dims{-3});
  EXPECT_EQ(attributes.at("ints").integers, (Dims{1, 2}));
  EXPECT_EQ(attributes.at("float").numbers, std::vector<double>{0.5});
  EXPECT_EQ(attributes.at("floats").numbers, (std::vector<double>{1, 2}));
  EXPECT_EQ(attributes.at("text").text, "same");
  EXPECT_EQ(attributes.at("tensor").tensor->values, (std::vector<double>{7, 8}));
}

TEST(OnnxModelReader, ReadsValuesOfSmallTensorsAlone) {
  ModelBuilder model = small_model();
  const std::string as_numbers = model.integers({3, -1}), raw = model.integers({3, -1}, true),
                    fraction = model.scalar(0.5F), most = model.weights({kMostValues}),
                    more = model.weights({kMostValues + 1});
  const auto initializers = read(model).initializers;
  for (const std::string& name : {as_numbers, raw}) {
    EXPECT_EQ(initializers.at(name).values, (std::vector<double>{3, -1}));
    EXPECT_TRUE(initializers.at(name).integral);
  }
  EXPECT_EQ(initializers.at(fraction).values, std::vector<double>{0.5});
  EXPECT_FALSE(initializers.at(fraction).integral);
  EXPECT_TRUE(initializers.at(most).values);
  EXPECT_FALSE(initializers.at(more).values);
  EXPECT_EQ(initializers.at(more).dims, Dims{kMostValues + 1});
}

TEST(OnnxModelReader, ReadsEveryTypeOfNumber) {
  const auto values = [](int type, const std::string& bytes) {
    ModelBuilder model = small_model();
    auto* tensor = model.graph().add_initializer();
    tensor->set_name("t");
    tensor->set_data_type(type);
    tensor->add_dims(1);
    tensor->set_raw_data(bytes);
    return read(model).initializers.at("t").values;
  };
  const auto bytes_of = [](auto number) {
    return std::string(reinterpret_cast<const char*>(&number), sizeof number);
  };
  using T = ::onnx::TensorProto;
  const std::vector<double> expected{5};
  EXPECT_EQ(values(T::FLOAT, bytes_of(5.0F)), expected);
  EXPECT_EQ(values(T::DOUBLE, bytes_of(5.0)), expected);
  EXPECT_EQ(values(T::INT64, bytes_of(std::int64_t{5})), expected);
  EXPECT_EQ(values(T::INT32, bytes_of(std::int32_t{5})), expected);
  EXPECT_EQ(values(T::INT8, bytes_of(std::int8_t{5})), expected);
  EXPECT_EQ(values(T::UINT8, bytes_of(std::uint8_t{5})), expected);
  EXPECT_EQ(values(T::FLOAT16, bytes_of(std::uint16_t{0x4500})), expected);   // 1.25 * 2^2
  EXPECT_EQ(values(T::BFLOAT16, bytes_of(std::uint16_t{0x40A0})), expected);  // likewise
  EXPECT_EQ(values(T::INT64, "abcd"), std::nullopt);                          // half a number
}

TEST(OnnxModelReader, ListsNoInputThatHasAnInitializer) {
  ModelBuilder model(8);  // where initializers have to be inputs
  const std::string x = model.input("x", {1, 8, 9, 10});
  model.output(model.node("Conv", {x, model.weights({4, 8, 3, 3})}));
  EXPECT_EQ(model.graph().input_size(), 2);
  const Model read_model = read(model);
  ASSERT_EQ(read_model.inputs.size(), 1U);
  EXPECT_EQ(read_model.inputs[0].name, "x");
}

TEST(OnnxModelReader, NamesANodeAfterItsOutputIfItHasNoName) {
  ModelBuilder model = small_model();
  model.graph().mutable_node(0)->clear_name();
  const Node node = read(model).nodes[0];
  EXPECT_EQ(node.name, node.outputs[0]);
}

TEST(OnnxModelReader, MultipliesDimensions) {
  EXPECT_EQ(product({}), 1);
  EXPECT_EQ(product({2, 3, 4}), 2 * 3 * 4);
  EXPECT_EQ(product({2, 0}), 0);
}

}  // namespace
}  // namespace apollo::workloads::importer
