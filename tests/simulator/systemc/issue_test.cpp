#include "simulator/systemc/issue.h"

#include <gtest/gtest.h>

#include "tests/simulator/systemc/tiny_program.h"

namespace apollo::systemc::issue_test {
namespace {

TEST(Issue, IsDescribedByItsNumberItsOpcodeAndItsOp) {
  TinyProgram tiny(tiny_accelerator());
  tiny.transfer(program::Opcode::collect, 64);
  EXPECT_EQ(describe(tiny.program, {&tiny.program.instructions[0], 7, 0}),
            "instruction 7 (collect of pointwise)");
}

}  // namespace
}  // namespace apollo::systemc::issue_test
