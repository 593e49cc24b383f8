#include "import_errors.h"
#include "workloads/layer_kind.h"

namespace apollo::workloads::importer {
namespace {

Network reduced(const std::string& type, const std::vector<Dim>& dims, const Attributes& attributes) {
  OneNode one(dims);
  return one.run(type, {}, attributes);
}

TEST(OnnxReduceMean, SpatialDimensionsAreAGlobalPool) {
  const Network attribute = reduced("ReduceMean", {1, 8, 9, 10}, {{"axes", Dims{2, 3}}});
  EXPECT_EQ(types(attribute), "global_average_pool");
  EXPECT_EQ(output_shape(attribute), (Shape{1, 1, 8}));
  const Network negative =
      reduced("ReduceMean", {1, 8, 9, 10}, {{"axes", Dims{-1, -2}}, {"keepdims", std::int64_t{0}}});
  EXPECT_EQ(types(negative), "global_average_pool");
}

TEST(OnnxReduceMean, AxesAsAnInput) {
  OneNode one({1, 8, 9, 10}, 18);
  const Network network = one.run("ReduceMean", {one.model.integers({2, 3})});
  EXPECT_EQ(types(network), "global_average_pool");
  OneNode none({1, 8, 9, 10}, 18);
  EXPECT_EQ(output_shape(none.run("ReduceMean")), (Shape{1, 1, 1}));  // all dimensions
}

TEST(OnnxReduceMean, OneSpatialDimension) {
  const Network network =
      reduced("ReduceMean", {1, 8, 9, 10}, {{"axes", Dims{2}}, {"keepdims", std::int64_t{0}}});
  EXPECT_EQ(types(network), "average_pool");
  EXPECT_EQ(network.layers[0].kernel, (Pair{9, 1}));
  EXPECT_EQ(output_shape(network), (Shape{1, 10, 8}));
}

TEST(OnnxReduceMean, OfTokens) {
  const Network network =
      reduced("ReduceMean", {1, 20, 8}, {{"axes", Dims{1}}, {"keepdims", std::int64_t{0}}});
  EXPECT_EQ(types(network), "global_average_pool");
  EXPECT_EQ(output_shape(network), (Shape{1, 1, 8}));
}

TEST(OnnxReduceSum, IsAMeanAtAnotherScale) {
  OneNode one({1, 8, 9, 10});
  EXPECT_EQ(types(one.run("ReduceSum", {one.model.integers({2, 3})})), "global_average_pool");
}

TEST(OnnxReduceSum, OfNoAxesMayBeNothing) {
  OneNode one({1, 8, 9, 10});
  const std::string x = one.model.node("Relu", {one.x});
  one.model.output(one.model.node("ReduceSum", {x}, {{"noop_with_empty_axes", std::int64_t{1}}}));
  EXPECT_EQ(types(imported(one.model).network), "activation");
}

TEST(OnnxReduceMax, IsAMaxPool) {
  const Network network = reduced("ReduceMax", {1, 8, 9, 10}, {{"axes", Dims{2, 3}}});
  EXPECT_EQ(the(network, LayerType::max_pool).kernel, (Pair{9, 10}));
  EXPECT_EQ(output_shape(network), (Shape{1, 1, 8}));
}

// Any dimensions of any type, with and without the reduced ones in the result: as many elements as ONNX
// infers, which every import is held against, and as are left.
TEST(OnnxReduction, OfAnyDimensions) {
  const Dims dims{2, 3, 4, 5};
  for (const char* type : {"ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceProd"}) {
    for (std::size_t set = 1; set < 16; ++set) {
      Dims axes;
      std::int64_t left = 1;
      for (std::size_t i = 0; i < dims.size(); ++i) {
        if ((set >> i) % 2 == 1) {
          axes.push_back(static_cast<std::int64_t>(i));
        } else {
          left *= dims[i];
        }
      }
      const Attributes attributes{{"axes", axes}, {"keepdims", static_cast<std::int64_t>(set % 2)}};
      OneNode one({2, 3, 4, 5}, 11);
      EXPECT_EQ(output_shape(one.run(type, {}, attributes)).elements(), left) << type << " " << set;
    }
  }
}

TEST(OnnxReduction, OfDimensionsOfOneElementIsAView) {
  OneNode one({1, 8, 1, 10});
  const std::string x = one.model.node("Relu", {one.x});
  one.model.output(one.model.node("ReduceMax", {x}, {{"axes", Dims{0, 2}}, {"keepdims", std::int64_t{0}}}));
  EXPECT_EQ(types(imported(one.model).network), "activation");
}

TEST(OnnxReduceMax, LongRowsAreSpreadOverTheHeight) {
  // 8400 = 3 * 2800: no window has more than 4096 elements along an axis.
  const Network network = reduced("ReduceMax", {1, 8400, 8}, {{"axes", Dims{1}}});
  const Layer layer = the(network, LayerType::max_pool);
  EXPECT_EQ(layer.kernel[0] * layer.kernel[1], 8400);
  EXPECT_LE(layer.kernel[1], kLargestWindow);
  EXPECT_EQ(output_shape(network), (Shape{1, 1, 8}));
}

TEST(OnnxReduceMax, OfMoreThanAWindowIsUnsupported) {
  OneNode one({1, 4099, 8});  // a prime
  one.model.output(one.model.node("ReduceMax", {one.x}, {{"axes", Dims{1}}}));
  testing::expect_contains(import_error(one.model),
                           "a window of 4099 elements along an axis, more than 4096");
}

}  // namespace
}  // namespace apollo::workloads::importer
