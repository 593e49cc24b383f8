#include "simulator/systemc/tile_task.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/simulator/systemc/tiny_program.h"

namespace apollo::systemc::tile_task_test {
namespace {

constexpr int kColumns = 10, kChannels = 8, kOutputs = 4, kPes = 3, kShare = 4;  // columns of the first PEs

TinyProgram on_three_pes() {
  machine::Accelerator a = tiny_accelerator();
  a.configuration.pes_x = kPes;
  TinyProgram tiny(a, pointwise(a, kColumns, kChannels));
  tiny.compute();
  return tiny;
}

TEST(TileTask, APeHasItsPartOfTheOutputs) {
  const TinyProgram tiny = on_three_pes();
  const TileTask first = decode(tiny.program, tiny.program.instructions[0], 0, 0),
                 last = decode(tiny.program, tiny.program.instructions[0], 0, kPes - 1);
  EXPECT_EQ(first.x, (program::Range{0, kShare}));
  EXPECT_EQ(last.x, (program::Range{2 * kShare, kColumns}));
  EXPECT_EQ(last.vectors, kColumns - 2 * kShare);  // the four lanes take the channels of a column
  EXPECT_EQ(last.steps, kChannels / tiny.program.accelerator.constants.mac_ways);
  EXPECT_EQ(last.macs, (kColumns - 2 * kShare) * kChannels * kOutputs);
}

TEST(TileTask, APeBeyondTheOutputsHasNothingToDo) {
  machine::Accelerator a = tiny_accelerator();
  a.configuration.pes_x = kPes;
  TinyProgram tiny(a, pointwise(a, kPes - 1, kChannels));
  tiny.compute();
  EXPECT_EQ(decode(tiny.program, tiny.program.instructions[0], 0, kPes - 1).vectors, 0);
}

TEST(TileTask, PartialSumsChangeTheBeats) {
  TinyProgram tiny = on_three_pes();
  const program::PortTraffic& beats = tiny.program.ops[0].nest.tiling.beats;
  program::Instruction& i = tiny.program.instructions[0];
  EXPECT_EQ(decode(tiny.program, i, 0, 0).beats.psum, 0);
  EXPECT_EQ(decode(tiny.program, i, 0, 0).beats.drain, beats.drain);
  i.psum_in = i.psum_out = true;
  EXPECT_EQ(decode(tiny.program, i, 0, 0).beats.psum, beats.psum);
  EXPECT_EQ(decode(tiny.program, i, 0, 0).beats.drain, beats.psum_drain);
}

TEST(TileTask, OperandsLieInTheirSlots) {
  constexpr std::int64_t kInput = 100, kOutput = 300;
  TinyProgram tiny = on_three_pes();
  program::Instruction& i = tiny.program.instructions[0];
  i.input_address = kInput;
  i.output_address = kOutput;
  TileTask task = decode(tiny.program, i, 0, 1);
  locate_operands(tiny.program, 0, 1, &task);
  EXPECT_EQ(task.input.at(0, kShare, 0), kInput);  // the first input of its first column
  EXPECT_EQ(task.output.at(0, kShare, 0), kOutput);
}

TEST(TileTask, OperandsInPlaceLieInTheHold) {
  constexpr std::int64_t kHold = 500;
  TinyProgram tiny = on_three_pes();
  tiny.program.ops[0].input_in_place = true;
  tiny.program.buffers[0].pe_address = kHold;
  tiny.program.buffers[0].hold.assign(kPes, {0, 1, 0, kColumns, 0, kChannels});
  TileTask task = decode(tiny.program, tiny.program.instructions[0], 0, 1);
  locate_operands(tiny.program, 0, 1, &task);
  EXPECT_EQ(task.input.at(0, kShare, 0), kHold + kShare * kChannels);
}

TEST(TileTask, AnOperandInPlaceMustBeHeldWhole) {
  TinyProgram tiny = on_three_pes();
  tiny.program.ops[0].input_in_place = true;
  tiny.program.buffers[0].hold.assign(kPes, {0, 1, 0, kShare, 0, kChannels});
  TileTask task = decode(tiny.program, tiny.program.instructions[0], 0, 1);
  EXPECT_THROW(locate_operands(tiny.program, 0, 1, &task), std::logic_error);
}

}  // namespace
}  // namespace apollo::systemc::tile_task_test
