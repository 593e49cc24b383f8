#include "node_checks.h"
#include "workloads/onnx/fold.h"
#include "workloads/onnx/quantize.h"

// What models of these operators compute is compared on the chip: tests/apollo/cli/value_check_test.py.
namespace apollo::workloads::importer {
namespace {

// A graph that takes values over: vectors x of two elements, weights of two output channels.
struct QuantizedGraph {
  QuantizedGraph() : graph(graph_of({{"x", {1, 2}}, {"image", {1, 2, 1, 1}}})) {
    graph.values.emplace();
    for (const auto& [name, value] : {std::pair("s2", 2.0), std::pair("s4", 4.0), std::pair("s8", 8.0)})
      graph.define(name, floats({}, {value}));
    graph.define("s12", floats({2}, {1, 2}));
    graph.define("z3", typed(kInt8, {}, {3}));
    graph.define("z130", typed(kUint8, {}, {130}));
    graph.define("zeros", typed(kInt8, {2}, {10, 20}));
    graph.define("w", typed(kInt8, {2, 2}, {11, 22, 13, 24}));
    graph.define("kernels", typed(kInt8, {2, 2, 1, 1}, {11, 12, 23, 24}));
    graph.define("bias", typed(kInt32, {2}, {100, 200}));
  }
  void add(const std::string& type, std::vector<std::string> inputs) {
    find_operator(type)->add(graph, node_of(type, std::move(inputs)));
  }
  Quantization quantization(const std::string& name) {
    return graph.values->quantization.at(graph.value(name).tensor);
  }
  const LayerWeights& weights() { return graph.values->weights.at(graph.value("y").tensor); }
  Graph graph;
};

TEST(OnnxQuantizedValues, AQuantizeGivesItsInputItsScale) {
  QuantizedGraph q;
  q.add("QuantizeLinear", {"x", "s2", "z130"});
  EXPECT_TRUE(q.quantization("y") == (Quantization{2, 130 - 128}));
  EXPECT_EQ(q.graph.value("y").tensor, q.graph.value("x").tensor) << "costs nothing";
}

TEST(OnnxQuantizedValues, AQuantizeToAnotherScaleIsACopy) {
  QuantizedGraph q;
  q.add("DequantizeLinear", {"x", "s4", "z3"});
  find_operator("QuantizeLinear")->add(q.graph, node_of("QuantizeLinear", {"y", "s2", "z3"}, {}, {"z"}));
  EXPECT_TRUE(q.quantization("y") == (Quantization{4, 3}));
  EXPECT_TRUE(q.quantization("z") == (Quantization{2, 3}));
  ASSERT_TRUE(q.graph.producer(q.graph.value("z").tensor));
  EXPECT_EQ(q.graph.producer(q.graph.value("z").tensor)->type, LayerType::slice);
}

TEST(OnnxQuantizedValues, AProductTakesScalesAndZeroPointsOfItsColumns) {
  QuantizedGraph q;
  q.add("QLinearMatMul", {"x", "s4", "z3", "w", "s12", "zeros", "s8", "z130"});
  EXPECT_TRUE(q.quantization("x") == (Quantization{4, 3}));
  EXPECT_TRUE(q.quantization("y") == (Quantization{8, 2}));
  EXPECT_EQ(q.weights().weights, (Numbers{11 - 10, 13 - 10, 2 * (22 - 20), 2 * (24 - 20)}));
  EXPECT_EQ(q.weights().steps, (Numbers{1, 2}));
}

TEST(OnnxQuantizedValues, AConvolutionHasABiasInUnitsOfBothScales) {
  QuantizedGraph q;
  q.add("QLinearConv", {"image", "s4", "z3", "kernels", "s12", "zeros", "s8", "z130", "bias"});
  EXPECT_EQ(q.weights().weights, (Numbers{11 - 10, 12 - 10, 2 * (23 - 20), 2 * (24 - 20)}));
  EXPECT_EQ(q.weights().bias, (Numbers{100 * 4 * 1, 200 * 4 * 2}));
}

TEST(OnnxQuantizedValues, IntegerOperatorsGiveSums) {
  for (const bool convolution : {false, true}) {
    QuantizedGraph q;
    if (convolution)
      q.add("ConvInteger", {"image", "kernels", "z3", "zeros"});
    else
      q.add("MatMulInteger", {"x", "w", "z3", "zeros"});
    EXPECT_EQ(q.graph.values->sums, std::set<int>{q.graph.value("y").tensor});
    EXPECT_EQ(q.quantization(convolution ? "image" : "x").zero_point, 3);
    EXPECT_EQ(q.weights().steps, (Numbers{1, 1})) << "without scales";
  }
}

TEST(OnnxQuantizedValues, AnIntegerOperatorTakesAValueAtAnyScaleButItsZeroPoint) {
  QuantizedGraph q;
  q.add("QuantizeLinear", {"x", "s2", "z3"});
  find_operator("MatMulInteger")->add(q.graph, node_of("MatMulInteger", {"y", "w", "z3"}, {}, {"sums"}));
  EXPECT_TRUE(q.quantization("y") == (Quantization{2, 3}));
  EXPECT_EQ(unsupported_of([&] {  // of a zero point of 0
              find_operator("MatMulInteger")->add(q.graph, node_of("MatMulInteger", {"y", "w"}, {}, {"z"}));
            }),
            "an input that is taken at another scale or zero point than it has");
}

}  // namespace
}  // namespace apollo::workloads::importer
