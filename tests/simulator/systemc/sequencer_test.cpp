// Rule T1: what the sequencer dispatches when.
#include <gtest/gtest.h>

#include "tests/simulator/systemc/tiny_program.h"

namespace apollo::systemc {
namespace {

TEST(SystemcDispatch, FirstInstructionStartsOneCycleAfterItsFetch) {
  for (const int fetch : {0, 1, 2, 9}) {
    machine::Accelerator a = tiny_accelerator();
    a.constants.instruction_fetch_cycles = fetch;
    EXPECT_EQ(TinyProgram(a).compute().run().events[0].start, fetch + 1);
  }
}

TEST(SystemcDispatch, OneInstructionPerCycleInProgramOrder) {
  const machine::Accelerator a = tiny_accelerator();
  const auto r = TinyProgram(a)
                     .compute()
                     .transfer(program::Opcode::multicast_parameters, 64)
                     .transfer(program::Opcode::multicast_activations, 64)
                     .transfer(program::Opcode::load_parameters, 64)
                     .run();
  for (int i = 0; i < 4; ++i) EXPECT_EQ(r.events[i].start, a.constants.instruction_fetch_cycles + i + 1);
  EXPECT_EQ(r.counters.instruction_reads, 4);
  EXPECT_EQ(r.counters.sequencer_stall, 0);
}

TEST(SystemcDispatch, FullQueueHoldsBackEveryLaterInstruction) {
  machine::Accelerator a = tiny_accelerator();
  const int flits = 50, bytes = flits * a.constants.activation_entry_bytes;
  for (const int places : {1, 2, 3}) {
    a.constants.unit_queue_entries = places;
    TinyProgram p(a);
    for (int i = 0; i < places + 2; ++i) p.transfer(program::Opcode::multicast_activations, bytes);
    const auto r = p.transfer(program::Opcode::multicast_parameters, 64).run();
    // The first multicast leaves the queue at once, `places` more fill it, and the next enters it in the
    // cycle after the second has started.
    const std::int64_t second = a.constants.instruction_fetch_cycles + 1 + flits,
                       first_dispatch = a.constants.instruction_fetch_cycles;
    EXPECT_EQ(r.events[1].start, second);
    const std::int64_t entered = second + 1;
    EXPECT_EQ(r.events[places + 2].start, entered + 2)
        << places << " places";  // dispatched one cycle later, started one after
    // With one place the queue is full for one cycle before the first start, too.
    const std::int64_t unhindered = first_dispatch + places + 1;
    EXPECT_EQ(r.counters.sequencer_stall, entered - unhindered) << places << " places";
  }
}

TEST(SystemcDispatch, EmptyProgramTakesNoTime) {
  const auto r = TinyProgram(tiny_accelerator()).run();
  EXPECT_EQ(r.counters, machine::Counters{});
  EXPECT_EQ(r.deadlock, "");
}

}  // namespace
}  // namespace apollo::systemc
