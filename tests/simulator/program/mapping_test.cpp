// The numbers of a vector that both engines take from LoopNest (rule T5), each from a count by hand. Memory
// ports are one byte wide where beats stand for bytes.
#include "simulator/program/mapping.h"

#include <gtest/gtest.h>

#include "tests/simulator/program/nests.h"

namespace apollo::program {
namespace {

constexpr int kWays = 4;

LoopNest over_c(const Op& op) { return LoopNest(op, whole(op), design()); }

LoopNest over_s(const Op& op) {
  Mapping m = whole(op);
  m.ways_over_s = true;
  return LoopNest(op, m, design());
}

TEST(Steps, WaysOverCTakeChannelsOfOneTapInFours) {
  const LoopNest n = over_c(convolution({1, 8, 10, 4, 4}, {3}, {5}));
  EXPECT_EQ(n.tiling.steps(10), 3 * (3 * 5));  // 4 + 4 + 2 channels
  EXPECT_EQ(n.tiling.steps(8), 2 * (3 * 5));
  EXPECT_EQ(n.tiling.steps(1), 1 * (3 * 5));
}

TEST(Steps, WaysOverSTakeColumnsOfOneChannelInFours) {
  const LoopNest n = over_s(convolution({1, 8, 10, 4, 4}, {3}, {5}));
  EXPECT_EQ(n.tiling.steps(10), 10 * 3 * 2);  // 4 + 1 columns
  EXPECT_EQ(over_s(convolution({1, 8, 10, 4, 4}, {3}, {4})).tiling.steps(10), 10 * 3 * 1);
}

TEST(Steps, TransposedStepsOverTheTapsThatCanHit) {
  const WindowAxis rows{3, 2, 1, 1, true}, columns{4, 2, 1, 1, true};  // 2 taps each
  EXPECT_EQ(over_c(convolution({1, 8, 16, 4, 4}, rows, columns)).tiling.steps(16), 16 / kWays * 2 * 2);
  EXPECT_EQ(over_s(convolution({1, 8, 16, 4, 4}, rows, columns)).tiling.steps(16), 16 * 2 * 1);
}

TEST(Steps, RowKernelsPassThreeTimesOverTheChannels) {
  Op op;
  op.kernel = Kernel::softmax;
  op.C = 150;
  EXPECT_EQ(LoopNest(op, whole(op), design(1, 1, {1, 64})).tiling.steps(op.C), 3 * 3);  // 64 + 64 + 22
  EXPECT_EQ(LoopNest(op, whole(op), design(1, 1, {1, 256})).tiling.steps(op.C), 3 * 1);
}

TEST(Steps, AProductOfWideOperandsTakesSeveralWays) {
  Op op = convolution({1, 8, 16, 4, 4}, {3}, {3});
  op.weight_bits = 16;
  EXPECT_EQ(over_c(op).tiling.steps(16), 16 / (kWays / 2) * 3 * 3);
  EXPECT_EQ(over_s(op).tiling.steps(16), 16 * 3 * 2);  // 2 + 1 columns
  op.in_q.bits = 16;
  EXPECT_EQ(over_c(op).tiling.steps(16), 16 / (kWays / 4) * 3 * 3);
  op.weight_bits = 4;
  EXPECT_EQ(over_c(op).tiling.steps(16), 16 / (kWays / 2) * 3 * 3);
}

TEST(Steps, OfMoreProductsThanWaysTakeSeveralPasses) {
  Op op = convolution({1, 8, 16, 4, 4});
  op.in_q.bits = op.weight_bits = 16;  // four multipliers of 8 bits
  machine::Accelerator a = design();
  a.constants.mac_ways = 1;
  const LoopNest n(op, whole(op), a);
  EXPECT_EQ(n.tiling.steps(16), 16);
  EXPECT_EQ(n.tiling.beats.step, 4);  // each reads its two bytes in one beat
}

// Input bytes of one step.
int step_bytes(const Op& op, const Mapping& m, Cores cores = {}) {
  return LoopNest(op, m, with_byte_ports(design(1, 1, cores))).tiling.beats.step;
}

TEST(StepBytes, OneLaneReadsAsManyChannelsAsWays) {
  for (const int channels : {1, 3, 4, 9}) {
    const Op op = convolution({1, 8, channels, 4, 8}, {3}, {3});
    EXPECT_EQ(step_bytes(op, whole(op)), std::min(channels, kWays)) << channels;
  }
}

TEST(StepBytes, LanesOverKShareTheInput) {
  const Op op = convolution({1, 32, 16, 4, 8});
  Mapping m = whole(op);
  m.lanes_k = 32;
  EXPECT_EQ(step_bytes(op, m), kWays);
}

TEST(StepBytes, LanesOverXReadAColumnEach) {
  for (const int stride : {1, 2}) {
    const Op op = convolution({1, 8, 16, 4, 8}, {3}, {3, stride});
    Mapping m = whole(op);
    m.lanes_x = 8;
    EXPECT_EQ(step_bytes(op, m), 8 * kWays) << "stride " << stride;
  }
}

TEST(StepBytes, NeighboursShareColumnsWhereWaysAreOverS) {
  struct Case {
    WindowAxis columns;
    int lanes, distinct;
  };
  for (const Case& c : {Case{{3, 1, 1}, 1, 3},     // taps 0 1 2
                        Case{{3, 1, 1}, 4, 6},     // 0 .. 5
                        Case{{3, 2, 1}, 4, 9},     // 0 .. 8
                        Case{{2, 3, 1}, 4, 8},     // 0 1, 3 4, 6 7, 9 10
                        Case{{3, 1, 2}, 4, 8},     // 0 .. 7
                        Case{{3, 1, 4}, 2, 6},     // 0 1, 4 5, 8 9
                        Case{{7, 1, 1}, 4, 7}}) {  // four of the seven taps in a step
    const Op op = convolution({1, 8, 16, 4, 8}, {1}, c.columns);
    Mapping m = whole(op);
    m.ways_over_s = true;
    m.lanes_x = c.lanes;
    EXPECT_EQ(step_bytes(op, m), c.distinct) << c.columns.window << " " << c.columns.stride << " "
                                             << c.columns.dilation << " with " << c.lanes << " lanes";
  }
}

TEST(StepBytes, LanesOverGReadTheirOwnChannels) {
  const Op op = convolution({16, 1, 1, 4, 8}, {3}, {3});
  Mapping m = whole(op);
  m.lanes_g = 16;
  EXPECT_EQ(step_bytes(op, m), 16);
  m.ways_over_s = true;
  EXPECT_EQ(step_bytes(op, m), 16 * 3);
}

TEST(StepBytes, CoresOverKReadTheInputOnceAndOthersTheirOwn) {
  const Op op = convolution({8, 8, 4, 8, 8});
  constexpr int kCores = 4;
  for (const Dim dim : {Dim::y, Dim::x, Dim::g, Dim::k}) {
    Mapping m = whole(op);
    m.cores = dim;
    EXPECT_EQ(step_bytes(op, m, {kCores}), (dim == Dim::k ? 1 : kCores) * kWays) << to_string(dim);
  }
}

TEST(StepBytes, OnlyCoresWithOutputsRead) {
  const Op op = convolution({1, 8, 4, 9, 8});
  Mapping m = whole(op);
  m.cores = Dim::y;
  EXPECT_EQ(step_bytes(op, m, {4}), 3 * kWays);  // 3 + 3 + 3 rows
}

TEST(StepBytes, RowKernelsReadALaneEach) {
  Op op;
  op.kernel = Kernel::softmax;
  op.C = 100;
  op.Y = 4;
  Mapping m = whole(op);
  EXPECT_EQ(step_bytes(op, m, {1, 64}), 64);
  EXPECT_EQ(step_bytes(op, m, {1, 128}), 100);
  m.cores = Dim::y;
  EXPECT_EQ(step_bytes(op, m, {2, 64}), 2 * 64);
}

TEST(Beats, OutputsOfAVectorSpanCoresAndLanes) {
  const Op op = convolution({4, 16, 8, 8, 8});
  Mapping m = whole(op);
  m.lanes_g = 2, m.lanes_k = 4, m.lanes_x = 2;
  constexpr int kOutputs = 4 * (2 * 4 * 2);
  const LoopNest n(op, m, with_byte_ports(design(1, 1, {4})));
  EXPECT_EQ(n.tiling.beats.drain, kOutputs);
  EXPECT_EQ(n.tiling.beats.psum_drain, 4 * kOutputs);
  EXPECT_EQ(n.tiling.beats.psum, 4 * kOutputs);
  EXPECT_EQ(n.tiling.beats.operand2, 0);
}

TEST(Beats, CarryElementsOfTheirWidth) {
  constexpr int kColumns = 8, kLanesK = 4, kLanesX = 2, kWaysOfWide = kWays / 2;
  Op op = convolution({1, kLanesK, 16, 1, kColumns});
  op.in_q.bits = op.operand2_q.bits = op.own_q.bits = op.out_q.bits = 16;
  op.operand2 = {2, 0, 0, 0, op.output.shape};
  Mapping m = whole(op);
  m.lanes_k = kLanesK;
  m.lanes_x = kLanesX;
  const Tiling wide(op, m, with_byte_ports(design()));
  EXPECT_EQ(wide.beats.step, 2 * kLanesX * kWaysOfWide);
  EXPECT_EQ(wide.beats.operand2, 2 * kLanesX * kLanesK);
  EXPECT_EQ(wide.beats.drain, 2 * kLanesX * kLanesK);
  EXPECT_EQ(wide.beats.psum, 8 * kLanesX * kLanesK);
  EXPECT_EQ(wide.beats.psum_drain, 8 * kLanesX * kLanesK);
  EXPECT_EQ(wide.weight_bytes_per_step, kLanesK * kWaysOfWide);
  op.weight_bits = 4;
  EXPECT_EQ(Tiling(op, m, design()).weight_bytes_per_step, kLanesK * kWaysOfWide / 2);
}

TEST(Beats, ReadAndWritePortsHaveTheirOwnWidths) {
  const Op op = convolution({1, 64, 8, 8, 8});
  Mapping m = whole(op);
  m.lanes_k = 40;
  machine::Accelerator a = design();
  a.constants.pe_memory_read_bytes = 32;
  a.constants.pe_memory_write_bytes = 16;
  const LoopNest n(op, m, a);
  EXPECT_EQ(n.tiling.beats.psum, 160 / 32);
  EXPECT_EQ(n.tiling.beats.psum_drain, 160 / 16);
  EXPECT_EQ(n.tiling.beats.drain, 3);  // 40 bytes
}

TEST(Beats, RowKernelsDrainWholeRows) {
  Op op;
  op.kernel = Kernel::layer_norm;
  op.C = 100;
  op.X = 6;
  Mapping m = whole(op);
  m.cores = Dim::x;
  const LoopNest n(op, m, with_byte_ports(design(1, 1, {3, 64})));
  EXPECT_EQ(n.tiling.beats.drain, 3 * 100);
  EXPECT_EQ(n.tiling.beats.psum, 0);
  EXPECT_EQ(n.tiling.weight_bytes_per_step, 2 * 64);  // gamma and beta
}

int operand2_bytes(const Op& op, const Mapping& m, int cores = 1) {
  return LoopNest(op, m, with_byte_ports(design(1, 1, {cores}))).tiling.beats.operand2;
}

TEST(Operand2Bytes, OnePerOutput) {
  Op op = convolution({1, 16, 8, 8, 8});
  op.operand2 = {2, 0, 0, 0, op.output.shape};
  Mapping m = whole(op);
  m.lanes_k = 4, m.lanes_x = 8;
  EXPECT_EQ(operand2_bytes(op, m), 4 * 8);
  EXPECT_EQ(operand2_bytes(op, m, 2), 2 * 4 * 8);
}

TEST(Operand2Bytes, BroadcastIsSharedByTheLanesOverX) {
  Op op = convolution({1, 16, 8, 8, 8});
  op.operand2 = {2, 0, 0, 0, {1, 1, 16}};
  op.broadcast_operand2 = true;
  Mapping m = whole(op);
  m.lanes_k = 4, m.lanes_x = 8;
  EXPECT_EQ(operand2_bytes(op, m), 4);
}

// A cell kernel over 8 units, all of them in lanes.
Op cell(Kernel kernel, int gates, int outputs, int others) {
  Op op = convolution({8, outputs, gates});
  op.kernel = kernel;
  op.operand2 = {2, 0, 0, 0, {1, 1, 8 * others}};
  return op;
}

TEST(Operand2Bytes, CellsReadOneStateOrThreeRecurrentGatesPerUnit) {
  for (const Kernel kernel : {Kernel::lstm_state, Kernel::lstm_output}) {
    const Op op = cell(kernel, 4, 1, 1);
    Mapping m = whole(op);
    m.lanes_g = 8;
    EXPECT_EQ(operand2_bytes(op, m), 8) << to_string(kernel);
    EXPECT_EQ(step_bytes(op, m), 8 * 4) << to_string(kernel);
  }
  const Op gates = cell(Kernel::gru_gates, 3, 2, 3);
  Mapping m = whole(gates);
  m.lanes_g = 8;
  EXPECT_EQ(operand2_bytes(gates, m), 8 * 3);
  EXPECT_EQ(step_bytes(gates, m), 8 * 3);
}

TEST(WeightBytes, EachLaneWithItsOwnChannelReadsItsWays) {
  const Op op = convolution({4, 16, 8, 8, 8}, {1}, {3});
  Mapping m = whole(op);
  m.lanes_g = 2, m.lanes_k = 8, m.lanes_x = 4;
  EXPECT_EQ(LoopNest(op, m, design()).tiling.weight_bytes_per_step, 2 * 8 * kWays);  // lanes over x share
  m.ways_over_s = true;
  EXPECT_EQ(LoopNest(op, m, design()).tiling.weight_bytes_per_step, 2 * 8 * 3);
  Op pooling = convolution({16, 1, 1, 8, 8}, {3}, {3});
  pooling.kernel = Kernel::max;
  EXPECT_EQ(LoopNest(pooling, whole(pooling), design()).tiling.weight_bytes_per_step, 0);
}

TEST(Vectors, BlocksOfLanesOfTheBusiestCore) {
  const Op op = convolution({6, 20, 8, 7, 10});
  Mapping m = whole(op);
  m.lanes_g = 4, m.lanes_k = 8, m.lanes_x = 4;
  EXPECT_EQ(LoopNest(op, m, design(1, 1, {1, 128})).tiling.vectors(7, 10, 6, 20), 7 * 3 * 2 * 3);
  m.cores = Dim::x;  // 4 of 10 columns
  EXPECT_EQ(LoopNest(op, m, design(1, 1, {3, 128})).tiling.vectors(7, 10, 6, 20), 7 * 1 * 2 * 3);
  m.cores = Dim::y;  // 3 of 7 rows
  EXPECT_EQ(LoopNest(op, m, design(1, 1, {3, 128})).tiling.vectors(7, 10, 6, 20), 3 * 3 * 2 * 3);
  m.cores = Dim::g;  // 2 of 6 groups
  EXPECT_EQ(LoopNest(op, m, design(1, 1, {3, 128})).tiling.vectors(7, 10, 6, 20), 7 * 3 * 1 * 3);
  m.cores = Dim::k;  // 7 of 20 channels
  EXPECT_EQ(LoopNest(op, m, design(1, 1, {3, 128})).tiling.vectors(7, 10, 6, 20), 7 * 3 * 2 * 1);
}

TEST(Vectors, NoneWhereAnExtentIsEmpty) {
  const Op op = convolution({2, 4, 8, 4, 4});
  const LoopNest n = over_c(op);
  EXPECT_EQ(n.tiling.vectors(0, 4, 2, 4), 0);
  EXPECT_EQ(n.tiling.vectors(4, 0, 2, 4), 0);
  EXPECT_EQ(n.tiling.vectors(4, 4, 0, 4), 0);
  EXPECT_EQ(n.tiling.vectors(4, 4, 2, 0), 0);
}

// Lanes over k share four bytes per step; sums, second operand and results take a beat per byte.
TEST(ComputeCycles, FollowRuleT5) {
  Op op = convolution({1, 16, 8, 4, 4});
  op.operand2 = {2, 0, 0, 0, op.output.shape};
  Mapping m = whole(op);
  m.tile_c = 4;
  m.lanes_k = 16;
  const machine::Accelerator a = with_byte_ports(design());
  const LoopNest n(op, m, a);
  constexpr int kOutputs = 16, kSums = 4 * kOutputs, kStep = kWays;
  const int start = a.constants.compute_startup_cycles;
  const auto cycles = [&](int vectors, bool in, bool out) {
    return n.tiling.compute_cycles(vectors, 4, in, out, a.constants);
  };
  EXPECT_EQ(cycles(0, true, true), 0);
  EXPECT_EQ(cycles(1, false, false), start + (kOutputs + kStep) + kOutputs);  // reading, longer than draining
  EXPECT_EQ(cycles(5, false, false), start + 5 * (kOutputs + kStep) + kOutputs);
  EXPECT_EQ(cycles(5, false, true), start + kStep + 4 * kSums + kSums);  // draining decides
  EXPECT_EQ(cycles(5, true, true), start + 5 * (kSums + kStep) + kSums);
  EXPECT_EQ(cycles(5, true, false), start + 5 * (kSums + kOutputs + kStep) + kOutputs);
  EXPECT_EQ(n.tiling.compute_cycles(1, 8, false, true, a.constants), start + 2 * kStep + kSums);
}

}  // namespace
}  // namespace apollo::program
