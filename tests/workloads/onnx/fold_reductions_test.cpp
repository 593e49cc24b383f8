#include "fold_checks.h"

namespace apollo::workloads::importer::fold_reductions {
namespace {

const Constant kTable = whole({2, 3}, {1, 5, 3, 4, 2, 6});

std::map<std::string, Attribute> along(const Dims& axes, std::int64_t keepdims = 1) {
  return {{"axes", integers_attribute(axes)}, {"keepdims", integers_attribute({keepdims})}};
}

TEST(OnnxFoldReductions, OfAll) {
  const std::map<std::string, double> expected{
      {"ReduceSum", 21}, {"ReduceMean", 3.5}, {"ReduceProd", 720}, {"ReduceMax", 6}, {"ReduceMin", 1}};
  for (const auto& [type, value] : expected) {
    EXPECT_EQ(values_of(folded(type, {kTable})), std::vector<double>{value}) << type;
    EXPECT_EQ(folded(type, {kTable}).dims, (Dims{1, 1})) << type;
    EXPECT_EQ(folded(type, {kTable}, along({}, 0)).dims, Dims()) << type;
  }
}

TEST(OnnxFoldReductions, AlongAnAxis) {
  EXPECT_EQ(values_of(folded("ReduceMax", {kTable}, along({0}))), (std::vector<double>{4, 5, 6}));
  EXPECT_EQ(values_of(folded("ReduceSum", {kTable}, along({-1}, 0))),
            (std::vector<double>{1 + 5 + 3, 4 + 2 + 6}));
  EXPECT_EQ(folded("ReduceSum", {kTable}, along({-1}, 0)).dims, Dims{2});
  EXPECT_EQ(values_of(folded("ReduceMin", {kTable, whole({1})})), (std::vector<double>{1, 2}));  // opset 18
}

TEST(OnnxFoldReductions, OfNoAxesMayBeNothing) {
  EXPECT_EQ(values_of(folded("ReduceSum", {kTable}, {{"noop_with_empty_axes", integers_attribute({1})}})),
            *kTable.values);
}

TEST(OnnxFoldReductions, OfUnknownValuesHaveDimensions) {
  const Constant unknown = folded("ReduceProd", {weights_of({2, 3})}, along({1}));
  EXPECT_EQ(unknown.dims, (Dims{2, 1}));
  EXPECT_FALSE(unknown.values);
}

TEST(OnnxFoldReductions, SumsAndProductsUpToEachElement) {
  const Constant axis = whole(Dims(), {1}), first = whole(Dims(), {0});
  EXPECT_EQ(values_of(folded("CumSum", {kTable, axis})), (std::vector<double>{1, 6, 9, 4, 6, 12}));
  EXPECT_EQ(values_of(folded("CumSum", {kTable, first})), (std::vector<double>{1, 5, 3, 5, 7, 9}));
  EXPECT_EQ(values_of(folded("CumProd", {kTable, axis})), (std::vector<double>{1, 5, 15, 4, 8, 48}));
  const Attribute yes = integers_attribute({1});
  EXPECT_EQ(values_of(folded("CumSum", {kTable, axis}, {{"exclusive", yes}})),
            (std::vector<double>{0, 1, 6, 0, 4, 6}));
  EXPECT_EQ(values_of(folded("CumSum", {kTable, axis}, {{"reverse", yes}})),
            (std::vector<double>{9, 8, 3, 12, 8, 6}));
  EXPECT_EQ(values_of(folded("CumProd", {kTable, axis}, {{"exclusive", yes}, {"reverse", yes}})),
            (std::vector<double>{15, 3, 1, 12, 6, 1}));
}

TEST(OnnxFoldReductions, PlacesOfElements) {
  EXPECT_EQ(values_of(folded("ArgMax", {kTable}, {{"axis", integers_attribute({1})}})),
            (std::vector<double>{1, 2}));
  EXPECT_EQ(values_of(folded("ArgMin", {kTable})), (std::vector<double>{0, 1, 0}));
  const Constant equal = whole({3, 3});
  EXPECT_EQ(values_of(folded("ArgMax", {equal})), std::vector<double>{0});
  EXPECT_EQ(values_of(folded("ArgMax", {equal}, {{"select_last_index", integers_attribute({1})}})),
            std::vector<double>{1});
  const Constant places = folded("NonZero", {whole({2, 3}, {0, 1, 0, 2, 0, 3})});
  EXPECT_EQ(places.dims, (Dims{2, 3}));
  EXPECT_EQ(values_of(places), (std::vector<double>{0, 1, 1, 1, 0, 2}));
}

TEST(OnnxFoldReductions, ThatAreMalformed) {
  testing::expect_contains(fold_error("ReduceSum", {kTable}, along({2})), "axis is 2");
  testing::expect_contains(fold_error("CumSum", {kTable, whole({0, 1})}), "axis must be one number");
  testing::expect_contains(fold_error("ArgMax", {kTable}, {{"axis", integers_attribute({-3})}}),
                           "axis is -3");
}

}  // namespace
}  // namespace apollo::workloads::importer::fold_reductions
