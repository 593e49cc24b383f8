// A program that cannot go on is reported, with what each unit waits for.
#include <gtest/gtest.h>

#include "simulator/systemc/systemc_engine.h"
#include "tests/simulator/systemc/tiny_program.h"

namespace apollo::systemc {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(SystemcWatchdog, NamesTheUnitItsInstructionAndWhatItWaitsFor) {
  const auto r = TinyProgram(tiny_accelerator()).compute({{machine::Unit::activation_bus, 3}}).run();
  EXPECT_EQ(r.deadlock,
            "array: instruction 0 (compute of pointwise) waits for activation_bus (0 of 3 completed)\n");
}

TEST(SystemcWatchdog, NamesEveryUnitThatWaits) {
  const auto r = TinyProgram(tiny_accelerator())
                     .compute({{machine::Unit::output_bus, 1}})
                     .transfer(program::Opcode::collect, 64, {{machine::Unit::array, 1}})
                     .run();
  EXPECT_TRUE(contains(r.deadlock,
                       "array: instruction 0 (compute of pointwise) waits for output_bus (0 of 1 completed)"))
      << r.deadlock;
  EXPECT_TRUE(contains(r.deadlock,
                       "output_bus: instruction 1 (collect of pointwise) waits for array (0 of 1 completed)"))
      << r.deadlock;
}

TEST(SystemcWatchdog, NamesTheFullQueueBeforeWhichTheSequencerWaits) {
  machine::Accelerator a = tiny_accelerator();
  a.constants.unit_queue_entries = 1;
  const auto r = TinyProgram(a).compute({{machine::Unit::dma, 1}}).compute().run();
  EXPECT_TRUE(contains(
      r.deadlock,
      "sequencer: instruction 1 (compute of pointwise) waits for a place in the queue of array (1 places)"))
      << r.deadlock;
}

TEST(SystemcWatchdog, PatienceStartsWhenTheLastThingHasMoved) {
  const auto r = TinyProgram(tiny_accelerator()).compute().compute({{machine::Unit::dma, 1}}).run(1);
  EXPECT_EQ(of(r, machine::Unit::array).busy,
            r.events[0].end - r.events[0].start + 1);  // the first one was not cut off
  EXPECT_NE(r.deadlock, "");
}

TEST(SystemcWatchdog, PreloadThatCannotGoOnIsReportedToo) {
  TinyProgram p(tiny_accelerator());
  p.compute({{machine::Unit::dma, 1}}).program.preload = p.program.instructions;
  p.program.instructions.clear();
  simulator::SimulationOptions options;
  options.functional = true;
  simulator::FunctionalData data;
  data.parameters.resize(1);
  data.parameters[0].weights.resize(4 * 16);
  p.program.dram_bytes += 4 * 16;
  const auto r = systemc::simulate(p.program, options, &data);
  EXPECT_TRUE(contains(r.deadlock, "array: instruction 0 (compute of pointwise) waits for dma"))
      << r.deadlock;
}

TEST(SystemcWatchdog, LongDramLatencyIsNoDeadlock) {
  machine::Accelerator a = tiny_accelerator();
  a.constants.dram_latency_cycles = 5000;
  const auto r = TinyProgram(a)
                     .transfer(program::Opcode::load_activations, 64)
                     .compute({{machine::Unit::dma, 1}})
                     .run(10);
  EXPECT_EQ(r.deadlock, "");
  EXPECT_GT(r.counters.cycles, 5000);
}

}  // namespace
}  // namespace apollo::systemc
