#include "workloads/onnx/fold.h"

#include "fold_checks.h"

namespace apollo::workloads::importer {
namespace {

TEST(OnnxFold, StridesAreProductsOfWhatFollows) {
  EXPECT_EQ(strides({2, 3, 4}), (Dims{3 * 4, 4, 1}));
  EXPECT_EQ(strides({5}), (Dims{1}));
  EXPECT_TRUE(strides({}).empty());
}

TEST(OnnxFold, AnOffsetVisitsTheCoordinatesOfAnElement) {
  const Dims dims{2, 3, 4}, step = strides(dims);
  std::int64_t element = 0;
  for (std::int64_t i = 0; i < dims[0]; ++i) {
    for (std::int64_t j = 0; j < dims[1]; ++j) {
      for (std::int64_t k = 0; k < dims[2]; ++k, ++element) {
        const Dims at{i, j, k};
        EXPECT_EQ(offset(dims, element,
                         [&](std::size_t axis, std::int64_t coordinate) {
                           EXPECT_EQ(coordinate, at[axis]);
                           return coordinate * step[axis];
                         }),
                  element);
      }
    }
  }
}

TEST(OnnxFold, ABroadcastRepeatsDimensionsOfOneAndThoseThatAreMissing) {
  const Dims result{2, 3, 4};
  std::int64_t element = 0;
  for (std::int64_t i = 0; i < 2; ++i) {
    for (std::int64_t j = 0; j < 3; ++j) {
      for (std::int64_t k = 0; k < 4; ++k, ++element) {
        EXPECT_EQ(broadcast_offset(result, {2, 3, 4}, element), element);
        EXPECT_EQ(broadcast_offset(result, {3, 4}, element), j * 4 + k);
        EXPECT_EQ(broadcast_offset(result, {2, 1, 4}, element), i * 4 + k);
        EXPECT_EQ(broadcast_offset(result, {3, 1}, element), j);
        EXPECT_EQ(broadcast_offset(result, {}, element), 0);
      }
    }
  }
}

class OnnxFoldResults : public ::testing::Test {
 protected:
  OnnxFoldResults() { graph.define("a", floats({3}, {5, 6, 7})); }
  const Constant& result() { return *graph.constant("y"); }
  Graph graph = graph_of({});
  Node node = node_of("Any", {"a"});
  Fold fold{graph, node, false};
};

TEST_F(OnnxFoldResults, HaveTheTypeOfTheFold) {
  fold.give({2}, Numbers{1, 2});
  EXPECT_FALSE(result().integral);
  fold.of_integers(true).give({2}, Numbers{1, 2});
  EXPECT_TRUE(result().integral);
  EXPECT_EQ(values_of(result()), (Numbers{1, 2}));
}

TEST_F(OnnxFoldResults, HaveNoValuesIfThoseAreNotAsManyAsTheElements) {
  fold.give({3}, Numbers{1, 2});
  EXPECT_EQ(result().dims, Dims{3});
  EXPECT_FALSE(result().values);
}

TEST_F(OnnxFoldResults, PickElementsOfTheFirstInput) {
  fold.pick({2, 2}, [](std::int64_t i) { return i % 2 == 0 ? 2 : 0; });
  EXPECT_EQ(values_of(result()), (Numbers{7, 5, 7, 5}));
}

TEST_F(OnnxFoldResults, PickDimensionsAloneWhereThereAreTooManyElements) {
  fold.pick({kMostValues + 1}, [](std::int64_t) { return 0; });
  EXPECT_EQ(result().dims, Dims{kMostValues + 1});
  EXPECT_FALSE(result().values);
  fold.pick({kMostValues}, [](std::int64_t) { return 0; });
  EXPECT_EQ(values_of(result()), Numbers(kMostValues, 5));
}

TEST_F(OnnxFoldResults, AreRefusedBeyondTheMostElements) {
  testing::expect_contains(testing::error_of([&] { fold.give({kMostElements, 2}); }), "must have at most");
  testing::expect_contains(testing::error_of([&] { fold.pick({-1}, [](std::int64_t) { return 0; }); }),
                           "must have at most");
}

TEST_F(OnnxFoldResults, AnAbsentInputIsNamedAsTooFew) {
  EXPECT_EQ(fold.in(0).dims, Dims{3});
  EXPECT_EQ(testing::error_of([&] { fold.in(1); }), "model.onnx: node node (Any): has too few inputs");
}

TEST_F(OnnxFoldResults, AnOutputThatTheNodeDoesNotHaveIsPassedOver) {
  fold.give({1}, Numbers{1}, 1);
  EXPECT_FALSE(graph.knows("y"));
}

}  // namespace
}  // namespace apollo::workloads::importer
