#include "simulator/program/code.h"

#include <gtest/gtest.h>

#include <random>

namespace apollo::program {
namespace {

// What a code has of a program.
std::vector<Instruction> without_waits(std::vector<Instruction> program) {
  for (Instruction& i : program) i.wait = {};
  return program;
}

std::vector<Instruction> executed(const Code& code) {
  std::vector<Instruction> instructions;
  for (CodeReader reader(code); !reader.at_end();) instructions.push_back(reader.next());
  return without_waits(instructions);
}

Instruction compute(int x, std::int64_t input_address = 0) {
  Instruction i;
  i.tile.x = x;
  i.input_address = input_address;
  return i;
}

Instruction load(int x, std::int64_t staging_address) {
  Instruction i;
  i.opcode = Opcode::load_activations;
  i.tile.x = x;
  i.staging_address = staging_address;
  i.bytes = 64;
  return i;
}

TEST(Code, NumbersAreThoseOfTheInstruction) {
  Instruction i;
  for (int n = 0; n < kNumbers; ++n) set_number(&i, n, 100 + n);
  for (int n = 0; n < kNumbers; ++n) EXPECT_EQ(number(i, n), 100 + n);
  EXPECT_EQ(i.tile.y, 100);
  EXPECT_EQ(i.stream_begin, 105);
  EXPECT_EQ(i.weight_address, 112);
  EXPECT_EQ(i.op, 113U);
}

TEST(Code, WhatGoesOnByStridesIsALoop) {
  constexpr int kIterations = 100;
  std::vector<Instruction> program;
  for (int x = 0; x < kIterations; ++x) {
    program.push_back(load(x, 64 * x));
    program.push_back(compute(x));
  }
  const Code code = fold(program);
  ASSERT_EQ(code.size(), 3U);
  EXPECT_EQ(code[0].iterations, kIterations);
  EXPECT_EQ(entries(code), 1 + 2);  // the loop and two instructions, with up to two advances each
  EXPECT_EQ(executed(code), program);
}

TEST(Code, AddressesOfSlotsThatTakeTurnsGoRound) {
  constexpr int kSlots = 3, kFirst = 1;
  OpRings rings;
  rings.input = {1000, kSlots * std::int64_t{256}};
  std::vector<Instruction> program;
  for (int x = 0; x < 50; ++x) program.push_back(compute(0, 1000 + 256 * ((kFirst + x) % kSlots)));
  const Code code = fold(program, {rings});
  ASSERT_EQ(code.size(), 2U);
  const Advance& advance = code[1].advances[0][0];
  EXPECT_EQ(advance.stride, 256);
  EXPECT_EQ(advance.ring.bytes, rings.input.bytes);
  EXPECT_EQ(executed(code), program);
  EXPECT_EQ(fold(program).size(), 1U + kSlots + 50 % kSlots) << "without the ring the body has all slots";
}

// Three blocks for each x of a ring of seven: neither loop comes back to where it began.
TEST(Code, LoopsInLoopsGoRoundInOneRing) {
  constexpr int kRows = 20, kColumns = 5, kBlocks = 3;
  OpRings rings;
  rings.activation = {0, 7 * std::int64_t{64}};
  std::vector<Instruction> program;
  std::int64_t block = 0;
  for (int y = 0; y < kRows; ++y)
    for (int x = 0; x < kColumns; ++x, block += kBlocks) {
      program.push_back(load(x, 64 * (block % 7)));
      program.back().tile.y = y;
    }
  const Code code = fold(program, {rings});
  EXPECT_EQ(entries(code), 2 + 2);  // two loops; a load, with a tile index and the address in each
  EXPECT_EQ(executed(code), program);
}

TEST(Code, AnAddressOutsideOfItsRingDoesNotGoRound) {
  OpRings rings;
  rings.activation = {0, 128};
  std::vector<Instruction> program;
  for (int x = 0; x < 10; ++x) program.push_back(load(0, 1024 + 64 * x));
  const Code code = fold(program, {rings});
  EXPECT_EQ(code.size(), 2U);
  EXPECT_EQ(executed(code), program);
}

TEST(Code, RingsAreThoseOfWhatTheNumberPointsTo) {
  constexpr int kStaging = 6, kMemory = 7, kInput = 8, kWeight = 12;
  const OpRings rings{{0, 1}, {0, 2}, {0, 3}, {0, 4}, {0, 5}, {0, 6}};
  const auto bytes = [&](Opcode opcode, Operand operand, int n) {
    Instruction i;
    i.opcode = opcode;
    i.operand = operand;
    return ring_of(rings, i, n).bytes;
  };
  EXPECT_EQ(bytes(Opcode::load_parameters, Operand::weights, kStaging), 1);
  EXPECT_EQ(bytes(Opcode::collect, Operand::output, kStaging), 2);
  EXPECT_EQ(bytes(Opcode::multicast_parameters, Operand::weights, kMemory), 3);
  EXPECT_EQ(bytes(Opcode::collect_parameters, Operand::weights, kMemory), 0);
  EXPECT_EQ(bytes(Opcode::compute, Operand::input, kWeight), 3);
  EXPECT_EQ(bytes(Opcode::compute, Operand::input, kInput), 4);
  EXPECT_EQ(bytes(Opcode::multicast_activations, Operand::input, kMemory), 4);
  EXPECT_EQ(bytes(Opcode::multicast_activations, Operand::operand2, kMemory), 5);
  EXPECT_EQ(bytes(Opcode::collect, Operand::output, kMemory), 6);
  EXPECT_EQ(bytes(Opcode::collect, Operand::exchange, kMemory), 0);
  EXPECT_EQ(bytes(Opcode::collect, Operand::output, 0), 0);
}

TEST(Code, LoopsLieInLoops) {
  constexpr int kRows = 20, kColumns = 30;
  std::vector<Instruction> program;
  for (int y = 0; y < kRows; ++y) {
    for (int x = 0; x < kColumns; ++x) {
      program.push_back(compute(x));
      program.back().tile.y = y;
    }
    program.push_back(load(y, 0));
  }
  const Code code = fold(program);
  EXPECT_EQ(entries(code), 1 + (1 + 1) + 1);  // two loops, compute with an advance in each, load
  EXPECT_EQ(executed(code), program);
}

TEST(Code, TwoIterationsAreALoopWhereThatSavesEntries) {
  EXPECT_EQ(fold({compute(0), compute(1)}).size(), 2U) << "as many entries as the loop";
  const std::vector<Instruction> program = {load(0, 0), compute(7), load(1, 64), compute(9)};
  const Code code = fold(program);
  EXPECT_EQ(entries(code), 1 + 2);
  EXPECT_EQ(executed(code), program);

  std::vector<Instruction> many = {compute(0), compute(0), compute(0)};
  for (Instruction& i : many) i.bytes = &i - many.data();  // none like the one before
  for (int i = 0; i < 3; ++i) {
    many.push_back(many[static_cast<std::size_t>(i)]);
    for (int n = 0; n <= kAdvancesOfInstruction; ++n) set_number(&many.back(), n, 10 + i);
  }
  EXPECT_EQ(fold(many).size(), many.size()) << "each would take a second entry for its advances";
}

TEST(Code, ABodyMayBeLong) {
  constexpr int kBlocks = 3, kBlock = 50'000;  // a network's blocks
  std::vector<Instruction> program;
  for (int block = 0; block < kBlocks; ++block) {
    std::mt19937 random(1);
    for (int i = 0; i < kBlock; ++i) {
      program.push_back(compute(block));
      program.back().bytes = random();
    }
  }
  EXPECT_EQ(entries(fold(program)), 1 + kBlock);
}

TEST(Code, AnInstructionWithManyAdvancesTakesMoreEntries) {
  std::vector<Instruction> program;
  for (int x = 0; x < 10; ++x) {
    Instruction i;
    for (int n = 0; n <= kAdvancesOfInstruction + kAdvancesPerEntry; ++n) set_number(&i, n, x);
    program.push_back(i);
  }
  EXPECT_EQ(entries(fold(program)), 1 + 1 + 2);
}

TEST(Code, ThatWouldTakeMoreThanItMayIsNone) {
  std::vector<Instruction> program;
  for (int x = 0; x < 10; ++x) program.push_back(compute(x));
  EXPECT_FALSE(fold(program, {}, 1));
  EXPECT_TRUE(fold(program, {}, 2));
}

// Random nests of loops, with breaks in them.
TEST(Code, GivesEveryProgramBack) {
  std::mt19937 random(1);
  const auto up_to = [&](int most) { return static_cast<int>(random() % static_cast<unsigned>(most + 1)); };
  for (int round = 0; round < 300; ++round) {
    std::vector<Instruction> program;
    const int body = 1 + up_to(3), strides = up_to(2);
    OpRings rings;
    if (up_to(1) == 1) rings.input = {0, 96};
    if (up_to(1) == 1) rings.activation = {64 * up_to(1), 256};  // the first address may lie before it
    for (int y = up_to(6); y >= 0; --y)
      for (int x = up_to(3) == 0 ? up_to(9) : 7; x >= 0; --x)
        for (int b = 0; b < body; ++b) {
          Instruction i = b % 2 == 0 ? compute(x * strides, 32 * (x % 3)) : load(x, 64 * ((y + x) % 4));
          i.tile.k = y;
          i.wait[0] = up_to(40) == 0 ? 1 : static_cast<std::uint32_t>(program.size());
          program.push_back(i);
        }
    const Code code = fold(program, {rings});
    ASSERT_EQ(executed(code), without_waits(program)) << "round " << round;
    EXPECT_LE(entries(code), 2 * static_cast<std::int64_t>(program.size()));
  }
}

TEST(Code, OfNothingIsNothing) {
  EXPECT_TRUE(fold({}).empty());
  EXPECT_TRUE(executed({}).empty());
}

}  // namespace
}  // namespace apollo::program
