// Rule T2: when an instruction may start, and what counts as a stall.
#include <gtest/gtest.h>

#include "tests/simulator/systemc/tiny_program.h"

namespace apollo::systemc {
namespace {

TEST(SystemcStart, WaitEndsInTheCycleAfterTheAwaitedCompletion) {
  machine::Accelerator a = tiny_accelerator();
  for (const int hop : {1, 2, 5}) {  // moves the awaited completion
    a.constants.network_hop_cycles = hop;
    const auto r = TinyProgram(a)
                       .transfer(program::Opcode::multicast_activations, 640)
                       .compute({{machine::Unit::activation_bus, 1}})
                       .run();
    EXPECT_EQ(r.events[1].start, r.events[0].end + 1);
    const std::int64_t at_head = a.constants.instruction_fetch_cycles + 2;
    EXPECT_EQ(of(r, machine::Unit::array).stall, r.events[1].start - at_head);
  }
}

TEST(SystemcStart, WaitsForTheNamedNumberOfInstructions) {
  const auto r = TinyProgram(tiny_accelerator())
                     .transfer(program::Opcode::multicast_activations, 640)
                     .transfer(program::Opcode::multicast_activations, 64)
                     .transfer(program::Opcode::multicast_activations, 640)
                     .compute({{machine::Unit::activation_bus, 2}})
                     .run();
  EXPECT_EQ(r.events[3].start, r.events[1].end + 1);
}

TEST(SystemcStart, TheLastOfSeveralWaitsDecides) {
  const auto r = TinyProgram(tiny_accelerator())
                     .transfer(program::Opcode::load_activations, 64)
                     .transfer(program::Opcode::multicast_parameters, 64)
                     .compute({{machine::Unit::dma, 1}, {machine::Unit::parameter_bus, 1}})
                     .run();
  ASSERT_GT(r.events[0].end, r.events[1].end);
  EXPECT_EQ(r.events[2].start, r.events[0].end + 1);
}

TEST(SystemcStart, BusyUnitIsNotAStall) {
  const auto r = TinyProgram(tiny_accelerator()).compute().compute().run();
  EXPECT_EQ(r.events[1].start, r.events[0].end + 1);
  EXPECT_EQ(of(r, machine::Unit::array).stall, 0);
  EXPECT_EQ(of(r, machine::Unit::array).busy, r.events[1].end - r.events[0].start + 1);
}

TEST(SystemcStart, AnInstructionThatWaitsHoldsBackThoseBehindIt) {
  const auto r = TinyProgram(tiny_accelerator())
                     .compute()
                     .transfer(program::Opcode::multicast_activations, 64, {{machine::Unit::array, 1}})
                     .transfer(program::Opcode::multicast_activations, 64)
                     .run();
  EXPECT_EQ(r.events[1].start, r.events[0].end + 1);
  EXPECT_EQ(r.events[2].start, r.events[1].start + 1);
}

}  // namespace
}  // namespace apollo::systemc
