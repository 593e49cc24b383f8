#include "apollo/compiler/emit/instruction_list.h"

#include <gtest/gtest.h>

namespace apollo::compiler::emit::instruction_list_test {
namespace {

program::Instruction of(program::Opcode opcode) {
  program::Instruction i;
  i.opcode = opcode;
  return i;
}

TEST(InstructionList, CountsTheInstructionsOfEachUnit) {
  InstructionList list;
  list.add(of(program::Opcode::load_parameters));
  list.add(of(program::Opcode::compute));
  list.add(of(program::Opcode::store_activations));
  EXPECT_EQ(list.next_index(machine::Unit::dma), 3u);
  EXPECT_EQ(list.next_index(machine::Unit::array), 2u);
  EXPECT_EQ(list.next_index(machine::Unit::output_bus), 1u);
}

TEST(InstructionList, KeepsTheirOrder) {
  InstructionList list;
  list.add(of(program::Opcode::compute));
  list.add(of(program::Opcode::collect));
  ASSERT_EQ(list.instructions().size(), 2u);
  EXPECT_EQ(list.instructions()[1].opcode, program::Opcode::collect);
}

TEST(InstructionList, StartsOver) {
  InstructionList list;
  list.add(of(program::Opcode::compute));
  list.clear();
  EXPECT_TRUE(list.instructions().empty());
  EXPECT_EQ(list.next_index(machine::Unit::array), 1u);
}

}  // namespace
}  // namespace apollo::compiler::emit::instruction_list_test
