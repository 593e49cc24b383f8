// Elements of constants that a model picks when it is read, against plain loops.
#include <numeric>

#include "fold_checks.h"
#include "workloads/onnx/fold.h"

namespace apollo::workloads::importer {
namespace {

// 0, 1, 2, ... in row-major order.
Constant counted(const Dims& dims) {
  std::vector<double> values(static_cast<std::size_t>(product(dims)));
  std::iota(values.begin(), values.end(), 0);
  return whole(dims, values);
}

TEST(OnnxFoldElements, GatherTakesIndicesOfAnAxis) {
  // data[:, indices] of 2 x 3 x 2.
  const Dims indices{2, -3};
  const Constant result =
      folded("Gather", {counted({2, 3, 2}), whole({2, -3})}, {{"axis", integers_attribute({1})}});
  EXPECT_EQ(result.dims, (Dims{2, 2, 2}));
  std::vector<double> expected;
  for (std::int64_t i = 0; i < 2; ++i)
    for (const std::int64_t index : indices)
      for (std::int64_t k = 0; k < 2; ++k)
        expected.push_back(static_cast<double>((i * 3 + (index < 0 ? index + 3 : index)) * 2 + k));
  EXPECT_EQ(values_of(result), expected);
}

TEST(OnnxFoldElements, GatherOfOneIndexTakesItsDimensionAway) {
  const Constant result = folded("Gather", {whole({7, 8, 9}), whole(Dims(), {-1})});
  EXPECT_EQ(result.dims, Dims());
  EXPECT_EQ(values_of(result), std::vector<double>{9});
  for (const double index : {3.0, -4.0})
    testing::expect_contains(fold_error("Gather", {whole({7, 8, 9}), whole({index})}),
                             "an index is out of range");
}

TEST(OnnxFoldElements, ConcatJoinsListsAndSumsOtherDimensions) {
  EXPECT_EQ(values_of(folded("Concat", {whole({1, 2}), whole({3}), whole({4, 5})})),
            (std::vector<double>{1, 2, 3, 4, 5}));
  const Constant matrix =
      folded("Concat", {counted({2, 3}), counted({2, 4})}, {{"axis", integers_attribute({1})}});
  EXPECT_EQ(matrix.dims, (Dims{2, 3 + 4}));
  EXPECT_FALSE(matrix.values);
  testing::expect_contains(fold_error("Concat", {whole({1}), counted({1, 1})}),
                           "inputs have different numbers of dimensions");
}

TEST(OnnxFoldElements, ConcatOfTooManyOrUnknownValuesHasDimensionsAlone) {
  EXPECT_FALSE(folded("Concat", {whole({1}), weights_of({2})}).values);
  const Constant longer = folded("Concat", {counted({kMostValues}), whole({1})});
  EXPECT_EQ(longer.dims, Dims{kMostValues + 1});
  EXPECT_FALSE(longer.values);
}

TEST(OnnxFoldElements, SliceTakesParts) {
  const Constant result =
      folded("Slice", {counted({3, 4}), whole({0, 3}), whole({3, 0}), whole({0, 1}), whole({2, -1})});
  EXPECT_EQ(result.dims, (Dims{2, 3}));
  std::vector<double> expected;
  for (int row = 0; row < 3; row += 2)
    for (int column = 3; column > 0; --column) expected.push_back(row * 4 + column);
  EXPECT_EQ(values_of(result), expected);
}

TEST(OnnxFoldElements, SplitGivesEachOutputItsPart) {
  FoldRun run("Split", {counted({2, 5})},
              {{"axis", integers_attribute({1})}, {"split", integers_attribute({2, 3})}}, {"left", "right"});
  ASSERT_TRUE(run.run());
  EXPECT_EQ(run.output(0).dims, (Dims{2, 2}));
  EXPECT_EQ(values_of(run.output(0)), (std::vector<double>{0, 1, 5, 6}));
  EXPECT_EQ(values_of(run.output(1)), (std::vector<double>{2, 3, 4, 7, 8, 9}));
}

TEST(OnnxFoldElements, TransposeMovesEveryElement) {
  const Dims from{2, 3, 4};
  const Constant result = folded("Transpose", {counted(from)}, {{"perm", integers_attribute({2, 0, 1})}});
  EXPECT_EQ(result.dims, (Dims{4, 2, 3}));
  std::vector<double> expected;
  for (std::int64_t k = 0; k < 4; ++k)
    for (std::int64_t i = 0; i < 2; ++i)
      for (std::int64_t j = 0; j < 3; ++j) expected.push_back(static_cast<double>((i * 3 + j) * 4 + k));
  EXPECT_EQ(values_of(result), expected);
}

TEST(OnnxFoldElements, ExpandAndTileRepeat) {
  EXPECT_EQ(values_of(folded("Expand", {whole({2, 1}, {1, 2}), whole({2, 3})})),
            (std::vector<double>{1, 1, 1, 2, 2, 2}));
  const Constant tiled = folded("Tile", {whole({1, 2}, {1, 2}), whole({2, 2})});
  EXPECT_EQ(tiled.dims, (Dims{2, 4}));
  EXPECT_EQ(values_of(tiled), (std::vector<double>{1, 2, 1, 2, 1, 2, 1, 2}));
  testing::expect_contains(fold_error("Tile", {whole({1, 2}), whole({2, 2})}),
                           "repeats must be as many as dimensions");
  testing::expect_contains(fold_error("Tile", {whole({1, 2}), whole({-1})}), "a repeat is out of range");
}

TEST(OnnxFoldElements, OtherDimensionsOfTheSameElements) {
  const Constant x = counted({1, 2, 3});
  const std::map<std::string, Dims> expected = {
      {"Squeeze", {2, 3}}, {"Unsqueeze", {1, 1, 2, 3}}, {"Reshape", {1, 6}}, {"Flatten", {1, 6}}};
  const std::map<std::string, std::map<std::string, Attribute>> attributes = {
      {"Squeeze", {{"axes", integers_attribute({0})}}},
      {"Unsqueeze", {{"axes", integers_attribute({1})}}},
      {"Reshape", {{"shape", integers_attribute({0, -1})}}},
      {"Flatten", {{"axis", integers_attribute({1})}}}};
  for (const auto& [type, dims] : expected) {
    const Constant result = folded(type, {x}, attributes.at(type));
    EXPECT_EQ(result.dims, dims) << type;
    EXPECT_EQ(values_of(result), values_of(x)) << type;
  }
}

TEST(OnnxFoldElements, QuantizedWeightsHaveTheirDimensions) {
  for (const char* type : {"QuantizeLinear", "DequantizeLinear"}) {
    const Constant result = folded(type, {counted({2, 3}), floats({}, {0.5})});
    EXPECT_EQ(result.dims, (Dims{2, 3}));
    EXPECT_FALSE(result.values);
  }
}

TEST(OnnxFoldElements, OfUnknownValuesHaveDimensionsAlone) {
  const Constant transposed = folded("Transpose", {weights_of({40, 8})});
  EXPECT_EQ(transposed.dims, (Dims{8, 40}));
  EXPECT_FALSE(transposed.values);
}

TEST(OnnxFoldElements, GatherNdTakesTuples) {
  const Constant table = whole({2, 3}, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(values_of(folded("GatherND", {table, whole({2, 2}, {0, 2, -1, 0})})),
            (std::vector<double>{3, 4}));
  const Constant rows = folded("GatherND", {table, whole({1, 1}, {1})});
  EXPECT_EQ(rows.dims, (Dims{1, 3}));
  EXPECT_EQ(values_of(rows), (std::vector<double>{4, 5, 6}));
  testing::expect_contains(fold_error("GatherND", {table, whole({1, 1}, {2})}), "an index is out of range");
}

TEST(OnnxFoldElements, TriluKeepsATriangle) {
  const Constant square = whole({2, 3}, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(values_of(folded("Trilu", {square})), (std::vector<double>{1, 2, 3, 0, 5, 6}));
  EXPECT_EQ(values_of(folded("Trilu", {square}, {{"upper", integers_attribute({0})}})),
            (std::vector<double>{1, 0, 0, 4, 5, 0}));
  EXPECT_EQ(values_of(folded("Trilu", {square, whole(Dims(), {1})})),
            (std::vector<double>{0, 2, 3, 0, 0, 6}));
}

}  // namespace
}  // namespace apollo::workloads::importer
