#include "workloads/onnx/rewrite.h"

#include "import_checks.h"

namespace apollo::workloads::importer {
namespace {

enum class Square { power, product };
enum class Axes { attribute, initializer, node };

std::string decomposed(ModelBuilder& model, const std::string& x, std::int64_t axis, std::int64_t size,
                       Square square, Axes form) {
  const auto mean = [&](const std::string& of) {
    if (form == Axes::attribute) return model.node("ReduceMean", {of}, {{"axes", Dims{axis}}});
    const std::string axes = form == Axes::initializer
                                 ? model.integers({axis})
                                 : model.node("Constant", {}, {{"value", TensorValue{{1}, {axis}, {}}}});
    return model.node("ReduceMean", {of, axes});
  };
  const std::string centred = model.node("Sub", {x, mean(x)});
  const std::string squared = square == Square::power ? model.node("Pow", {centred, model.scalar(2)})
                                                      : model.node("Mul", {centred, centred});
  const std::string deviation = model.node("Sqrt", {model.node("Add", {mean(squared), model.scalar(1e-5F)})});
  const std::string normal = model.node("Div", {centred, deviation});
  return model.node("Add", {model.node("Mul", {normal, model.weights({size})}), model.weights({size})});
}

TEST(OnnxRewrite, Decomposed) {
  for (const Square square : {Square::power, Square::product}) {
    ModelBuilder model;
    model.output(decomposed(model, model.input("x", {1, 7, 16}), -1, 16, square, Axes::attribute));
    const Network network = imported(model).network;
    EXPECT_EQ(types(network), "layer_norm");
    EXPECT_EQ(network.parameters(), 2U * 16);
  }
}

TEST(OnnxRewrite, DecomposedInOperatorSet18) {
  for (const Axes form : {Axes::initializer, Axes::node}) {
    ModelBuilder model(18);
    model.output(decomposed(model, model.input("x", {1, 7, 16}), -1, 16, Square::power, form));
    EXPECT_EQ(types(imported(model).network), "layer_norm");
  }
}

TEST(OnnxRewrite, DecomposedOverTheChannelsOfAnImage) {
  // Over C alone, not over C, H and W: at each position.
  ModelBuilder model;
  const std::string x = model.input("x", kImage);
  const auto mean = [&](const std::string& of) {
    return model.node("ReduceMean", {of}, {{"axes", Dims{1}}});
  };
  const std::string centred = model.node("Sub", {x, mean(x)});
  const std::string variance = mean(model.node("Pow", {centred, model.scalar(2)}));
  const std::string deviation = model.node("Sqrt", {model.node("Add", {variance, model.scalar(1e-6F)})});
  const std::string normal =
      model.node("Mul", {model.node("Div", {centred, deviation}), model.weights({8, 1, 1})});
  model.output(model.node("Add", {normal, model.weights({8, 1, 1})}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "layer_norm");
  EXPECT_EQ(output_shape(network), (Shape{4, 5, 8}));
  EXPECT_EQ(network.parameters(), 2U * 8);
}

// Names of the nodes that are left of a model.
std::vector<std::string> left(const Model& model) {
  std::vector<std::string> names;
  for (const Node& node : simplified(model)) names.push_back(node.outputs[0]);
  return names;
}

Node node(const std::string& type, const std::vector<std::string>& inputs, const std::string& output) {
  return {type, output, inputs, {output}, {}};
}

TEST(OnnxRewrite, LeavesOutNodesThatNoOutputNeeds) {
  Model model;
  model.nodes = {node("Relu", {"x"}, "a"), node("Relu", {"a"}, "dead"), node("Add", {"a", "c"}, "b"),
                 node("Relu", {"x"}, "c"), node("Relu", {"dead"}, "dead too")};
  model.outputs = {"b"};
  EXPECT_EQ(left(model), (std::vector<std::string>{"a", "b", "c"}));  // in the file's order
  model.outputs = {"x"};
  EXPECT_TRUE(left(model).empty());
}

// (x - mean) / sqrt(mean of squares + epsilon), of which one node is replaced by another.
std::vector<Node> normalization(const std::map<std::string, Node>& replaced = {}) {
  Node mean = node("ReduceMean", {"x"}, "mean"), variance = node("ReduceMean", {"square"}, "variance");
  for (Node* each : {&mean, &variance}) each->attributes["axes"].integers = {-1};
  std::vector<Node> nodes{mean,
                          node("Sub", {"x", "mean"}, "centred"),
                          node("Pow", {"centred", "two"}, "square"),
                          variance,
                          node("Add", {"variance", "epsilon"}, "sum"),
                          node("Sqrt", {"sum"}, "deviation"),
                          node("Div", {"centred", "deviation"}, "y")};
  for (Node& each : nodes)
    if (replaced.count(each.outputs[0]) > 0) each = replaced.at(each.outputs[0]);
  return nodes;
}

std::vector<Node> simplified(const std::vector<Node>& nodes) {
  Model model;
  model.nodes = nodes;
  model.outputs = {"y"};
  return simplified(model);
}

TEST(OnnxRewrite, PutsANormalizationTogether) {
  const std::vector<Node> nodes = simplified(normalization());
  ASSERT_EQ(nodes.size(), 1U);
  EXPECT_EQ(nodes[0].type, "LayerNormalization");
  EXPECT_EQ(nodes[0].inputs, std::vector<std::string>{"x"});
  EXPECT_EQ(nodes[0].attributes.at("axes").integers, Dims{-1});
}

TEST(OnnxRewrite, TakesTheSumInEitherOrder) {
  EXPECT_EQ(simplified(normalization({{"sum", node("Add", {"epsilon", "variance"}, "sum")}})).size(), 1U);
}

TEST(OnnxRewrite, LeavesWhatIsNoNormalizationAsItIs) {
  Node other_axes = node("ReduceMean", {"square"}, "variance");
  other_axes.attributes["axes"].integers = {0};
  const std::map<std::string, Node> replacements = {
      {"variance", other_axes},
      {"deviation", node("Exp", {"sum"}, "deviation")},
      {"centred", node("Sub", {"x", "z"}, "centred")},
      {"square", node("Pow", {"x", "two"}, "square")},
      {"mean", node("ReduceMean", {"x"}, "mean")},  // over all dimensions
  };
  for (const auto& [name, replacement] : replacements) {
    const std::vector<Node> nodes = simplified(normalization({{name, replacement}}));
    ASSERT_FALSE(nodes.empty());
    EXPECT_EQ(nodes.back().type, "Div") << name;
  }
}

}  // namespace
}  // namespace apollo::workloads::importer
