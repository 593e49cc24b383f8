// A serializer that leaves out values of zero writes an attribute's type alone: no less than the value.
#include <gtest/gtest.h>
#include <onnx/defs/schema.h>

#include "import_errors.h"
#include "workloads/network_json.h"
#include "workloads/onnx/operators.h"

namespace apollo::workloads::importer::zero_attributes {
namespace {

using Type = ::onnx::AttributeProto::AttributeType;

// Of the ONNX project: every attribute of one number that an operator has in any version of it.
struct NumberCase {
  std::string type, attribute;
  Type number;
};

std::vector<NumberCase> number_cases() {
  std::map<std::pair<std::string, std::string>, Type> known;
  for (const ::onnx::OpSchema& schema : ::onnx::OpSchemaRegistry::get_all_schemas_with_history()) {
    if (!schema.domain().empty() || (!find_operator(schema.Name()) && !folds(schema.Name()))) continue;
    for (const auto& [name, attribute] : schema.attributes())
      if (attribute.type == ::onnx::AttributeProto::INT || attribute.type == ::onnx::AttributeProto::FLOAT)
        known[{schema.Name(), name}] = attribute.type;
  }
  std::vector<NumberCase> result;
  for (const auto& [names, number] : known) result.push_back({names.first, names.second, number});
  return result;
}

// A node on an image, and on constants of one and of four elements where it takes more inputs.
ModelBuilder model_of(const NumberCase& c, std::size_t inputs) {
  ModelBuilder model(18);
  std::vector<std::string> names{model.input("x", {1, 4, 6, 6})};
  if (inputs > 1) names.push_back(model.weights({4, 4, 3, 3}));
  while (names.size() < inputs) names.push_back(model.integers({1, 1, 1, 1}));
  const AttributeValue zero =
      c.number == ::onnx::AttributeProto::INT ? AttributeValue(std::int64_t{0}) : AttributeValue(0.0F);
  model.output(model.node(c.type, names, {{c.attribute, zero}}));
  return model;
}

// The network, or what the import says.
std::string outcome(const std::string& bytes) {
  try {
    return to_json_text(parse_onnx(bytes, "model.onnx").network);
  } catch (const files::ConfigError& error) {
    return error.what();
  }
}

TEST(ZeroAttributes, WrittenOrLeftOutAreTheSameForEveryAttributeOfEveryOperator) {
  int networks = 0;
  for (const NumberCase& c : number_cases())
    for (const std::size_t inputs : {1, 2, 3}) {
      const ModelBuilder model = model_of(c, inputs);
      const std::string written = outcome(model.bytes());
      EXPECT_EQ(outcome(model.bytes_without_zeros()), written) << c.type << ", " << c.attribute;
      networks += written.front() == '{';
    }
  EXPECT_GT(number_cases().size(), 60U);
  EXPECT_GT(networks, 20) << "not only messages";
}

// What is right, where the default is another number.
TEST(ZeroAttributes, KeepdimsOfZeroTakesTheDimensionAway) {
  for (const bool leaves_out : {false, true}) {
    ModelBuilder model;
    const std::string x = model.input("x", {1, 8, 4, 4});
    const std::string mean =
        model.node("ReduceMean", {x}, {{"axes", Dims{2, 3}}, {"keepdims", std::int64_t{0}}});
    model.output(model.node("MatMul", {mean, model.weights({8, 10})}));  // on 1 x 8, not 1 x 8 x 1 x 1
    const std::string bytes = leaves_out ? model.bytes_without_zeros() : model.bytes();
    EXPECT_EQ(parse_onnx(bytes, "model.onnx").network.macs(), 80U);
  }
}

TEST(ZeroAttributes, AConstantOfZeroIsANumber) {
  for (const bool leaves_out : {false, true}) {
    ModelBuilder model;
    const std::string x = model.input("x", {1, 8});
    const std::string zero = model.node("Constant", {}, {{"value_int", std::int64_t{0}}});
    const std::string first = model.node("Gather", {model.integers({1, 8}), zero});
    const std::string shape =
        model.node("Concat", {model.node("Unsqueeze", {first, model.integers({0})}), model.integers({8})},
                   {{"axis", std::int64_t{0}}});
    model.output(model.node("Relu", {model.node("Reshape", {x, shape})}));
    const std::string bytes = leaves_out ? model.bytes_without_zeros() : model.bytes();
    EXPECT_EQ(parse_onnx(bytes, "model.onnx").network.layers.size(), 1U);
  }
}

}  // namespace
}  // namespace apollo::workloads::importer::zero_attributes
