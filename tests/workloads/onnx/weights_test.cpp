#include "workloads/onnx/weights.h"

#include "node_checks.h"

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

}  // namespace
}  // namespace apollo::workloads::importer
