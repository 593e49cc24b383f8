// Simulations of one process: SystemC elaborates once per process, so each has a child of its own.
#include <gtest/gtest.h>

#include "tests/simulator/systemc/tiny_program.h"

namespace apollo::systemc {
namespace {

TEST(SystemcSimulation, MayFollowAnother) {
  const TinyProgram p = TinyProgram(tiny_accelerator())
                            .transfer(program::Opcode::load_activations, 640)
                            .compute({{machine::Unit::dma, 1}});
  const std::int64_t first = p.run().counters.cycles;
  EXPECT_GT(first, 0);
  EXPECT_EQ(p.run().counters.cycles, first);
}

TEST(SystemcSimulation, PrintsNothing) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  TinyProgram(tiny_accelerator()).compute().run();
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace apollo::systemc
