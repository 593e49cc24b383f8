#include "import_checks.h"

namespace apollo::workloads::importer {
namespace {

constexpr std::int64_t steps = 9, features = 6, units = 4;

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
  const std::string x = model.input(
      "x", cell.layout == 0 ? std::vector<Dim>{steps, 1, features} : std::vector<Dim>{1, steps, features});
  const auto gates = static_cast<std::int64_t>(cell.gates());
  std::vector<std::string> inputs{x, model.weights({cell.directions(), gates * units, features}),
                                  model.weights({cell.directions(), gates * units, units}),
                                  model.weights({cell.directions(), 2 * gates * units})};
  if (cell.states) {
    const std::vector<Dim> dims = cell.layout == 0 ? std::vector<Dim>{cell.directions(), 1, units}
                                                   : std::vector<Dim>{1, cell.directions(), units};
    inputs.push_back("");
    inputs.push_back(model.input("h", dims));
    if (cell.type == "LSTM") inputs.push_back(model.input("c", dims));
  }
  Attributes attributes{{"hidden_size", units}, {"direction", cell.direction}};
  if (cell.layout != 0) attributes["layout"] = cell.layout;
  if (cell.type == "GRU") attributes["linear_before_reset"] = std::int64_t{1};
  const auto names = model.nodes(cell.type, inputs, attributes, cell.type == "LSTM" ? 3 : 2);
  for (const int output : cell.outputs) model.output(names[static_cast<std::size_t>(output)]);
  const Imported result = imported(model);
  EXPECT_TRUE(result.notes.empty());
  // Each step multiplies the input and the last state by the weights of all gates.
  EXPECT_EQ(result.network.macs(), static_cast<std::uint64_t>(cell.directions() * steps) * cell.gates() *
                                       units * (features + units));
  EXPECT_EQ(result.network.parameters(),
            static_cast<std::uint64_t>(cell.directions()) * cell.gates() * units * (features + units + 1));
  return result.network;
}

TEST(OnnxRecurrent, Forward) {
  const Network lstm = run({"LSTM"});
  EXPECT_EQ(types(lstm), "lstm");
  EXPECT_EQ(lstm.inputs.size(), 3U);  // x, and zeros as h and c
  EXPECT_EQ(output_shape(lstm), (Shape{1, steps, units}));
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
  EXPECT_EQ(output_shape(lstm), (Shape{1, steps, 2 * units}));
  EXPECT_EQ(types(run({"GRU", "bidirectional"})), "gru gru concatenation");
}

TEST(OnnxRecurrent, LayoutOne) {
  for (const char* direction : {"forward", "reverse", "bidirectional"}) {
    const Network network = run({"GRU", direction, 1});
    EXPECT_EQ(input_shape(network), (Shape{1, steps, features}));
  }
}

TEST(OnnxRecurrent, InitialStates) {
  const Network lstm = run({"LSTM", "forward", 0, true});
  EXPECT_EQ(types(lstm), "lstm");
  ASSERT_EQ(lstm.inputs.size(), 3U);
  EXPECT_EQ(lstm.tensors[static_cast<std::size_t>(lstm.inputs[1])].name, "h");
  EXPECT_EQ(input_shape(lstm, 1), (Shape{1, 1, units}));
  // A state of two directions is cut in two.
  const Network both = run({"LSTM", "bidirectional", 0, true});
  EXPECT_EQ(types(both), "slice slice lstm slice slice lstm concatenation");
  EXPECT_EQ(input_shape(both, 1), (Shape{1, 1, 2 * units}));
  run({"GRU", "bidirectional", 1, true});
}

TEST(OnnxRecurrent, LastStates) {
  const Network lstm = run({"LSTM", "forward", 0, false, {1, 2}});
  EXPECT_EQ(types(lstm), "lstm slice");
  EXPECT_EQ(the(lstm, LayerType::slice).begin, (std::array<int, 3>{0, steps - 1, 0}));
  EXPECT_EQ(output_shape(lstm, 0), (Shape{1, 1, units}));
  EXPECT_EQ(output_shape(lstm, 1), (Shape{1, 1, units}));
  const Network reverse = run({"GRU", "reverse", 0, false, {1}});
  EXPECT_EQ(the(reverse, LayerType::slice).begin, (std::array<int, 3>{0, 0, 0}));
  const Network both = run({"LSTM", "bidirectional", 1, false, {0, 1, 2}});
  EXPECT_EQ(output_shape(both, 0), (Shape{1, steps, 2 * units}));
  EXPECT_EQ(output_shape(both, 1), (Shape{1, 1, 2 * units}));
  EXPECT_EQ(output_shape(both, 2), (Shape{1, 1, 2 * units}));
}

TEST(OnnxRecurrent, AGruThatResetsBeforeTheProductIsNoted) {
  ModelBuilder model(14);
  const std::string x = model.input("x", {steps, 1, features});
  model.output(model.node("GRU",
                          {x, model.weights({1, 3 * units, features}), model.weights({1, 3 * units, units})},
                          {{"hidden_size", units}}));
  ASSERT_EQ(imported(model).notes.size(), 1U);
}

TEST(OnnxRecurrent, AnotherCellMayFollow) {
  ModelBuilder model(14);
  std::string x = model.input("x", {steps, 1, features});
  x = model.nodes("LSTM", {x, model.weights({2, 4 * units, features}), model.weights({2, 4 * units, units})},
                  {{"hidden_size", units}, {"direction", std::string("bidirectional")}}, 1)[0];
  x = model.node("Transpose", {x}, {{"perm", Dims{0, 2, 1, 3}}});
  x = model.node("Reshape", {x, model.integers({0, 0, -1})});
  x = model.nodes("LSTM", {x, model.weights({1, 4 * units, 2 * units}), model.weights({1, 4 * units, units})},
                  {{"hidden_size", units}}, 1)[0];
  model.output(model.node("Squeeze", {x, model.integers({1})}));
  EXPECT_EQ(types(imported(model).network), "lstm lstm concatenation lstm");
}

}  // namespace
}  // namespace apollo::workloads::importer
