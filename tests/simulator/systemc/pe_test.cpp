// Rule T5: the beats of a PE, and the drain register between its lanes and its memory.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/simulator/systemc/tiny_program.h"

namespace apollo::systemc {
namespace {

constexpr int kLanes = 4, kColumns = 16;

struct Beats {
  int read, drain;  // per vector
};

std::int64_t expected_cycles(const machine::Accelerator& a, int vectors, Beats b) {
  return a.constants.compute_startup_cycles + b.read + (vectors - 1) * std::max(b.read, b.drain) + b.drain;
}

simulator::SimulationResult run(const machine::Accelerator& a, int channels, bool psum_in = false,
                                bool psum_out = false) {
  TinyProgram p(a, pointwise(a, kColumns, channels));
  p.compute();
  p.program.instructions[0].psum_in = psum_in;
  p.program.instructions[0].psum_out = psum_out;
  return p.run();
}

std::int64_t cycles(const simulator::SimulationResult& r) { return r.events[0].end - r.events[0].start + 1; }

TEST(SystemcCompute, ReductionHidesTheDrainOfTheVectorBefore) {
  const machine::Accelerator a = tiny_accelerator();
  const int channels = 32, steps = channels / a.constants.mac_ways;
  const auto r = run(a, channels);
  EXPECT_EQ(cycles(r), expected_cycles(a, kColumns, {steps, 1}));
  EXPECT_EQ(r.counters.pe_reads, kColumns * steps);
  EXPECT_EQ(r.counters.pe_writes, kColumns);
  EXPECT_EQ(r.counters.macs, kColumns * kLanes * channels);
  EXPECT_EQ(r.counters.core_read_bytes, kColumns * steps * kLanes * a.constants.mac_ways);
  EXPECT_EQ(of(r, machine::Unit::array).busy, cycles(r));
}

TEST(SystemcCompute, WideOperandsTakeMoreStepsAndNarrowWeightsFewerBytes) {
  const machine::Accelerator a = tiny_accelerator();
  constexpr int kChannels = 32;
  for (const int input : {8, 16})
    for (const int weight : {4, 8, 16}) {
      const int multipliers = input / 8 * (weight == 16 ? 2 : 1), ways = a.constants.mac_ways / multipliers;
      program::Op op = pointwise(a, kColumns, kChannels).op;
      op.in_q.bits = input;
      op.weight_bits = weight;
      TinyProgram p(a, program::LoopNest(op, pointwise(a, kColumns, kChannels).tiling.mapping, a));
      const auto r = p.compute().run();
      const int steps = kChannels / ways;
      EXPECT_EQ(cycles(r), expected_cycles(a, kColumns, {steps, 1})) << input << " x " << weight;
      EXPECT_EQ(r.counters.core_read_bytes, kColumns * steps * kLanes * ways * weight / 8);
      EXPECT_EQ(r.counters.macs, kColumns * kLanes * kChannels);
      EXPECT_EQ(r.counters.multiplications, kColumns * kLanes * kChannels * multipliers);
    }
}

// Four channels of a core's weights.
TEST(SystemcCompute, FillsCoresAsFastAsBothMemoriesMayGo) {
  machine::Accelerator a = tiny_accelerator();
  constexpr int kChannels = 32, kBytes = kLanes * kChannels;
  for (const int read : {4, 64})
    for (const int written : {4, 64}) {
      a.constants.pe_memory_read_bytes = read;
      a.constants.parameter_entry_bytes = written;
      const auto r = TinyProgram(a, pointwise(a, kColumns, kChannels))
                         .transfer(program::Opcode::fill_parameters, kBytes)
                         .run();
      EXPECT_EQ(cycles(r), a.constants.compute_startup_cycles + kBytes / std::min(read, written));
      EXPECT_EQ(r.counters.pe_reads, kBytes / read);
      EXPECT_EQ(r.counters.pe_read_bytes, kBytes);
      EXPECT_EQ(r.counters.core_write_bytes, kBytes);
      EXPECT_EQ(of(r, machine::Unit::array).busy, cycles(r));
      EXPECT_EQ(r.counters.macs, 0);
    }
}

TEST(SystemcCompute, StartUpShiftsTheEnd) {
  machine::Accelerator a = tiny_accelerator();
  const std::int64_t before = cycles(run(a, 16));
  a.constants.compute_startup_cycles += 1;
  EXPECT_EQ(cycles(run(a, 16)), before + 1);
  a.constants.compute_startup_cycles = 0;
  EXPECT_EQ(cycles(run(a, 16)), expected_cycles(a, kColumns, {4, 1}));
}

TEST(SystemcCompute, FinishedVectorWaitsWhileTheOneBeforeItDrains) {
  machine::Accelerator a = tiny_accelerator();
  a.constants.pe_memory_write_bytes = 1;  // four results take four beats
  for (const int channels : {4, 8, 12, 16, 20}) {
    const int steps = channels / a.constants.mac_ways;  // shorter than, as long as, and longer than a drain
    EXPECT_EQ(cycles(run(a, channels)), expected_cycles(a, kColumns, {steps, kLanes}))
        << channels << " channels";
  }
}

TEST(SystemcCompute, PartialSumsTakeFourBytesEachWay) {
  machine::Accelerator a = tiny_accelerator();
  a.constants.pe_memory_write_bytes = a.constants.pe_memory_read_bytes = 8;
  const int sums = kLanes * 4 / 8, steps = 16 / a.constants.mac_ways;
  EXPECT_EQ(cycles(run(a, 16, false, true)), expected_cycles(a, kColumns, {steps, sums}));
  EXPECT_EQ(cycles(run(a, 16, true, true)), expected_cycles(a, kColumns, {sums + steps, sums}));
  EXPECT_EQ(cycles(run(a, 16, true, false)), expected_cycles(a, kColumns, {sums + steps, 1}));
}

TinyProgram with_activation(const machine::Accelerator& a, int channels, workloads::Activation activation) {
  TinyProgram p(a, pointwise(a, kColumns, channels));
  program::Op op = p.program.ops[0].nest.op;
  op.activation = activation;
  p.program.ops[0].nest = program::LoopNest(op, p.program.ops[0].nest.tiling.mapping, a);
  p.compute();
  return p;
}

TEST(SystemcCompute, FunctionsTakeTheirUnitsAndClampsNothing) {
  machine::Accelerator a = tiny_accelerator();
  using workloads::Activation;
  for (const int sharing : {1, 2, 4, 8}) {
    a.constants.lanes_per_function_unit = sharing;
    const int evaluation = kLanes / std::max(1, kLanes / sharing);
    for (const int channels : {4, 16}) {
      const int steps = channels / a.constants.mac_ways;
      for (const Activation clamp : {Activation::none, Activation::relu, Activation::relu6})
        EXPECT_EQ(cycles(with_activation(a, channels, clamp).run()),
                  expected_cycles(a, kColumns, {steps, 1}));
      for (const Activation function :
           {Activation::sigmoid, Activation::swish, Activation::hard_swish, Activation::gelu}) {
        const auto r = with_activation(a, channels, function).run();
        EXPECT_EQ(cycles(r), expected_cycles(a, kColumns, {steps, evaluation})) << sharing << " lanes a unit";
        EXPECT_EQ(r.counters.pe_writes, kColumns);  // as many beats as without
      }
    }
  }
}

TEST(SystemcCompute, PartialSumsTakeNoFunctions) {
  const machine::Accelerator a = tiny_accelerator();
  TinyProgram p = with_activation(a, 4, workloads::Activation::sigmoid);
  p.program.instructions[0].psum_out = true;
  EXPECT_EQ(cycles(p.run()), expected_cycles(a, kColumns, {1, 1}));
}

// Passes of a row: maximum; exponentials and their sum, then its reciprocal; exponentials again, scaled.
TEST(SystemcCompute, ExponentialsOfARowTakeTheirUnits) {
  const machine::Accelerator a = tiny_accelerator();
  constexpr int kSteps = 3, kRead = 1, kEvaluated = 4, kReciprocal = 1;  // four lanes share a unit
  program::Op op = pointwise(a, kColumns, kSteps * kLanes).op;
  op.kernel = program::Kernel::softmax;
  op.K = 1;
  op.output.shape.channels = op.C;
  program::Mapping m;
  m.tile_x = kColumns;
  m.tile_c = op.C;
  TinyProgram p(a, program::LoopNest(op, m, a));
  p.compute();
  const auto r = p.run();
  EXPECT_EQ(cycles(r), expected_cycles(a, kColumns, {kSteps * (kRead + 2 * kEvaluated) + kReciprocal, 1}));
  EXPECT_EQ(r.counters.pe_reads, kColumns * 3 * kSteps);
}

TEST(SystemcCompute, StepLastsAsLongAsItsInputTakesToRead) {
  machine::Accelerator a = tiny_accelerator();
  a.constants.pe_memory_read_bytes = 1;  // the four ways' inputs take four beats
  EXPECT_EQ(cycles(run(a, 16)), expected_cycles(a, kColumns, {16, 1}));
}

TEST(SystemcCompute, TheBusiestPeDecides) {
  machine::Accelerator a = tiny_accelerator();
  a.configuration.pes_x = 3;  // 16 columns: 6, 6 and 4
  const auto r = run(a, 16);
  EXPECT_EQ(cycles(r), expected_cycles(a, 6, {4, 1}));
  EXPECT_EQ(r.counters.pe_writes, kColumns);
}

}  // namespace
}  // namespace apollo::systemc
