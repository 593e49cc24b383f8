#include <gtest/gtest.h>

#include "reference_run.h"

namespace apollo::workloads {
namespace {

constexpr Quantization kState{1.0F / 32, 0}, kHidden{1.0F / 128, 0};
constexpr Quantization kGate{1.0F / 16, 0};

// One unit on one feature, so that each gate is one product each from x and h.
struct Cell {
  explicit Cell(LayerType type) : layer(layer_of(type)) {
    layer.channels = 1;
    layer.state_quantization = kState;
  }
  Layer layer;
  Tensor x{"", {1, 2, 1}, {0.5F, 3}}, h{"", {1, 1, 1}, kHidden}, c{"", {1, 1, 1}, kState};
};

struct Gates {
  Values input, recurrent;
};

Gates gates(const ReferenceRun& run, int x, int h) {
  const Parameters recurrent = synthetic_parameters(run.network, run.network.layers[0], 1);
  Gates result;
  for (std::size_t i = 0; i < recurrent.weights.size(); ++i) {
    const int sum = (x - 3) * run.weight(i) + run.parameters.bias[i];
    result.input.push_back(
        requantize(sum, 0.5F * run.network.layers[0].weight_scale / kGate.scale, Quantization()));
    result.recurrent.push_back(requantize(
        h * recurrent.weights[i], kHidden.scale * default_weight_scale(1) / kGate.scale, Quantization()));
  }
  return result;
}

// A reversed cell on a sequence is the cell on the reversed sequence, its results reversed.
TEST(ReferenceCells, ReversedGoFromTheLastStepToTheFirst) {
  for (const LayerType type : {LayerType::lstm, LayerType::gru}) {
    Cell cell(type);
    std::vector<Tensor> tensors{cell.x, cell.h};
    std::vector<Values> there = {{13, -20}, {40}}, back = {{-20, 13}, {40}};
    if (type == LayerType::lstm) {
      tensors.push_back(cell.c);
      there.push_back({-16});
      back.push_back({-16});
    }
    const Values forwards = ReferenceRun(cell.layer, tensors, there, kHidden).output();
    cell.layer.reverse = true;
    const Values backwards = ReferenceRun(cell.layer, tensors, back, kHidden).output();
    EXPECT_EQ(backwards, (Values{forwards[1], forwards[0]})) << to_string(type);
    EXPECT_NE(forwards[0], forwards[1]) << "says nothing";
  }
}

TEST(ReferenceLstm, StepsThroughTheSequence) {
  const Cell cell(LayerType::lstm);
  const std::vector<Values> inputs = {{13, -20}, {40}, {-16}};
  const ReferenceRun run(cell.layer, {cell.x, cell.h, cell.c}, inputs, kHidden);
  Value h = 40, c = -16;
  for (int step = 0; step < 2; ++step) {
    const Gates g = gates(run, inputs[0][step], h);
    Value sums[4];
    for (int i = 0; i < 4; ++i) sums[i] = add(g.recurrent[i], kGate, g.input[i], kGate, kGate);
    h = lstm_output(sums, kGate, c, kState, kHidden);
    c = lstm_state(sums, kGate, c, kState, kState);
    EXPECT_EQ(run.output()[step], h);
  }
}

TEST(ReferenceLstm, GivesTheLastCellState) {
  const Cell cell(LayerType::lstm);
  Network network = one_layer(cell.layer, {{"", {1, 1, 1}, {0.5F, 3}}, cell.h, cell.c}, kHidden);
  network.tensors.push_back({"last_c", {}, kState});
  network.layers[0].outputs.push_back(4);
  validate(network, "test");
  const std::vector<Values> values = run_reference(network, {{13}, {40}, {-16}});
  const ReferenceRun run(cell.layer, {cell.x, cell.h, cell.c}, {{13, 0}, {40}, {-16}}, kHidden);
  const Gates g = gates(run, 13, 40);
  Value sums[4];
  for (int i = 0; i < 4; ++i) sums[i] = add(g.recurrent[i], kGate, g.input[i], kGate, kGate);
  EXPECT_EQ(values[4], (Values{lstm_state(sums, kGate, -16, kState, kState)}));
  EXPECT_EQ(values[3], (Values{run.output()[0]}));
}

TEST(ReferenceLstm, InterleavesTheGatesOfItsUnits) {
  // With h and c at zero, unit 1's output depends on rows 4 to 7 of the input weights alone.
  Cell cell(LayerType::lstm);
  cell.layer.channels = 2;
  cell.h.shape = cell.c.shape = {1, 1, 2};
  const ReferenceRun run(cell.layer, {cell.x, cell.h, cell.c}, {{13, 0}, {0, 0}, {0, 0}}, kHidden);
  Value sums[4];
  for (int i = 0; i < 4; ++i) {
    const int sum = 10 * run.weight(4 + i) + run.parameters.bias[4 + i];
    sums[i] = requantize(sum, 0.5F * run.network.layers[0].weight_scale / kGate.scale, Quantization());
  }
  EXPECT_EQ(run.output()[1], lstm_output(sums, kGate, 0, kState, kHidden));
}

TEST(ReferenceGru, StepsThroughTheSequence) {
  const Cell cell(LayerType::gru);
  Layer layer = cell.layer;
  layer.state_quantization = Layer{}.state_quantization;
  const Values x = {13, -20};
  const ReferenceRun run(layer, {cell.x, cell.h}, {x, {40}}, kHidden);
  Value h = 40;
  for (int step = 0; step < 2; ++step) {
    const Gates g = gates(run, x[step], h);
    Value zn[2];
    gru_gates(g.input.data(), kGate, g.recurrent.data(), kGate, zn, {1.0F / 128, 0});
    h = gru_output(zn, {1.0F / 128, 0}, h, kHidden, kHidden);
    EXPECT_EQ(run.output()[step], h);
  }
}

}  // namespace
}  // namespace apollo::workloads
