#include "import_checks.h"

namespace apollo::workloads::importer {
namespace {

// The activation that one node becomes.
Activation of(const std::string& type, const Attributes& attributes = {}, int opset = 14) {
  OneNode one(kImage, opset);
  const Network network = one.run(type, {}, attributes);
  EXPECT_EQ(types(network), "activation");
  EXPECT_EQ(output_shape(network), (Shape{4, 5, 8}));
  EXPECT_TRUE(one.notes.empty());
  return network.layers[0].activation;
}

TEST(OnnxActivation, ByOneNode) {
  EXPECT_EQ(of("Relu"), Activation::relu);
  EXPECT_EQ(of("Sigmoid"), Activation::sigmoid);
  EXPECT_EQ(of("Tanh"), Activation::tanh);
  EXPECT_EQ(of("HardSigmoid", {{"alpha", 1.0F / 6}, {"beta", 0.5F}}), Activation::hard_sigmoid);
  EXPECT_EQ(of("HardSwish"), Activation::hard_swish);
  EXPECT_EQ(of("LeakyRelu", {{"alpha", 0.01F}}), Activation::leaky_relu);
}

TEST(OnnxActivation, ClipByAttributes) {
  EXPECT_EQ(of("Clip", {{"min", 0.0F}, {"max", 6.0F}}, 7), Activation::relu6);
  EXPECT_EQ(of("Clip", {{"min", 0.0F}}, 7), Activation::relu);
}

TEST(OnnxActivation, ClipByInputs) {
  OneNode both(kImage);
  EXPECT_EQ(both.run("Clip", {both.model.scalar(0), both.model.scalar(6)}).layers[0].activation,
            Activation::relu6);
  EXPECT_TRUE(both.notes.empty());
  OneNode lower(kImage);
  EXPECT_EQ(lower.run("Clip", {lower.model.scalar(0)}).layers[0].activation, Activation::relu);
  OneNode other(kImage);
  EXPECT_EQ(other.run("Clip", {other.model.scalar(-1), other.model.scalar(1)}).layers[0].activation,
            Activation::relu6);
  EXPECT_EQ(other.notes.size(), 1U);
}

TEST(OnnxActivation, ClipByConstantNodes) {
  ModelBuilder model;
  const std::string x = model.input("x", kImage);
  const std::string low = model.node("Constant", {}, {{"value_float", 0.0F}}),
                    high = model.node("Constant", {}, {{"value", TensorValue{{}, {}, {6}}}});
  model.output(model.node("Clip", {x, low, high}));
  const Imported result = imported(model);
  EXPECT_EQ(the(result.network, LayerType::activation).activation, Activation::relu6);
  EXPECT_TRUE(result.notes.empty());
}

TEST(OnnxActivation, PReluIsNoted) {
  OneNode one(kImage);
  EXPECT_EQ(one.run("PRelu", {one.model.weights({8, 1, 1})}).layers[0].activation, Activation::leaky_relu);
  EXPECT_EQ(one.notes.size(), 1U);
}

// After a convolution, as these are exported.
struct AfterConvolution {
  AfterConvolution() : x(model.node("Conv", {model.input("x", kImage), model.weights({6, 8, 1, 1})})) {}
  Activation run(const std::string& result) {
    model.output(result);
    const Network network = imported(model).network;
    EXPECT_EQ(types(network), "convolution activation");
    return network.layers.size() == 2 ? network.layers[1].activation : Activation::none;
  }
  ModelBuilder model{14};
  std::string x;
};

TEST(OnnxActivation, SwishAsAProductWithASigmoid) {
  AfterConvolution one, other;
  EXPECT_EQ(one.run(one.model.node("Mul", {one.x, one.model.node("Sigmoid", {one.x})})), Activation::swish);
  EXPECT_EQ(other.run(other.model.node("Mul", {other.model.node("Sigmoid", {other.x}), other.x})),
            Activation::swish);
}

TEST(OnnxActivation, HardSwishAsAProductWithAHardSigmoid) {
  AfterConvolution one;
  const std::string gate = one.model.node("HardSigmoid", {one.x}, {{"alpha", 1.0F / 6}});
  EXPECT_EQ(one.run(one.model.node("Mul", {one.x, gate})), Activation::hard_swish);
}

TEST(OnnxActivation, HardSwishAsAddClipMulDiv) {
  AfterConvolution one;
  ModelBuilder& model = one.model;
  const std::string clipped =
      model.node("Clip", {model.node("Add", {one.x, model.scalar(3)}), model.scalar(0), model.scalar(6)});
  EXPECT_EQ(one.run(model.node("Div", {model.node("Mul", {one.x, clipped}), model.scalar(6)})),
            Activation::hard_swish);
}

TEST(OnnxActivation, GeluAsAnErfFormula) {
  // x / sqrt 2, Erf, + 1, * x, * 0.5: in the order of PyTorch, and with the half first.
  AfterConvolution one;
  ModelBuilder& model = one.model;
  const std::string erf = model.node("Erf", {model.node("Div", {one.x, model.scalar(1.41421356F)})});
  const std::string sum = model.node("Add", {erf, model.scalar(1)});
  EXPECT_EQ(one.run(model.node("Mul", {model.node("Mul", {one.x, sum}), model.scalar(0.5F)})),
            Activation::gelu);

  AfterConvolution other;
  ModelBuilder& second = other.model;
  const std::string half = second.node("Mul", {other.x, second.scalar(0.5F)});
  const std::string scaled = second.node("Mul", {other.x, second.scalar(0.70710678F)});
  const std::string one_more = second.node("Add", {second.scalar(1), second.node("Erf", {scaled})});
  EXPECT_EQ(other.run(second.node("Mul", {half, one_more})), Activation::gelu);
}

TEST(OnnxActivation, AGateThatOthersReadStaysAProduct) {
  ModelBuilder model;
  const std::string x = model.node("Conv", {model.input("x", kImage), model.weights({6, 8, 1, 1})});
  const std::string gate = model.node("Sigmoid", {x});
  model.output(gate);
  model.output(model.node("Mul", {x, gate}));
  EXPECT_EQ(types(imported(model).network), "convolution activation multiply");
}

TEST(OnnxActivation, AProductWithItsTanhIsNoGelu) {
  ModelBuilder model;
  const std::string x = model.node("Conv", {model.input("x", kImage), model.weights({6, 8, 1, 1})});
  model.output(model.node("Mul", {x, model.node("Tanh", {x})}));
  EXPECT_EQ(types(imported(model).network), "convolution activation multiply");
}

TEST(OnnxActivation, AProductWithItsClipIsNoHardSwish) {
  ModelBuilder model;
  const std::string x = model.node("Conv", {model.input("x", kImage), model.weights({6, 8, 1, 1})});
  model.output(model.node("Mul", {x, model.node("Clip", {x, model.scalar(0), model.scalar(6)})}));
  EXPECT_EQ(types(imported(model).network), "convolution activation multiply");
}

TEST(OnnxActivation, AnyOtherFunctionOfOneValueCostsTheSame) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 8});
  model.output(model.node("Softplus", {x}));
  const Imported result = imported(model);
  EXPECT_EQ(types(result.network), "activation");
  EXPECT_EQ(result.notes.size(), 1U);
}

}  // namespace
}  // namespace apollo::workloads::importer
