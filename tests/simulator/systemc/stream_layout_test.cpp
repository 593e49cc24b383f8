#include "simulator/systemc/stream_layout.h"

#include <gtest/gtest.h>

#include "tests/simulator/systemc/tiny_program.h"

namespace apollo::systemc::stream_layout_test {
namespace {

using program::Opcode;
using program::Operand;

constexpr int kColumns = 10, kChannels = 8, kOutputs = 4, kPes = 3, kShare = 4;  // columns of the first PEs
constexpr std::int64_t kSlot = 64;

class StreamLayoutTest : public testing::Test {
 protected:
  StreamLayoutTest() : tiny_(make()), layout_(tiny_.program) {}
  static TinyProgram make() {
    machine::Accelerator a = tiny_accelerator();
    a.configuration.pes_x = kPes;
    return TinyProgram(a, pointwise(a, kColumns, kChannels));
  }
  static program::Instruction instruction(Opcode opcode, Operand operand, std::int64_t bytes) {
    program::Instruction i;
    i.opcode = opcode;
    i.operand = operand;
    i.bytes = bytes;
    i.memory_address = kSlot;
    return i;
  }
  static std::int64_t total(const std::vector<std::vector<Segment>>& memories) {
    std::int64_t bytes = 0;
    for (const auto& segments : memories)
      for (const Segment& s : segments) bytes += s.bytes;
    return bytes;
  }

  TinyProgram tiny_;
  StreamLayout layout_;
};

constexpr std::int64_t kInputs = kColumns * kChannels, kWeights = kChannels * kOutputs;

TEST_F(StreamLayoutTest, AnInputIsTheWholeBufferInDram) {
  const auto segments = layout_.dram_segments(instruction(Opcode::load_activations, Operand::input, kInputs));
  ASSERT_EQ(segments.size(), 1u);
  EXPECT_EQ(segments[0].address, tiny_.program.buffers[0].dram_address);
  EXPECT_EQ(segments[0].bytes, kInputs);
}

TEST_F(StreamLayoutTest, EachPeTakesItsColumnsIntoItsSlot) {
  const auto i = instruction(Opcode::multicast_activations, Operand::input, kInputs);
  const auto pes = layout_.pe_segments(i);
  ASSERT_EQ(pes.size(), static_cast<std::size_t>(kPes));
  for (int pe = 0; pe < kPes; ++pe) {
    ASSERT_EQ(pes[pe].size(), 1u) << pe;
    EXPECT_EQ(pes[pe][0].offset, pe * kShare * kChannels);
    EXPECT_EQ(pes[pe][0].address, kSlot);
    EXPECT_EQ(pes[pe][0].bytes, std::min(kShare, kColumns - pe * kShare) * kChannels);
  }
  EXPECT_EQ(layout_.received_bytes(i), total(pes));
}

TEST_F(StreamLayoutTest, AChunkHasItsPartOfTheStream) {
  auto i = instruction(Opcode::multicast_activations, Operand::input, kChannels);
  i.stream_begin = kShare * kChannels;  // the first column of the second PE
  const auto pes = layout_.pe_segments(i);
  EXPECT_TRUE(pes[0].empty());
  ASSERT_EQ(pes[1].size(), 1u);
  EXPECT_EQ(pes[1][0].offset, 0);
  EXPECT_EQ(pes[1][0].bytes, kChannels);
  EXPECT_EQ(layout_.received_bytes(i), kInputs) << "of the whole stream";
}

TEST_F(StreamLayoutTest, KeptWeightsLieEntryByEntryInTurn) {
  const std::int64_t entry = tiny_.program.accelerator.constants.parameter_entry_bytes;
  constexpr std::int64_t kFirst = 2, kEntries = 4, kLastBytes = 5, kBase = 4096;
  tiny_.program.kept_weights_address = kBase;
  auto i = instruction(Opcode::collect_parameters, Operand::weights, (kEntries - 1) * entry + kLastBytes);
  i.memory_address = kFirst * entry;
  const auto pes = layout_.pe_segments(i);
  ASSERT_EQ(pes.size(), static_cast<std::size_t>(kPes));
  std::vector<std::vector<Segment>> expected(kPes);
  for (std::int64_t e = 0; e < kEntries; ++e)
    expected[(kFirst + e) % kPes].push_back(
        {e * entry, kBase + (kFirst + e) / kPes * entry, e + 1 < kEntries ? entry : kLastBytes});
  for (int pe = 0; pe < kPes; ++pe) {
    ASSERT_EQ(pes[pe].size(), expected[pe].size()) << pe;
    for (std::size_t s = 0; s < pes[pe].size(); ++s) {
      EXPECT_EQ(pes[pe][s].offset, expected[pe][s].offset);
      EXPECT_EQ(pes[pe][s].address, expected[pe][s].address);
      EXPECT_EQ(pes[pe][s].bytes, expected[pe][s].bytes);
    }
  }
  i.opcode = Opcode::scatter_parameters;
  EXPECT_EQ(layout_.received_bytes(i), total(pes));
}

TEST_F(StreamLayoutTest, AChunkOfKeptWeightsLiesWhereItsAddressSays) {
  const std::int64_t entry = tiny_.program.accelerator.constants.parameter_entry_bytes;
  auto i = instruction(Opcode::scatter_parameters, Operand::weights, entry);
  i.stream_begin = 2 * entry;
  i.memory_address = kPes * entry;
  const auto pes = layout_.pe_segments(i);
  ASSERT_EQ(pes[0].size(), 1u);
  EXPECT_EQ(pes[0][0].offset, 0);
  EXPECT_EQ(pes[0][0].address, entry);
  EXPECT_EQ(pes[0][0].bytes, entry);
  for (int pe = 1; pe < kPes; ++pe) EXPECT_TRUE(pes[pe].empty());
}

TEST_F(StreamLayoutTest, EveryPeTakesAllWeights) {
  const auto i = instruction(Opcode::multicast_parameters, Operand::weights, kWeights);
  const auto cores = layout_.core_segments(i);
  ASSERT_EQ(cores.size(), static_cast<std::size_t>(kPes));
  for (const auto& segments : cores) {
    ASSERT_EQ(segments.size(), 1u);
    EXPECT_EQ(segments[0].bytes, kWeights);
    EXPECT_EQ(segments[0].address, kSlot);
  }
  EXPECT_EQ(layout_.received_bytes(i), kPes * kWeights);
}

// PEs that spread the output channels, cores that share them further.
TEST(StreamLayoutOfLocalWeights, EachPeHasItsChannelsAndItsCoresTakeTheirs) {
  constexpr int kOfPe = 2, kBias = 4, kCores = 2;
  constexpr std::int64_t kPart = kOfPe * (kChannels + kBias), kPlace = 128, kInCore = 32;
  machine::Accelerator a = tiny_accelerator();
  a.configuration.pes_x = 2;
  a.configuration.cores_per_pe = kCores;
  program::Op op = pointwise(a, kColumns, kChannels).op;
  op.has_bias = true;
  program::Mapping m = pointwise(a, kColumns, kChannels).tiling.mapping;
  m.columns = program::Dim::k;
  m.tile_k = kOfPe;
  m.lanes_k = 1;
  const TinyProgram tiny(a, program::LoopNest(op, m, a));
  const StreamLayout layout(tiny.program);

  program::Instruction place;
  place.opcode = Opcode::place_parameters;
  place.operand = Operand::weights;
  place.bytes = 2 * kPart;
  place.memory_address = kPlace;
  const auto pes = layout.pe_segments(place);
  ASSERT_EQ(pes.size(), 2u);
  for (int pe = 0; pe < 2; ++pe) {
    ASSERT_EQ(pes[pe].size(), 1u);
    EXPECT_EQ(pes[pe][0].offset, pe * kPart);
    EXPECT_EQ(pes[pe][0].address, kPlace);
    EXPECT_EQ(pes[pe][0].bytes, kPart);
  }
  EXPECT_EQ(layout.received_bytes(place), 2 * kPart);

  program::Instruction fill = place;
  fill.opcode = Opcode::fill_parameters;
  fill.weight_address = kInCore;
  for (int pe = 0; pe < 2; ++pe)
    for (int core = 0; core < kCores; ++core) {
      const auto segments = layout.fill_segments(fill, 0, pe, core);
      ASSERT_EQ(segments.size(), 2u) << "weights, and behind those of the PE's channels the biases";
      EXPECT_EQ(segments[0].offset, kPlace + core * kChannels);
      EXPECT_EQ(segments[0].address, kInCore);
      EXPECT_EQ(segments[0].bytes, kChannels);
      EXPECT_EQ(segments[1].offset, kPlace + kOfPe * kChannels + core * kBias);
      EXPECT_EQ(segments[1].address, kInCore + kChannels);
      EXPECT_EQ(segments[1].bytes, kBias);
    }
}

TEST_F(StreamLayoutTest, EachPeGivesItsOutputs) {
  const auto pes = layout_.pe_segments(instruction(Opcode::collect, Operand::output, kColumns * kOutputs));
  for (int pe = 0; pe < kPes; ++pe) {
    ASSERT_EQ(pes[pe].size(), 1u);
    EXPECT_EQ(pes[pe][0].offset, pe * kShare * kOutputs);
    EXPECT_EQ(pes[pe][0].address, kSlot);
  }
  EXPECT_EQ(total(pes), kColumns * kOutputs);
}

TEST_F(StreamLayoutTest, AnExchangeBringsEveryHolderWhatItHolds) {
  constexpr std::int64_t kHold = 700;
  program::BufferPlan& output = tiny_.program.buffers[1];
  output.on_chip = true;
  output.pe_address = kHold;
  output.hold.assign(kPes, {0, 1, 0, kColumns, 0, kOutputs});  // all of it, everywhere
  find_distinct_holds(output.hold, &output.distinct_holds);
  const auto i = instruction(Opcode::multicast_activations, Operand::exchange, kColumns * kOutputs);
  for (const auto& segments : layout_.pe_segments(i)) {
    ASSERT_EQ(segments.size(), 1u);
    EXPECT_EQ(segments[0].address, kHold);
    EXPECT_EQ(segments[0].bytes, kColumns * kOutputs);
  }
  EXPECT_EQ(layout_.received_bytes(i), kPes * kColumns * kOutputs);
}

}  // namespace
}  // namespace apollo::systemc::stream_layout_test
