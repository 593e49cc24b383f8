#include "import_checks.h"

namespace apollo::workloads::importer {
namespace {

constexpr std::int64_t kSteps = 9, kFeatures = 6, kUnits = 4;

struct Cell {
  std::string type, direction = "forward";
  std::int64_t layout = 0;
  bool states = false;  // initial states as inputs of the model
  std::vector<int> outputs{0};
  std::int64_t directions() const { return direction == "bidirectional" ? 2 : 1; }
  std::uint64_t gates() const { return type == "LSTM" ? 4 : 3; }
};

Network run(const Cell& cell) {
  ModelBuilder model(14);
  const std::string x = model.input("x", cell.layout == 0 ? std::vector<Dim>{kSteps, 1, kFeatures}
                                                          : std::vector<Dim>{1, kSteps, kFeatures});
  const auto gates = static_cast<std::int64_t>(cell.gates());
  std::vector<std::string> inputs{x, model.weights({cell.directions(), gates * kUnits, kFeatures}),
                                  model.weights({cell.directions(), gates * kUnits, kUnits}),
                                  model.weights({cell.directions(), 2 * gates * kUnits})};
  if (cell.states) {
    const std::vector<Dim> dims = cell.layout == 0 ? std::vector<Dim>{cell.directions(), 1, kUnits}
                                                   : std::vector<Dim>{1, cell.directions(), kUnits};
    inputs.push_back("");
    inputs.push_back(model.input("h", dims));
    if (cell.type == "LSTM") inputs.push_back(model.input("c", dims));
  }
  Attributes attributes{{"hidden_size", kUnits}, {"direction", cell.direction}};
  if (cell.layout != 0) attributes["layout"] = cell.layout;
  if (cell.type == "GRU") attributes["linear_before_reset"] = std::int64_t{1};
  const auto names = model.nodes(cell.type, inputs, attributes, cell.type == "LSTM" ? 3 : 2);
  for (const int output : cell.outputs) model.output(names[static_cast<std::size_t>(output)]);
  const Imported result = imported(model);
  EXPECT_TRUE(result.notes.empty());
  // Each step multiplies the input and the last state by the weights of all gates.
  EXPECT_EQ(result.network.macs(), static_cast<std::uint64_t>(cell.directions() * kSteps) * cell.gates() *
                                       kUnits * (kFeatures + kUnits));
  EXPECT_EQ(result.network.parameters(),
            static_cast<std::uint64_t>(cell.directions()) * cell.gates() * kUnits * (kFeatures + kUnits + 1));
  return result.network;
}

TEST(OnnxRecurrent, Forward) {
  const Network lstm = run({"LSTM"});
  EXPECT_EQ(types(lstm), "lstm");
  EXPECT_EQ(lstm.inputs.size(), 3U);  // x, and zeros as h and c
  EXPECT_EQ(output_shape(lstm), (Shape{1, kSteps, kUnits}));
  EXPECT_FALSE(lstm.layers[0].reverse);
  const Network gru = run({"GRU"});
  EXPECT_EQ(types(gru), "gru");
  EXPECT_EQ(gru.inputs.size(), 2U);
}

TEST(OnnxRecurrent, Reverse) {
  for (const char* type : {"LSTM", "GRU"}) EXPECT_TRUE(run({type, "reverse"}).layers[0].reverse);
}

TEST(OnnxRecurrent, BidirectionalIsTwoLayersSideBySide) {
  const Network lstm = run({"LSTM", "bidirectional"});
  EXPECT_EQ(types(lstm), "lstm lstm concatenation");
  EXPECT_FALSE(lstm.layers[0].reverse);
  EXPECT_TRUE(lstm.layers[1].reverse);
  EXPECT_EQ(output_shape(lstm), (Shape{1, kSteps, 2 * kUnits}));
  EXPECT_EQ(types(run({"GRU", "bidirectional"})), "gru gru concatenation");
}

TEST(OnnxRecurrent, LayoutOne) {
  for (const char* direction : {"forward", "reverse", "bidirectional"}) {
    const Network network = run({"GRU", direction, 1});
    EXPECT_EQ(input_shape(network), (Shape{1, kSteps, kFeatures}));
  }
}

TEST(OnnxRecurrent, InitialStates) {
  const Network lstm = run({"LSTM", "forward", 0, true});
  EXPECT_EQ(types(lstm), "lstm");
  ASSERT_EQ(lstm.inputs.size(), 3U);
  EXPECT_EQ(lstm.tensors[static_cast<std::size_t>(lstm.inputs[1])].name, "h");
  EXPECT_EQ(input_shape(lstm, 1), (Shape{1, 1, kUnits}));
  // A state of two directions is cut in two.
  const Network both = run({"LSTM", "bidirectional", 0, true});
  EXPECT_EQ(types(both), "slice slice lstm slice slice lstm concatenation");
  EXPECT_EQ(input_shape(both, 1), (Shape{1, 1, 2 * kUnits}));
  run({"GRU", "bidirectional", 1, true});
}

TEST(OnnxRecurrent, LastStates) {
  const Network lstm = run({"LSTM", "forward", 0, false, {1, 2}});
  EXPECT_EQ(types(lstm), "lstm slice");
  EXPECT_EQ(the(lstm, LayerType::slice).begin, (std::array<int, 3>{0, kSteps - 1, 0}));
  EXPECT_EQ(output_shape(lstm, 0), (Shape{1, 1, kUnits}));
  EXPECT_EQ(output_shape(lstm, 1), (Shape{1, 1, kUnits}));
  const Network reverse = run({"GRU", "reverse", 0, false, {1}});
  EXPECT_EQ(the(reverse, LayerType::slice).begin, (std::array<int, 3>{0, 0, 0}));
  const Network both = run({"LSTM", "bidirectional", 1, false, {0, 1, 2}});
  EXPECT_EQ(output_shape(both, 0), (Shape{1, kSteps, 2 * kUnits}));
  EXPECT_EQ(output_shape(both, 1), (Shape{1, 1, 2 * kUnits}));
  EXPECT_EQ(output_shape(both, 2), (Shape{1, 1, 2 * kUnits}));
}

TEST(OnnxRecurrent, AGruThatResetsBeforeTheProductIsNoted) {
  ModelBuilder model(14);
  const std::string x = model.input("x", {kSteps, 1, kFeatures});
  model.output(model.node(
      "GRU", {x, model.weights({1, 3 * kUnits, kFeatures}), model.weights({1, 3 * kUnits, kUnits})},
      {{"hidden_size", kUnits}}));
  ASSERT_EQ(imported(model).notes.size(), 1U);
}

TEST(OnnxRecurrent, AnotherCellMayFollow) {
  ModelBuilder model(14);
  std::string x = model.input("x", {kSteps, 1, kFeatures});
  x = model.nodes("LSTM",
                  {x, model.weights({2, 4 * kUnits, kFeatures}), model.weights({2, 4 * kUnits, kUnits})},
                  {{"hidden_size", kUnits}, {"direction", std::string("bidirectional")}}, 1)[0];
  x = model.node("Transpose", {x}, {{"perm", Dims{0, 2, 1, 3}}});
  x = model.node("Reshape", {x, model.integers({0, 0, -1})});
  x = model.nodes("LSTM",
                  {x, model.weights({1, 4 * kUnits, 2 * kUnits}), model.weights({1, 4 * kUnits, kUnits})},
                  {{"hidden_size", kUnits}}, 1)[0];
  model.output(model.node("Squeeze", {x, model.integers({1})}));
  EXPECT_EQ(types(imported(model).network), "lstm lstm concatenation lstm");
}

}  // namespace
}  // namespace apollo::workloads::importer
