#include "simulator/fast/fast_engine.h"

#include <gtest/gtest.h>

#include "tests/simulator/program/nests.h"

// Rules T1 to T5 of docs/template.md; times are cycles.
namespace apollo::fast::fast_engine_test {
namespace {

using machine::Unit;
using program::Instruction;
using program::Opcode;

constexpr int kFetch = 2, kQueue = 3, kOutstanding = 2, kLatency = 50, kStartup = 5, kEntry = 64, kBurst = 64;
constexpr std::int64_t kFirstStart = kFetch + 1;  // of a program's first instruction
constexpr int kColumns = 7, kChannels = 16;

machine::Accelerator accelerator() {
  machine::Accelerator a = program::design();
  a.constants.instruction_fetch_cycles = kFetch;
  a.constants.unit_queue_entries = kQueue;
  a.constants.dram_outstanding_requests = kOutstanding;
  a.constants.dram_latency_cycles = kLatency;
  a.constants.compute_startup_cycles = kStartup;
  a.constants.activation_entry_bytes = a.constants.parameter_entry_bytes = kEntry;
  a.constants.dram_burst_bytes = kBurst;
  return a;
}

Instruction transfer(Opcode opcode, std::int64_t bytes) {
  Instruction i;
  i.opcode = opcode;
  i.bytes = bytes;
  i.dram_bytes = (bytes + kBurst - 1) / kBurst * kBurst;
  return i;
}
Instruction multicast(int flits) {
  return transfer(Opcode::multicast_activations, std::int64_t{flits} * kEntry);
}
Instruction after(Unit unit, std::uint32_t count, Instruction i) {
  i.wait[static_cast<int>(unit)] = count;
  return i;
}

// A pointwise convolution in one lane: one vector a column, one step for each four channels.
program::LoopNest pointwise() {
  const program::Op op = program::convolution({1, 1, kChannels, 1, kColumns});
  return program::LoopNest(op, whole(op), accelerator());
}

class FastEngineTest : public testing::Test {
 protected:
  FastEngineTest() { engine_.set_op(0, nest_); }
  const machine::Counters& run(const std::vector<Instruction>& instructions) {
    counters_ = engine_.run(instructions);
    events_ = engine_.events(instructions);
    return counters_;
  }
  const machine::UnitCounters& of(Unit unit) const { return counters_.units[static_cast<int>(unit)]; }
  static std::int64_t latency() { return accelerator().network_latency(); }

  const program::LoopNest nest_ = pointwise();
  FastEngine engine_{accelerator()};
  machine::Counters counters_;
  std::vector<simulator::Event> events_;
};

TEST_F(FastEngineTest, DispatchesOneInstructionPerCycle) {
  run({multicast(1), transfer(Opcode::collect, 1), Instruction()});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(events_[i].start, kFirstStart + i);
  EXPECT_EQ(counters_.instruction_reads, 3);
  EXPECT_EQ(counters_.sequencer_stall, 0);
}

TEST_F(FastEngineTest, AFullQueueHoldsTheSequencerUntilItsHeadStarts) {
  constexpr int kFlits = 100;
  // The first starts at once, the second waits for the bus, and the queue is full of it and those behind it.
  run(std::vector<Instruction>(kQueue + 2, multicast(kFlits)));
  const std::int64_t second = kFirstStart + kFlits;
  EXPECT_EQ(events_[1].start, second);
  const std::int64_t unhindered = kFetch + kQueue + 1;  // dispatch of the last
  EXPECT_EQ(counters_.sequencer_stall, second + 1 - unhindered);
}

TEST_F(FastEngineTest, WaitsUntilTheCycleAfterTheAwaitedCompletion) {
  run({multicast(9), after(Unit::activation_bus, 1, Instruction())});
  EXPECT_EQ(events_[1].start, events_[0].end + 1);
  EXPECT_EQ(of(Unit::array).stall, events_[1].start - (kFirstStart + 1));
}

TEST_F(FastEngineTest, AFlitPerCycleAndTheLastTravels) {
  constexpr int kFlits = 6;
  run({transfer(Opcode::multicast_activations, kFlits * kEntry - 1)});
  EXPECT_EQ(events_[0].end, kFirstStart + kFlits - 1 + latency());
  EXPECT_EQ(of(Unit::activation_bus).busy, kFlits);
  EXPECT_EQ(counters_.network_flits, kFlits);
  EXPECT_EQ(counters_.activation_reads, kFlits);
}

TEST_F(FastEngineTest, ABusIsFreeWhileTheLastFlitTravels) {
  constexpr int kFlits = 6;
  run({multicast(kFlits), multicast(1)});
  EXPECT_EQ(events_[1].start, events_[0].start + kFlits);
  EXPECT_EQ(of(Unit::activation_bus).stall, 0);
}

TEST_F(FastEngineTest, CollectsReadEachByteFromOnePe) {
  run({transfer(Opcode::collect, kEntry + 1)});
  EXPECT_EQ(counters_.pe_network_read_bytes, kEntry + 1);
  EXPECT_EQ(counters_.activation_writes, 2);
}

TEST_F(FastEngineTest, LoadsTakeLatencyThenBandwidth) {
  run({transfer(Opcode::load_activations, 10 * kBurst)});
  const std::int64_t carried = accelerator().dram_cycles(10 * kBurst);
  EXPECT_EQ(events_[0].end, kFirstStart + kLatency + carried - 1);
  EXPECT_EQ(of(Unit::dma).busy, carried);
  EXPECT_EQ(counters_.dram_read_bytes, 10 * kBurst);
}

TEST_F(FastEngineTest, StoresNeedNoLatency) {
  run({transfer(Opcode::store_activations, kBurst)});
  EXPECT_EQ(events_[0].end, kFirstStart + 1 + accelerator().dram_cycles(kBurst) - 1);
  EXPECT_EQ(counters_.dram_write_bytes, kBurst);
}

TEST_F(FastEngineTest, OneMoreRequestThanMayBeOutstandingWaitsForTheFirst) {
  run(std::vector<Instruction>(kOutstanding + 1, transfer(Opcode::load_parameters, kBurst)));
  EXPECT_EQ(events_[kOutstanding - 1].start, kFirstStart + kOutstanding - 1);
  EXPECT_EQ(events_[kOutstanding].start, events_[0].end + 1);
}

TEST_F(FastEngineTest, ATileTakesItsReductionsAndTheLastDrain) {
  run({Instruction()});
  const int steps = kChannels / accelerator().constants.mac_ways;
  EXPECT_EQ(counters_.cycles, kFirstStart + kStartup + kColumns * steps + 1);
  EXPECT_EQ(counters_.macs, kColumns * kChannels);
  EXPECT_EQ(of(Unit::array).busy, kStartup + kColumns * steps + 1);
}

// One PE, one core: kChannels weights and a bias for the one output channel.
TEST_F(FastEngineTest, AFillIsReadFromPeMemoryAndWrittenToCoresInEntries) {
  machine::Accelerator a = accelerator();
  constexpr int kRead = 8, kWritten = 4, kBias = 4;
  a.constants.pe_memory_read_bytes = kRead;
  a.constants.parameter_entry_bytes = kWritten;
  engine_.set_accelerator(a);
  engine_.set_op(0, nest_);
  run({transfer(Opcode::fill_parameters, kChannels + kBias), Instruction()});
  constexpr int kBeats = (kChannels + kBias + kRead - 1) / kRead, kEntries = (kChannels + kBias) / kWritten;
  EXPECT_EQ(events_[0].end - events_[0].start + 1, kStartup + kEntries) << "the slower of the two";
  EXPECT_EQ(events_[1].start, events_[0].end + 1) << "the array does nothing else";
  const std::int64_t computed = events_[1].end - events_[1].start + 1;
  EXPECT_EQ(of(Unit::array).busy, kStartup + kEntries + computed);
  const machine::Counters both = counters_;
  run({Instruction()});
  EXPECT_EQ(both.pe_reads - counters_.pe_reads, kBeats);
  EXPECT_EQ(both.pe_read_bytes - counters_.pe_read_bytes, kChannels + kBias);
  EXPECT_EQ(both.network_flits, 0);
}

TEST_F(FastEngineTest, PlacedWeightsGoOverTheParameterBusToEachPe) {
  constexpr int kBytes = kChannels + 4;
  run({transfer(Opcode::place_parameters, kBytes)});
  EXPECT_EQ(of(Unit::parameter_bus).busy, 1);
  EXPECT_EQ(counters_.pe_network_write_bytes, kBytes);
  EXPECT_EQ(counters_.core_write_bytes, 0);
}

TEST_F(FastEngineTest, TellsWhenTheFirstComputeInstructionStarted) {
  run({multicast(3), after(Unit::activation_bus, 1, Instruction()), Instruction()});
  EXPECT_EQ(engine_.first_compute_start(), events_[0].end + 1);
  run({multicast(3)});
  EXPECT_EQ(engine_.first_compute_start(), 0);
}

TEST_F(FastEngineTest, ARunStartsFromAnIdleChip) {
  const machine::Counters first =
      run({multicast(100), Instruction(), transfer(Opcode::load_parameters, kBurst)});
  EXPECT_EQ(machine::difference(
                first, run({multicast(100), Instruction(), transfer(Opcode::load_parameters, kBurst)})),
            "");
}

TEST_F(FastEngineTest, AnEmptyProgramTakesNoTime) { EXPECT_EQ(run({}), machine::Counters()); }

}  // namespace
}  // namespace apollo::fast::fast_engine_test
