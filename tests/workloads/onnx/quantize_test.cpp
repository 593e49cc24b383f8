#include "workloads/onnx/quantize.h"

#include "node_checks.h"
#include "tests/files/error_of.h"

namespace apollo::workloads::importer {
namespace {

// A graph that takes values over, with an image x.
struct Valued {
  Valued() : graph(graph_of({{"x", {1, 2, 2, 2}}})) {
    graph.values.emplace();
    graph.define("half", floats({}, {0.5}));
    graph.define("several", floats({2}, {0.5, 4}));
    graph.define("u5", typed(kUint8, {}, {5}));
    graph.define("i5", typed(kInt8, {}, {5}));
    graph.define("i16", typed(kInt16, {}, {7}));
  }
  Quantization quantization(const std::string& scale, const std::string& zero_point, int type = 0) {
    return quantization_of(graph, node_of("QuantizeLinear", {"x", scale, zero_point}), scale, zero_point,
                           type);
  }
  Constant folded(const Node& node) {
    EXPECT_TRUE(fold(graph, node));
    return *graph.constant("y");
  }
  Graph graph;
};

TEST(OnnxQuantization, UnsignedElementsAreSignedOnesLess128) {
  Valued v;
  EXPECT_TRUE(v.quantization("half", "u5") == (Quantization{0.5F, 5 - 128}));
  EXPECT_TRUE(v.quantization("half", "i5") == (Quantization{0.5F, 5}));
  EXPECT_TRUE(v.quantization("half", "", kUint8) == (Quantization{0.5F, -128}));
  EXPECT_TRUE(v.quantization("half", "", kInt8) == (Quantization{0.5F, 0}));
  EXPECT_TRUE(v.quantization("half", "i16") == (Quantization{0.5F, 7, 16}));
  EXPECT_TRUE(v.quantization("half", "", kUint16) == (Quantization{0.5F, -32768, 16}));
}

TEST(OnnxQuantization, WhatTheChipHasNotIsUnsupported) {
  Valued v;
  EXPECT_EQ(unsupported_of([&] { v.quantization("several", "u5"); }),
            "several scales or zero points of what the model computes");
  EXPECT_EQ(unsupported_of([&] { v.quantization("half", "", kInt32); }),
            "elements of ONNX's type 6, not integers of 8 or 16 bits");
  EXPECT_EQ(unsupported_of([&] { v.quantization("x", "u5"); }), "a scale that is not known");
}

TEST(OnnxQuantization, OutOfRangeIsMalformed) {
  Valued v;
  v.graph.define("zero", floats({}, {0}));
  v.graph.define("u300", typed(kUint8, {}, {300}));
  testing::expect_contains(testing::error_of([&] { v.quantization("zero", "u5"); }),
                           "a scale is out of range");
  testing::expect_contains(testing::error_of([&] { v.quantization("half", "u300"); }),
                           "a zero point is out of range");
}

TEST(OnnxQuantization, IsOneForAValue) {
  Valued v;
  take_at(v.graph, "x", {0.5F, 1});
  take_at(v.graph, "x", {0.5F, 1});
  EXPECT_EQ(unsupported_of([&] {
              take_at(v.graph, "x", {0.5F, 2});
            }),
            "an input that is taken at another scale or zero point than it has");
}

TEST(OnnxDequantize, OfAConstantHasASteps) {
  Valued v;
  v.graph.define("w", typed(kUint8, {2, 2}, {0, 5, 6, 255}));
  const Constant one = v.folded(node_of("DequantizeLinear", {"w", "half", "u5"}));
  EXPECT_EQ(*one.values, (Numbers{-2.5, 0, 0.5, 125}));
  EXPECT_EQ(*one.steps, Numbers(4, 0.5));
  const Constant by_row =
      v.folded(node_of("DequantizeLinear", {"w", "several"}, {{"axis", integers_attribute({0})}}));
  EXPECT_EQ(*by_row.values, (Numbers{0, 2.5, 24, 1020}));
  EXPECT_EQ(*by_row.steps, (Numbers{0.5, 0.5, 4, 4}));
  const Constant by_column = v.folded(node_of("DequantizeLinear", {"w", "several"}));
  EXPECT_EQ(*by_column.steps, (Numbers{0.5, 4, 0.5, 4}));
}

TEST(OnnxDequantize, StepsFollowTheirElements) {
  Valued v;
  v.graph.define("w", typed(kInt8, {2, 2}, {1, 2, 3, 4}));
  v.graph.define("real", v.folded(node_of("DequantizeLinear", {"w", "several"})));
  const Constant transposed = v.folded(node_of("Transpose", {"real"}));
  EXPECT_EQ(*transposed.values, (Numbers{0.5, 1.5, 8, 16}));
  EXPECT_EQ(*transposed.steps, (Numbers{0.5, 0.5, 4, 4}));
}

TEST(OnnxQuantize, OfAConstantRoundsHalvesToEvenAndSaturates) {
  Valued v;
  v.graph.define("c", floats({5}, {0.25, 0.75, -2, -100, 1000}));
  const Constant codes = v.folded(node_of("QuantizeLinear", {"c", "half", "u5"}));
  EXPECT_EQ(*codes.values, (Numbers{0 + 5, 2 + 5, -4 + 5, 0, 255}));
  EXPECT_EQ(codes.type, kUint8);
}

TEST(OnnxQuantize, WithoutValuesOnlyDimensionsAreKnown) {
  Graph graph = graph_of({});
  graph.define("c", floats({2}, {1, 2}));
  graph.define("half", floats({}, {0.5}));
  ASSERT_TRUE(fold(graph, node_of("QuantizeLinear", {"c", "half"})));
  EXPECT_EQ(graph.constant("y")->dims, Dims{2});
  EXPECT_FALSE(graph.constant("y")->values);
}

}  // namespace
}  // namespace apollo::workloads::importer
