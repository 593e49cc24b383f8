// Data on: what the chip computes, and that data does not change time.
#include <gtest/gtest.h>

#include <stdexcept>

#include "simulator/systemc/systemc_engine.h"
#include "tests/simulator/systemc/one_convolution.h"

namespace apollo::systemc {
namespace {

struct Array {
  int pes_x, pes_y, cores;
};

machine::Accelerator accelerator(const Array& array) {
  machine::Accelerator a;
  a.configuration.pes_x = array.pes_x;
  a.configuration.pes_y = array.pes_y;
  a.configuration.cores_per_pe = array.cores;
  a.configuration.compute_lanes = 4;
  return a;
}

simulator::SimulationResult run(const OneConvolution& c, bool functional) {
  simulator::SimulationOptions options;
  options.functional = functional;
  return systemc::simulate(c.program, options, functional ? &c.data : nullptr);
}

class SystemcFunctional : public testing::TestWithParam<Array> {};

TEST_P(SystemcFunctional, ConvolutionEqualsAPlainLoop) {
  const OneConvolution c(accelerator(GetParam()));
  EXPECT_EQ(run(c, true).dram_buffers[1], c.expected);
}

TEST_P(SystemcFunctional, PartialSumsAcrossTilesMakeTheSameSum) {
  for (const int tiles : {2, 3, 6}) {
    const OneConvolution c(accelerator(GetParam()), tiles);
    EXPECT_EQ(run(c, true).dram_buffers[1], c.expected) << tiles << " tiles";
  }
}

TEST_P(SystemcFunctional, ConvolutionOfAnyWidthsEqualsAPlainLoop) {
  for (const int input : {8, 16})
    for (const int weight : {4, 8, 16})
      for (const int output : {8, 16}) {
        // Six tiles: nine weights of each output channel, which end in half a byte if they have four bits.
        const OneConvolution c(accelerator(GetParam()), 6, {input, weight, output});
        EXPECT_EQ(run(c, true).dram_buffers[1], c.expected) << input << " x " << weight << " to " << output;
      }
}

TEST_P(SystemcFunctional, DataDoesNotChangeACounter) {
  for (const Widths& widths : {Widths(), Widths{16, 4, 16}}) {
    const OneConvolution c(accelerator(GetParam()), 2, widths);
    EXPECT_EQ(machine::difference(run(c, false).counters, run(c, true).counters), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Arrays, SystemcFunctional,
                         testing::Values(Array{1, 1, 1}, Array{2, 2, 1}, Array{4, 2, 1}, Array{1, 1, 3},
                                         Array{3, 2, 2}, Array{4, 8, 4}),
                         [](const auto& info) {
                           return std::to_string(info.param.pes_x) + "x" + std::to_string(info.param.pes_y) +
                                  "x" + std::to_string(info.param.cores);
                         });

TEST(SystemcData, BytesInEqualBytesOut) {
  const OneConvolution c(accelerator({2, 2, 1}));
  const machine::Counters k = run(c, true).counters;
  const auto entries = [](std::int64_t bytes, int entry) { return (bytes + entry - 1) / entry; };
  const machine::TemplateConstants& t = c.program.accelerator.constants;
  const std::int64_t out = static_cast<std::int64_t>(c.expected.size());
  EXPECT_EQ(k.activation_writes - k.activation_reads, 0);  // each entry written once and read once
  EXPECT_EQ(k.parameter_writes, k.parameter_reads);
  EXPECT_EQ(k.pe_network_read_bytes, out);
  EXPECT_EQ(k.dram_write_bytes, entries(out, t.dram_burst_bytes) * t.dram_burst_bytes);
}

TEST(SystemcData, MissingDependencyShowsInTheResult) {
  OneConvolution c(accelerator({2, 2, 1}));
  for (program::Instruction& i : c.program.instructions)
    if (i.opcode == program::Opcode::compute) i.wait = {};
  EXPECT_NE(run(c, true).dram_buffers[1], c.expected);
}

TEST(SystemcData, AccessOutsideAMemoryNamesIt) {
  OneConvolution c(accelerator({1, 1, 1}));
  c.program.instructions[1].memory_address = c.program.accelerator.configuration.pe_memory_bytes - 1;
  try {
    run(c, true);
    FAIL() << "accepted";
  } catch (const std::runtime_error& e) {
    EXPECT_NE(std::string(e.what()).find("pe_0_0.memory"), std::string::npos) << e.what();
  }
}

// The message with which a program is refused whose timing carries less than the lanes move.
std::string refusal(const OneConvolution& c) {
  try {
    run(c, true);
  } catch (const std::runtime_error& e) {
    return e.what();
  }
  return "accepted";
}

TEST(SystemcData, BeatsMustCarryWhatTheLanesRead) {
  OneConvolution steps(accelerator({1, 1, 1}));
  steps.program.accelerator.constants.pe_memory_read_bytes = 1;
  EXPECT_NE(refusal(steps).find("convolution: reads"), std::string::npos) << refusal(steps);
  OneConvolution sums(accelerator({1, 1, 1}), 2);
  sums.program.ops[0].nest.tiling.beats.psum = 0;
  EXPECT_NE(refusal(sums).find("of partial sums in beats"), std::string::npos) << refusal(sums);
}

TEST(SystemcData, BeatsMustCarryWhatTheLanesWrite) {
  OneConvolution c(accelerator({1, 1, 1}));
  c.program.accelerator.constants.pe_memory_write_bytes = 1;
  EXPECT_NE(refusal(c).find("convolution: writes"), std::string::npos) << refusal(c);
}

TEST(SystemcData, PreloadRunsFirstAndTakesNoTime) {
  OneConvolution c(accelerator({2, 2, 1}));
  // The weights' two instructions move to the preload; what waits for them need not any more.
  auto& all = c.program.instructions;
  c.program.preload = {all[2], all[3]};
  ASSERT_EQ(all[2].opcode, program::Opcode::load_parameters);
  c.program.preload[0].wait = {};
  c.program.preload[1].wait = {1};
  all.erase(all.begin() + 2, all.begin() + 4);
  for (std::size_t i = 2; i < all.size(); ++i) {
    --all[i].wait[static_cast<int>(machine::Unit::dma)];
    --all[i].wait[static_cast<int>(machine::Unit::parameter_bus)];
  }
  const auto with_data = run(c, true);
  EXPECT_EQ(with_data.dram_buffers[1], c.expected);
  EXPECT_EQ(with_data.counters.core_write_bytes, 0);
  EXPECT_EQ(machine::difference(with_data.counters, run(c, false).counters), "");
}

// The sums of the convolution's outputs.
std::vector<std::int64_t> sums_of(OneConvolution c) {
  c.data.summed = {0};
  return run(c, true).sums.at(0);
}

TEST(SystemcData, SumsAreWhatIsRequantised) {
  for (const int tiles : {1, 3}) {
    const OneConvolution c(accelerator({2, 2, 2}), tiles);
    const program::Op& op = c.program.ops[0].op();
    const std::vector<std::int64_t> sums = sums_of(c);
    ASSERT_EQ(sums.size(), c.expected.size());
    for (std::size_t i = 0; i < sums.size(); ++i)
      EXPECT_EQ(workloads::activate(op.activation, workloads::requantize(sums[i], op.multiplier, op.own_q),
                                    op.own_q),
                c.expected[i])
          << i;
    EXPECT_TRUE(run(c, true).sums.at(0).empty()) << "nobody wants them";
  }
}

TEST(SystemcData, OutputChannelsMayHaveScalesAndZeroPointsOfTheirOwn) {
  OneConvolution c(accelerator({2, 2, 2}), 2);
  OneConvolution ones = c;  // sums the inputs of each window
  ones.data.parameters[0].weights.assign(ones.data.parameters[0].weights.size(), 1);
  ones.data.parameters[0].bias.assign(ones.data.parameters[0].bias.size(), 0);
  const std::vector<std::int64_t> sums = sums_of(c), inputs = sums_of(ones);
  program::Op& op = c.program.ops[0].nest.op;
  program::ChannelQuantization by_channel;
  for (int k = 0; k < op.K; ++k) {
    by_channel.multipliers.push_back(0.002F * static_cast<float>(k + 1));
    by_channel.weight_zero_points.push_back(3 * k - 10);
  }
  op.by_channel = std::make_shared<program::ChannelQuantization>(by_channel);
  const auto chip = run(c, true).dram_buffers[1];
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const std::size_t k = i % static_cast<std::size_t>(op.K);
    const std::int64_t sum = sums[i] - by_channel.weight_zero_points[k] * inputs[i];
    EXPECT_EQ(chip[i],
              workloads::activate(op.activation,
                                  workloads::requantize(sum, by_channel.multipliers[k], op.own_q), op.own_q))
        << i;
  }
}

}  // namespace
}  // namespace apollo::systemc
