#include <set>

#include "subgraph_builder.h"

namespace apollo::workloads::importer {
namespace {

constexpr int kTrips = 3;

// x -> Loop: each trip multiplies what the one before handed on by weights of 8 x 8, and gives its sigmoid.
struct LoopModel {
  explicit LoopModel(std::int64_t trips = kTrips) {
    const std::string x = model.input("x", {1, 8}), weights = model.weights({8, 8});
    outputs = model.nodes("Loop", {count(model, trips), "", x}, {}, 2);
    node = model.graph().mutable_node(0);
    body = add_subgraph(node, "body", {"i", "c", "h"}, {"d", "m", "s"}, {"c", "d"}, {"i"});
    part(body, "Identity", {"c"}, {"d"});
    part(body, "MatMul", {"h", weights}, {"m"});
    part(body, "Sigmoid", {"m"}, {"s"});
  }
  ModelBuilder model;
  std::vector<std::string> outputs;
  ::onnx::NodeProto* node;
  ::onnx::GraphProto* body;
};

TEST(OnnxLoop, RunsItsBodyOnceForEachTrip) {
  LoopModel loop;
  loop.model.output(loop.outputs[0]);
  loop.model.output(loop.outputs[1]);
  const Network network = imported(loop.model).network;
  EXPECT_EQ(network.macs(), std::uint64_t{kTrips * 8 * 8});
  EXPECT_EQ(output_shape(network, 1).elements(), kTrips * 8);
  int sigmoids = 0;
  for (const Layer& layer : network.layers) sigmoids += layer.activation == Activation::sigmoid ? 1 : 0;
  EXPECT_EQ(sigmoids, kTrips);
}

TEST(OnnxLoop, WhatTheTripsGiveIsLeftOutIfNobodyReadsIt) {
  LoopModel loop;
  loop.model.output(loop.outputs[0]);
  EXPECT_EQ(types(imported(loop.model).network), "fully_connected fully_connected fully_connected");
}

TEST(OnnxLoop, WhatATripHandsOnIsNotTakenByALaterNodeOfTheSameTrip) {
  LoopModel loop(1);
  loop.body->mutable_node(2)->set_op_type("Mul");  // a factor that could go into the weights of m
  loop.body->mutable_node(2)->add_input(loop.model.tensor({{8}, {}, std::vector<float>(8, 2)}));
  loop.model.output(loop.outputs[0]);
  loop.model.output(loop.outputs[1]);
  EXPECT_EQ(imported(loop.model).network.layers.size(), 2U);
}

TEST(OnnxLoop, EndsWhenItsConditionIsFalse) {
  LoopModel loop(100);
  loop.body->mutable_node(0)->set_op_type("Less");  // i < 4, which is false after the trip of 4
  loop.body->mutable_node(0)->set_input(0, "i");
  loop.body->mutable_node(0)->add_input(count(loop.model, 4));
  loop.model.output(loop.outputs[0]);
  EXPECT_EQ(imported(loop.model).network.macs(), std::uint64_t{5 * 8 * 8});
}

TEST(OnnxLoop, OfNoTripsHandsOnWhatItGot) {
  LoopModel loop(0);
  loop.model.output(loop.model.node("Relu", {loop.outputs[0]}));
  loop.node->mutable_output()->RemoveLast();
  loop.body->mutable_output()->RemoveLast();
  EXPECT_EQ(types(imported(loop.model).network), "activation");
}

TEST(OnnxLoop, OfTooManyTripsIsRefused) {
  for (const std::int64_t trips : {std::int64_t{1'000'000}, std::int64_t{1'000'000'000'000'000'000}}) {
    LoopModel loop(trips);
    for (const int i : {1, 2}) loop.body->mutable_node(i)->set_op_type("Identity");  // no layers
    loop.body->mutable_node(1)->mutable_input()->RemoveLast();
    loop.model.output(loop.outputs[0]);
    testing::expect_contains(import_error(loop.model), "Loop with trips that make more than 30000 nodes");
  }
  LoopModel layers(1'000'000);
  layers.model.output(layers.outputs[0]);
  testing::expect_contains(import_error(layers.model), "more than 10000 layers");
}

TEST(OnnxLoop, WhoseTripsAreNotKnownIsRefused) {
  LoopModel loop;
  loop.model.output(loop.outputs[0]);
  loop.node->set_input(0, loop.model.input("n", {1}));
  testing::expect_contains(import_error(loop.model),
                           "a number of trips that is known only when the model runs");
  LoopModel condition;
  condition.model.output(condition.outputs[0]);
  condition.body->mutable_node(0)->set_input(0, "h");
  testing::expect_contains(import_error(condition.model),
                           "a condition that is known only when the model runs");
}

TEST(OnnxLoop, UnsupportedNodesOfTheBodyAreNamed) {
  LoopModel loop;
  loop.body->mutable_node(1)->set_op_type("NonZero");
  loop.model.output(loop.outputs[0]);
  testing::expect_contains(import_error(loop.model),
                           "1 node is not supported: NonZero with inputs computed when the model runs "
                           "(Loop2.MatMul)");
}

TEST(OnnxLoop, NodesOfTheBodyThatAreSkippedAreNamedOnce) {
  LoopModel loop;
  part(loop.body, "Multinomial", {"m"}, {"o"});
  loop.body->mutable_output(2)->set_name("o");
  loop.model.output(loop.outputs[0]);
  ImportOptions options;
  options.skip_unsupported = true;
  const Imported result = parse_onnx(loop.model.bytes(), "model.onnx", options);
  EXPECT_EQ(result.network.skipped.size(), 1U);
  EXPECT_EQ(std::set<std::string>(result.notes.begin(), result.notes.end()).size(), result.notes.size());
  EXPECT_EQ(result.network.macs(), std::uint64_t{kTrips * 8 * 8});
}

// y: the running sums of x; last: the last of them.
struct ScanModel {
  ScanModel() {
    const std::string first = model.input("first", {1, 8}), x = model.input("x", {kTrips, 1, 8});
    outputs = model.nodes("Scan", {first, x}, {{"num_scan_inputs", std::int64_t{1}}}, 2);
    node = model.graph().mutable_node(0);
    ::onnx::GraphProto* body = add_subgraph(node, "body", {"sum", "part"}, {"next", "y"});
    part(body, "Add", {"sum", "part"}, {"next"});
    part(body, "Relu", {"next"}, {"y"});
  }
  ModelBuilder model;
  std::vector<std::string> outputs;
  ::onnx::NodeProto* node;
};

TEST(OnnxScan, RunsItsBodyOnEachPartOfASequence) {
  ScanModel scan;
  for (const std::string& output : scan.outputs) scan.model.output(output);
  const Network network = imported(scan.model).network;
  int sums = 0, slices = 0;
  for (const Layer& layer : network.layers) {
    sums += layer.type == LayerType::add ? 1 : 0;
    slices += layer.type == LayerType::slice ? 1 : 0;
  }
  EXPECT_EQ(sums, kTrips);
  EXPECT_EQ(slices, kTrips);
  EXPECT_EQ(output_shape(network, 0).elements(), 8);
  EXPECT_EQ(output_shape(network, 1).elements(), kTrips * 8);
}

TEST(OnnxScan, BackwardsTakesTheLastPartFirst) {
  ScanModel scan;
  ::onnx::AttributeProto* backwards = scan.node->add_attribute();
  backwards->set_name("scan_input_directions");
  backwards->set_type(::onnx::AttributeProto::INTS);
  backwards->add_ints(1);
  scan.model.output(scan.outputs[0]);
  std::vector<int> begins;
  for (const Layer& layer : imported(scan.model).network.layers)
    if (layer.type == LayerType::slice) begins.push_back(layer.begin[0] + layer.begin[1]);
  EXPECT_EQ(begins, (std::vector<int>{2, 1, 0}));
}

TEST(OnnxScan, OfOtherNumbersIsRefused) {
  for (const std::int64_t sequences : {-1, 0, 3}) {
    ScanModel scan;
    scan.node->mutable_attribute(0)->set_i(sequences);
    scan.model.output(scan.outputs[0]);
    testing::expect_contains(import_error(scan.model), "num_scan_inputs is " + std::to_string(sequences));
  }
}

}  // namespace
}  // namespace apollo::workloads::importer
