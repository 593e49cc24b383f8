// Numbers that are computed when the model is read, as C++ computes them.
#include <cmath>

#include "fold_checks.h"
#include "workloads/onnx/fold.h"

namespace apollo::workloads::importer {
namespace {

TEST(OnnxFoldNumbers, OfTwoOperands) {
  const std::vector<double> a{6, -7, 2, 0}, b{4, 2, 2, 3};
  const std::map<std::string, double (*)(double, double)> expected = {
      {"Add", [](double x, double y) { return x + y; }},
      {"Sub", [](double x, double y) { return x - y; }},
      {"Mul", [](double x, double y) { return x * y; }},
      {"Div", [](double x, double y) { return x / y; }},
      {"Mod", [](double x, double y) { return x - std::floor(x / y) * y; }},
      {"Pow", [](double x, double y) { return std::pow(x, y); }},
      {"Min", [](double x, double y) { return x < y ? x : y; }},
      {"Max", [](double x, double y) { return x > y ? x : y; }},
      {"Equal", [](double x, double y) { return x == y ? 1.0 : 0.0; }},
      {"Less", [](double x, double y) { return x < y ? 1.0 : 0.0; }},
      {"Greater", [](double x, double y) { return x > y ? 1.0 : 0.0; }},
      {"And", [](double x, double y) { return x != 0 && y != 0 ? 1.0 : 0.0; }},
      {"Or", [](double x, double y) { return x != 0 || y != 0 ? 1.0 : 0.0; }},
  };
  for (const auto& [type, operation] : expected) {
    const std::vector<double> values = values_of(folded(type, {floats({4}, a), floats({4}, b)}));
    ASSERT_EQ(values.size(), a.size()) << type;
    for (std::size_t i = 0; i < a.size(); ++i) EXPECT_EQ(values[i], operation(a[i], b[i])) << type;
  }
}

TEST(OnnxFoldNumbers, OfOneOperand) {
  const std::vector<double> a{2.25, 0.5, 9};
  const std::map<std::string, double (*)(double)> expected = {
      {"Identity", [](double x) { return x; }},
      {"Dropout", [](double x) { return x; }},
      {"Floor", [](double x) { return std::floor(x); }},
      {"Ceil", [](double x) { return std::ceil(x); }},
      {"Neg", [](double x) { return -x; }},
      {"Sqrt", [](double x) { return std::sqrt(x); }},
      {"Reciprocal", [](double x) { return 1 / x; }},
      {"Abs", [](double x) { return std::abs(x); }},
      {"Not", [](double x) { return x == 0 ? 1.0 : 0.0; }},
  };
  for (const auto& [type, operation] : expected) {
    const std::vector<double> values = values_of(folded(type, {floats({3}, a)}));
    ASSERT_EQ(values.size(), a.size()) << type;
    for (std::size_t i = 0; i < a.size(); ++i) EXPECT_EQ(values[i], operation(a[i])) << type;
  }
  EXPECT_EQ(values_of(folded("Not", {floats({2}, {0, 1})})), (std::vector<double>{1, 0}));
  EXPECT_EQ(values_of(folded("Abs", {floats({1}, {-3})})), (std::vector<double>{3}));
}

TEST(OnnxFoldNumbers, IntegersDivideTowardsZero) {
  EXPECT_EQ(values_of(folded("Div", {whole({7, -7, 8}), whole({2})})),
            (std::vector<double>{7 / 2, -7 / 2, 8 / 2}));
  EXPECT_EQ(values_of(folded("Div", {floats({1}, {7}), floats({1}, {2})})), (std::vector<double>{3.5}));
}

TEST(OnnxFoldNumbers, AZeroDividesToZero) {
  for (const char* type : {"Div", "Mod"})
    EXPECT_EQ(values_of(folded(type, {whole({7}), whole({0})})), (std::vector<double>{0})) << type;
  EXPECT_EQ(values_of(folded("Reciprocal", {floats({1}, {0})})), (std::vector<double>{0}));
}

TEST(OnnxFoldNumbers, OperandsAreBroadcast) {
  const Constant sum = folded("Add", {floats({2, 1}, {10, 20}), floats({3}, {1, 2, 3})});
  EXPECT_EQ(sum.dims, (Dims{2, 3}));
  EXPECT_EQ(values_of(sum), (std::vector<double>{11, 12, 13, 21, 22, 23}));
}

TEST(OnnxFoldNumbers, AreNotComputedWhereOneIsUnknownOrThereAreTooMany) {
  EXPECT_FALSE(folded("Add", {weights_of({3}), floats({3}, {1, 2, 3})}).values);
  EXPECT_FALSE(folded("Sqrt", {weights_of({3})}).values);
  const Constant wide = folded("Mul", {weights_of({kMostValues, 1}), floats({2}, {1, 2})});
  EXPECT_EQ(wide.dims, (Dims{kMostValues, 2}));
  EXPECT_FALSE(wide.values);
}

TEST(OnnxFoldNumbers, OneOrTwoOperandsButNotThree) {
  const Constant one = floats({1}, {4});
  EXPECT_EQ(values_of(folded("Max", {one})), (std::vector<double>{4}));
  testing::expect_contains(fold_error("Max", {one, one, one}), "has more than two inputs");
}

TEST(OnnxFoldNumbers, ACastToAnIntegerTypeCutsFractions) {
  constexpr std::int64_t kFloat = 1, kInt64 = 7, kFloat16 = 10, kDouble = 11, kBfloat16 = 16;
  const Constant fractions = floats({2}, {2.75, -2.75});
  const auto to = [&](std::int64_t type) {
    return folded("Cast", {fractions}, {{"to", integers_attribute({type})}});
  };
  EXPECT_EQ(values_of(to(kInt64)), (std::vector<double>{2, -2}));
  EXPECT_TRUE(to(kInt64).integral);
  for (const std::int64_t type : {kFloat, kFloat16, kDouble, kBfloat16}) {
    EXPECT_EQ(values_of(to(type)), *fractions.values);
    EXPECT_FALSE(to(type).integral);
  }
}

TEST(OnnxFoldNumbers, WhereTakesTheTypeOfItsValues) {
  const Constant chosen = folded("Where", {floats({2, 1}, {1, 0}), whole({1, 2, 3}), whole(Dims(), {9})});
  EXPECT_EQ(chosen.dims, (Dims{2, 3}));
  EXPECT_EQ(values_of(chosen), (std::vector<double>{1, 2, 3, 9, 9, 9}));
  EXPECT_TRUE(chosen.integral);
  EXPECT_FALSE(folded("Where", {weights_of({2}), whole({1, 2}), whole({3, 4})}).values);
}

TEST(OnnxFoldNumbers, ARangeEndsBeforeItsLimit) {
  const auto range = [](double start, double limit, double delta) {
    return folded("Range", {floats({}, {start}), floats({}, {limit}), floats({}, {delta})});
  };
  EXPECT_EQ(values_of(range(3, 9, 3)), (std::vector<double>{3, 6}));
  EXPECT_EQ(values_of(range(10, 4, -2)), (std::vector<double>{10, 8, 6}));
  EXPECT_EQ(values_of(range(0, 1, 0.4)), (std::vector<double>{0, 0.4, 0.8}));
  const Constant longer = range(0, static_cast<double>(kMostValues + 1), 1);
  EXPECT_EQ(longer.dims, Dims{kMostValues + 1});
  EXPECT_FALSE(longer.values);
}

TEST(OnnxFoldNumbers, ARangeHasAnEnd) {
  const auto refused = [](double start, double limit, double delta) {
    return fold_error("Range", {floats({}, {start}), floats({}, {limit}), floats({}, {delta})});
  };
  testing::expect_contains(refused(0, 1, 0), "the range has no end, or is too long");
  testing::expect_contains(refused(0, 1, -1), "the range has no end");
  testing::expect_contains(refused(0, 1e30, 1), "or is too long");
  EXPECT_EQ(unsupported_of([] {
              FoldRun("Range", {weights_of({}), whole({1}), whole({1})}).run();
            }),
            "a range of unknown bounds");
}

TEST(OnnxFoldNumbers, ARemainderHasTheSignOfItsDivisorOrOfItsDividend) {
  const Constant a = whole({-7, 7, -7}), b = whole({3, -3, -3});
  EXPECT_EQ(values_of(folded("Mod", {a, b})), (std::vector<double>{2, -2, -1}));
  EXPECT_EQ(values_of(folded("Mod", {a, b}, {{"fmod", integers_attribute({1})}})),
            (std::vector<double>{-1, 1, -1}));
}

}  // namespace
}  // namespace apollo::workloads::importer
