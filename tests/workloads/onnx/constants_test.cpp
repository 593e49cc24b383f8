// What is known when the model is read: sizes computed by its own nodes.
#include "import_checks.h"

namespace apollo::workloads::importer {
namespace {

// Reshapes relu(x) of 1 x 8 x 4 x 6 to a shape that the model computes.
class Sizes {
 public:
  explicit Sizes(int opset = 13) : model(opset), x(model.node("Relu", {model.input("x", {1, 8, 4, 6})})) {}
  // A size of x.
  std::string size(std::int64_t axis) {
    return model.node("Gather", {model.node("Shape", {x}), model.tensor({{}, {axis}, {}})});
  }
  std::string list(const std::string& scalar) {
    if (model.opset() < 13) return model.node("Unsqueeze", {scalar}, {{"axes", Dims{0}}});
    return model.node("Unsqueeze", {scalar, model.integers({0})});
  }
  std::string joined(const std::vector<std::string>& parts) {
    return model.node("Concat", parts, {{"axis", std::int64_t{0}}});
  }
  // The shape of x reshaped to `shape`, seen by a pool over its two spatial dimensions.
  Shape reshaped(const std::string& shape) {
    model.output(model.node("MaxPool", {model.node("Reshape", {x, shape})}, {{"kernel_shape", Dims{1, 1}}}));
    return output_shape(imported(model).network);
  }
  ModelBuilder model;
  std::string x;
};

TEST(OnnxConstants, ShapeGatherConcatReshape) {
  for (const int opset : {9, 13}) {
    Sizes s(opset);
    const std::string area = s.model.node("Mul", {s.size(2), s.size(3)});
    const std::string shape =
        s.joined({s.list(s.size(0)), s.model.integers({8}), s.list(area), s.model.integers({-1})});
    EXPECT_EQ(s.reshaped(shape), (Shape{24, 1, 8}));
  }
}

TEST(OnnxConstants, IntegersDivideAsIntegers) {
  Sizes s;
  const std::string half = s.model.node("Div", {s.size(1), s.model.tensor({{}, {3}, {}})});  // 8 / 3
  const std::string shape = s.joined({s.model.integers({1}), s.list(half), s.model.integers({4, 24})});
  EXPECT_EQ(s.reshaped(shape), (Shape{4, 24, 2}));
}

TEST(OnnxConstants, FloatsDivideAsFloats) {
  Sizes s;
  const std::string as_float = s.model.node("Cast", {s.size(3)}, {{"to", std::int64_t{1}}});  // 6
  const std::string quarter = s.model.node("Ceil", {s.model.node("Div", {as_float, s.model.scalar(4)})});
  const std::string rows = s.model.node("Cast", {quarter}, {{"to", std::int64_t{7}}});  // ceil(1.5)
  const std::string shape = s.joined({s.model.integers({1, 8}), s.list(rows), s.model.integers({-1})});
  EXPECT_EQ(s.reshaped(shape), (Shape{2, 12, 8}));
}

TEST(OnnxConstants, ACastToIntegersCutsFractions) {
  Sizes s;
  const std::string as_float = s.model.node("Cast", {s.size(2)}, {{"to", std::int64_t{1}}});  // 4
  const std::string scaled = s.model.node("Mul", {as_float, s.model.scalar(0.6F)});           // 2.4
  const std::string rows = s.model.node("Cast", {scaled}, {{"to", std::int64_t{7}}});
  const std::string shape = s.joined({s.model.integers({1, 8}), s.list(rows), s.model.integers({-1})});
  EXPECT_EQ(s.reshaped(shape), (Shape{2, 12, 8}));
}

TEST(OnnxConstants, ConstantNodesOfEveryForm) {
  const auto with = [](const Attributes& value) {
    Sizes s;
    return s.reshaped(s.model.node("Constant", {}, value));
  };
  EXPECT_EQ(with({{"value", TensorValue{{4}, {1, 8, 2, 12}, {}}}}), (Shape{2, 12, 8}));
  EXPECT_EQ(with({{"value_ints", Dims{1, 8, 2, 12}}}), (Shape{2, 12, 8}));
  Sizes s;
  const std::string eight = s.model.node("Constant", {}, {{"value_int", std::int64_t{8}}});
  EXPECT_EQ(s.reshaped(s.joined({s.model.integers({1}), s.list(eight), s.model.integers({2, 12})})),
            (Shape{2, 12, 8}));
}

TEST(OnnxConstants, ConstantOfShapeMakesWeights) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 8, 4, 6});
  const std::string w = model.node("ConstantOfShape", {model.integers({5, 8, 3, 3})});
  model.output(model.node("Conv", {x, w}));
  EXPECT_EQ(imported(model).network.parameters(), 5U * 8 * 9 + 5);
}

TEST(OnnxConstants, ConstantOfShapeFills) {
  Sizes s;
  const std::string ones =
      s.model.node("ConstantOfShape", {s.model.integers({2})}, {{"value", TensorValue{{1}, {1}, {}}}});
  EXPECT_EQ(s.reshaped(s.joined({ones, s.model.integers({-1, 6})})), (Shape{32, 6, 1}));
}

TEST(OnnxConstants, SlicesOfShapes) {
  Sizes s;
  const std::string shape = s.model.node("Shape", {s.x});
  const std::string spatial = s.model.node("Slice", {shape, s.model.integers({2}), s.model.integers({4})});
  EXPECT_EQ(s.reshaped(s.joined({s.model.integers({1, 8}), spatial})), (Shape{4, 6, 8}));
  Sizes backwards;
  const std::string reversed =
      backwards.model.node("Slice", {backwards.model.node("Shape", {backwards.x}),
                                     backwards.model.integers({-2}), backwards.model.integers({-4}),
                                     backwards.model.integers({0}), backwards.model.integers({-1})});
  // 1 x 4 x 8 x 6
  EXPECT_EQ(backwards.reshaped(
                backwards.joined({backwards.model.integers({1}), reversed, backwards.model.integers({6})})),
            (Shape{8, 6, 4}));
}

TEST(OnnxConstants, ShapeOfSomeDimensions) {
  Sizes s(15);
  const std::string spatial = s.model.node("Shape", {s.x}, {{"start", std::int64_t{-2}}});
  EXPECT_EQ(s.reshaped(s.joined({s.model.integers({1, 8}), spatial})), (Shape{4, 6, 8}));
}

TEST(OnnxConstants, WeightsThatAreTransposedAndReshaped) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 8});
  const std::string w = model.node("Transpose", {model.weights({40, 8})});
  model.output(model.node("Gemm", {x, model.node("Reshape", {w, model.integers({8, 40})})}));
  EXPECT_EQ(output_shape(imported(model).network), (Shape{1, 1, 40}));
}

}  // namespace
}  // namespace apollo::workloads::importer
