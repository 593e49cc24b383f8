#include "workloads/onnx/weights.h"

#include "node_checks.h"
#include "workloads/onnx/fold.h"

namespace apollo::workloads::importer {
namespace {

// One node on an image x of 1 x 8 x 4 x 6 whose output y is read `uses` times.
class Made {
 public:
  explicit Made(const std::string& type, std::vector<std::string> inputs = {"x"}, int uses = 1)
      : graph(graph_of({{"x", {1, 8, 4, 6}}}, std::vector<Node>(static_cast<std::size_t>(uses), reader()))) {
    graph.define("w", weights_of({5, 8, 1, 1}));
    find_operator(type)->add(graph, node_of(type, std::move(inputs)));
  }
  Value y() { return graph.value("y"); }
  Graph graph;

 private:
  static Node reader() { return node_of("Mul", {"y"}, {}, {"z"}); }
};

TEST(OnnxWeights, TakeFactorsOfTheChannels) {
  Made made("Conv", {"x", "w"});
  EXPECT_TRUE(scales_weights(made.graph, made.y(), made.y().dims[1]));
  EXPECT_TRUE(scales_weights(made.graph, made.y(), {}));
}

TEST(OnnxWeights, DoNotTakeFactorsOfOtherDimensions) {
  Made made("Conv", {"x", "w"});
  EXPECT_FALSE(scales_weights(made.graph, made.y(), made.y().dims[2]));
  EXPECT_FALSE(scales_weights(made.graph, made.y(), followed_by(made.y().dims[1], made.y().dims[3])));
}

TEST(OnnxWeights, OfAValueThatOthersReadStayAsTheyAre) {
  Made made("Conv", {"x", "w"}, 2);
  EXPECT_FALSE(scales_weights(made.graph, made.y(), made.y().dims[1]));
}

TEST(OnnxWeights, OfALayerThatHasNoneTakeNothing) {
  for (const char* type : {"Relu", "GlobalAveragePool", "Softmax"}) {
    Made made(type);
    EXPECT_FALSE(scales_weights(made.graph, made.y(), {})) << type;
  }
  Made made("Relu");
  EXPECT_FALSE(scales_weights(made.graph, made.graph.value("x"), {}));  // no layer makes it
}

TEST(OnnxWeights, AreScaledBeforeAnActivationOnly) {
  Made made("Conv", {"x", "w"});
  made.graph.producer(made.y().tensor)->activation = Activation::relu;
  EXPECT_FALSE(scales_weights(made.graph, made.y(), made.y().dims[1]));
}

// Two output channels of two weights, with a bias.
class ValuedGraph {
 public:
  ValuedGraph() : graph_(graph_of({{"x", {1, 2}}}, {node_of("Relu", {"y"}, {}, {"z"})})) {
    graph_.values.emplace();
    Constant weights = floats({2, 2}, {1, 2, 30, 40});
    weights.steps = {1, 10, 1, 10};
    graph_.define("w", weights);
    graph_.define("b", floats({2}, {5, 6}));
    find_operator("Gemm")->add(graph_, node_of("Gemm", {"x", "w", "b"}));
  }
  int tensor() { return graph_.value("y").tensor; }
  const LayerWeights& taken() { return graph_.values->weights.at(tensor()); }
  Graph& graph() { return graph_; }

 private:
  Graph graph_;
};

TEST(OnnxWeightValues, AreTakenByOutputChannel) {
  ValuedGraph v;
  EXPECT_EQ(v.taken().weights, (Numbers{1, 30, 2, 40}));
  EXPECT_EQ(v.taken().steps, (Numbers{1, 10}));
  EXPECT_EQ(v.taken().bias, (Numbers{5, 6}));
}

TEST(OnnxWeightValues, FactorsScaleWeightsStepsAndBias) {
  ValuedGraph v;
  multiply_weights(v.graph(), v.tensor(), floats({2}, {-2, 0.5}), false);
  EXPECT_EQ(v.taken().weights, (Numbers{-2, -60, 1, 20}));
  EXPECT_EQ(v.taken().steps, (Numbers{2, 5}));
  EXPECT_EQ(v.taken().bias, (Numbers{-10, 3}));
  multiply_weights(v.graph(), v.tensor(), floats({}, {4}), true);
  EXPECT_EQ(v.taken().steps, (Numbers{0.5, 1.25}));
  EXPECT_EQ(unsupported_of([&] { multiply_weights(v.graph(), v.tensor(), floats({}, {0}), false); }),
            "a factor of 0, or without end");
}

TEST(OnnxWeightValues, SummandsJoinTheBias) {
  ValuedGraph v;
  add_to_bias(v.graph(), v.tensor(), floats({2}, {1, 2}), -1);
  EXPECT_EQ(v.taken().bias, (Numbers{4, 4}));
}

TEST(OnnxWeightValues, OfATensorWithAScaleStayAsTheyAre) {
  ValuedGraph v;
  EXPECT_TRUE(scales_weights(v.graph(), v.graph().value("y"), {}));
  v.graph().values->quantization[v.tensor()] = {1, 0};
  EXPECT_FALSE(scales_weights(v.graph(), v.graph().value("y"), {}));
}

TEST(OnnxWeightValues, MustHaveAScaleForEachOutputChannel) {
  ValuedGraph v;
  const auto refusal = [&](std::optional<Numbers> steps) {
    Constant weights = floats({2, 2}, {1, 2, 3, 4});
    weights.steps = std::move(steps);
    v.graph().define("other", weights);
    return unsupported_of([&] {
      take_weights(
          v.graph(), v.tensor(), "other", [](std::int64_t i) { return i; }, "");
    });
  };
  EXPECT_EQ(refusal(std::nullopt), "weights without a scale");
  EXPECT_EQ(refusal(Numbers{1, 2, 1, 1}), "weights of several scales for one output channel");
  v.graph().define("integers", whole({2}, {1, 2}));
  EXPECT_EQ(unsupported_of([&] {
              take_weights(
                  v.graph(), v.tensor(), "w", [](std::int64_t i) { return i % 2 * 2 + i / 2; }, "integers");
            }),
            "a bias of integers without a scale");
}

}  // namespace
}  // namespace apollo::workloads::importer
