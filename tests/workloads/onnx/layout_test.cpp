#include "workloads/onnx/layout.h"

#include "node_checks.h"

namespace apollo::workloads::importer {
namespace {

TEST(OnnxFactors, ADimensionOfOneHasNone) {
  Factors factors;
  EXPECT_TRUE(factors.make(1).empty());
  EXPECT_EQ(factors.size(FactorList()), 1);
}

TEST(OnnxFactors, OfAListMultiply) {
  Factors factors;
  EXPECT_EQ(factors.size(joined({factors.make(3), factors.make(4), factors.make(5)})), 3 * 4 * 5);
}

TEST(OnnxFactors, ACopyHasTheSameSizesAndNoFactorOfTheOriginal) {
  Factors factors;
  const FactorList list = joined({factors.make(6), factors.make(4)});
  ASSERT_TRUE(factors.group(list, {2, 3, 4}));  // splits the 6
  const FactorList copy = factors.copy(list);
  EXPECT_EQ(sizes_of(factors, {copy}), (std::vector<Dims>{{2, 3, 4}}));
  for (const Factor factor : copy)
    for (const Factor original : factors.leaves(list)) EXPECT_NE(factor, original);
}

// A reshape is possible if each dimension of the result begins and ends where a factor can be cut.
TEST(OnnxFactors, GroupIntoAnyDimensionsOfTheSameProduct) {
  for (const Dims& dims : {Dims{24}, Dims{4, 6}, Dims{2, 12}, Dims{2, 2, 3, 2}, Dims{1, 24, 1}, Dims{8, 3}}) {
    Factors factors;
    const FactorList sequence = joined({factors.make(2), factors.make(12)});
    const auto grouped = factors.group(sequence, dims);
    ASSERT_TRUE(grouped) << ::testing::PrintToString(dims);
    ASSERT_EQ(grouped->size(), dims.size());
    for (std::size_t i = 0; i < dims.size(); ++i) EXPECT_EQ(factors.size((*grouped)[i]), dims[i]);
    // None is lost, none moves.
    EXPECT_EQ(factors.leaves(joined(*grouped)), factors.leaves(sequence));
  }
}

TEST(OnnxFactors, DoNotGroupAcrossAFactorThatNoCutDivides) {
  Factors factors;
  const FactorList sequence = joined({factors.make(6), factors.make(4)});
  EXPECT_FALSE(factors.group(sequence, {8, 3}));  // 6 is no part of 8
  EXPECT_FALSE(factors.group(sequence, {4, 6}));  // 4 does not divide 6
  EXPECT_FALSE(factors.group(sequence, {6}));     // of another product
  EXPECT_FALSE(factors.group(sequence, {6, 4, 2}));
}

TEST(OnnxFactors, AlignedListsHaveTheSameSizesInOrder) {
  Factors factors;
  const FactorList a = joined({factors.make(12), factors.make(2)}),
                   b = joined({factors.make(2), factors.make(3), factors.make(4)});
  ASSERT_TRUE(factors.align(a, b));
  EXPECT_EQ(sizes_of(factors, {a}), sizes_of(factors, {b}));
  EXPECT_EQ(sizes_of(factors, {a}), (std::vector<Dims>{{2, 3, 2, 2}}));
}

TEST(OnnxFactors, ListsThatAreCutElsewhereDoNotAlign) {
  Factors factors;
  const FactorList six = factors.make(6);
  EXPECT_FALSE(
      factors.align(joined({factors.make(2), factors.make(3)}), joined({factors.make(3), factors.make(2)})));
  EXPECT_FALSE(factors.align(six, joined({factors.make(2), factors.make(3), factors.make(2)})));
}

TEST(OnnxFactors, AMatchTranslatesOneListIntoTheOther) {
  Factors factors;
  const FactorList theirs = joined({factors.make(4), factors.make(3)}), mine = factors.make(12);
  ASSERT_TRUE(factors.align(theirs, mine));
  FactorMap own;
  factors.match(theirs, mine, &own);
  EXPECT_EQ(translated(factors.leaves(theirs), own), factors.leaves(mine));
  const Factor stranger = factors.make(5).front();
  EXPECT_TRUE(translated(FactorList{stranger}, own).empty());
}

TEST(OnnxFactors, AMatchWithADimensionOfOneIsNothing) {
  Factors factors;
  FactorMap own;
  factors.match(factors.make(7), factors.make(1), &own);
  EXPECT_TRUE(own.empty());
}

TEST(OnnxStorage, HoldsHeightThenWidthThenChannels) {
  const Storage storage{{1}, {2, 3}, {4}};
  EXPECT_EQ(storage.all(), (FactorList{1, 2, 3, 4}));
  EXPECT_EQ(storage, (Storage{{1}, {2, 3}, {4}}));
  EXPECT_FALSE(storage == (Storage{{1, 2}, {3}, {4}}));
  EXPECT_EQ(translated(storage, {{1, 5}, {3, 6}}), (Storage{{5}, {6}, {}}));
}

TEST(OnnxValue, RisesToARankByLeadingOnes) {
  Factors factors;
  const FactorList list = factors.make(5);
  Value value{0, {list}};
  raise_rank(3, &value);
  EXPECT_EQ(value.dims, (std::vector<FactorList>{{}, {}, list}));
  raise_rank(2, &value);
  EXPECT_EQ(value.dims.size(), 3U);
}

TEST(OnnxFactors, AnOrderSaysWhereElementsAreInAnother) {
  Factors factors;
  const FactorList rows = factors.make(2), columns = factors.make(3);
  // Of a tensor stored by columns, in row-major order: the element (row, column) is the (3 * row +
  // column)-th.
  EXPECT_EQ(factors.order(joined({columns, rows}), joined({rows, columns})).places(),
            (Dims{0, 3, 1, 4, 2, 5}));
  EXPECT_EQ(factors.order({}, {}).places(), Dims{0});
}

}  // namespace
}  // namespace apollo::workloads::importer
