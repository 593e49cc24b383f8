#include "import_checks.h"
#include "import_errors.h"

namespace apollo::workloads::importer {
namespace {

// Two inputs of a node, and the scale and zero point that all share.
struct Operands {
  std::string operand(const std::string& name) {
    return model.node("QuantizeLinear", {model.input(name, kImage), scale, zero});
  }
  std::string output(const std::string& type, const std::vector<std::string>& inputs,
                     const Attributes& attributes = {}) {
    return model.node("DequantizeLinear",
                      {model.node("com.microsoft." + type, inputs, attributes), scale, zero});
  }
  ModelBuilder model{13};
  std::string scale = model.scalar(0.1F), zero = model.integers({0});
};

TEST(OnnxQLinear, OfOneOperandIsTheLayerOfRealNumbers) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"QLinearSigmoid", "activation"},
      {"QLinearLeakyRelu", "activation"},
      {"QLinearSoftmax", "softmax"},
      {"QLinearGlobalAveragePool", "global_average_pool"}};
  for (const auto& [type, layer] : cases) {
    Operands o;
    const std::string x = o.operand("x");
    o.model.output(o.output(type, {x, o.scale, o.zero, o.scale, o.zero}));
    EXPECT_EQ(types(imported(o.model).network), layer) << type;
  }
}

TEST(OnnxQLinear, KeepsTheAttributes) {
  Operands o;
  const std::string x = o.operand("x");
  o.model.output(o.output("QLinearAveragePool", {x, o.scale, o.zero, o.scale, o.zero},
                          {{"kernel_shape", Dims{2, 3}}, {"strides", Dims{2, 1}}}));
  const Layer pool = the(imported(o.model).network, LayerType::average_pool);
  EXPECT_EQ(pool.kernel, (Pair{2, 3}));
  EXPECT_EQ(pool.stride, (Pair{2, 1}));
}

TEST(OnnxQLinear, OfTwoOperandsAndOfMany) {
  for (const auto& [type, layer] : {std::pair("QLinearAdd", "add"), std::pair("QLinearMul", "multiply")}) {
    Operands o;
    const std::string a = o.operand("a"), b = o.operand("b");
    o.model.output(o.output(type, {a, o.scale, o.zero, b, o.scale, o.zero, o.scale, o.zero}));
    EXPECT_EQ(types(imported(o.model).network), layer);
  }
  Operands o;
  const std::string a = o.operand("a"), b = o.operand("b");
  o.model.output(o.output("QLinearConcat", {o.scale, o.zero, a, o.scale, o.zero, b, o.scale, o.zero},
                          {{"axis", std::int64_t{1}}}));
  EXPECT_EQ(types(imported(o.model).network), "concatenation");
}

TEST(OnnxQLinear, ChannelsLastIsRefused) {
  Operands o;
  const std::string x = o.operand("x");
  o.model.output(o.output("QLinearGlobalAveragePool", {x, o.scale, o.zero, o.scale, o.zero},
                          {{"channels_last", std::int64_t{1}}}));
  testing::expect_contains(import_error(o.model), "QLinearGlobalAveragePool with channels last");
}

}  // namespace
}  // namespace apollo::workloads::importer
