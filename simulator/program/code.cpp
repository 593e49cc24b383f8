#include "simulator/program/code.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace apollo::program {
namespace {

constexpr int Tile::*kTileIndices[] = {&Tile::y, &Tile::x, &Tile::g, &Tile::k, &Tile::c};
constexpr std::int64_t Instruction::*kAddresses[] = {
    &Instruction::stream_begin,  &Instruction::staging_address,  &Instruction::memory_address,
    &Instruction::input_address, &Instruction::operand2_address, &Instruction::output_address,
    &Instruction::psum_address,  &Instruction::weight_address};
constexpr int kIndices = static_cast<int>(std::size(kTileIndices));
enum { kStaging = kIndices + 1, kMemory, kInput, kOperand2, kOutput, kSums, kWeight, kOp };
static_assert(kOp == kIndices + static_cast<int>(std::size(kAddresses)) && kOp + 1 == kNumbers);

}  // namespace

std::int64_t number(const Instruction& i, int index) {
  if (index < kIndices) return i.tile.*kTileIndices[index];
  if (index == kOp) return i.op;
  return i.*kAddresses[index - kIndices];
}

void set_number(Instruction* i, int index, std::int64_t value) {
  if (index < kIndices)
    i->tile.*kTileIndices[index] = static_cast<int>(value);
  else if (index == kOp)
    i->op = static_cast<std::uint32_t>(value);
  else
    i->*kAddresses[index - kIndices] = value;
}

Ring ring_of(const OpRings& rings, const Instruction& i, int index) {
  const Ring* ring = nullptr;
  if (index == kStaging)
    ring = i.operand == Operand::weights ? &rings.parameter : &rings.activation;
  else if (index == kMemory && i.opcode == Opcode::multicast_parameters)
    ring = &rings.core;
  else if (index == kWeight)
    ring = &rings.core;
  else if (index == kInput || (index == kMemory && i.operand == Operand::input))
    ring = &rings.input;
  else if (index == kOperand2 || (index == kMemory && i.operand == Operand::operand2))
    ring = &rings.operand2;
  else if (index == kOutput || (index == kMemory && i.operand == Operand::output))
    ring = &rings.output;
  return ring && ring->holds(number(i, index)) ? *ring : Ring();
}

std::int64_t entries(const CodePart& part) {
  std::int64_t advances = 0;
  for (const std::vector<Advance>& of_loop : part.advances)
    advances += static_cast<std::int64_t>(of_loop.size());
  return entries_with(advances);
}

std::int64_t entries(const Code& code) {
  std::int64_t count = 0;
  for (const CodePart& part : code) count += entries(part);
  return count;
}

Instruction CodeReader::next() {
  enter_loops();
  const CodePart& part = code_[position_++];
  Instruction instruction = part.instruction;
  assert(part.advances.size() == loops_.size());
  for (std::size_t loop = 0; loop < loops_.size(); ++loop)
    for (const Advance& advance : part.advances[loop])
      set_number(&instruction, advance.number,
                 advance.after(loops_[loop].iteration, number(instruction, advance.number)));
  leave_loops();
  return instruction;
}

void CodeReader::enter_loops() {
  while (code_[position_].iterations > 0) {
    const CodePart& loop = code_[position_++];
    loops_.push_back({position_, position_ + loop.parts, 0, loop.iterations});
  }
}

void CodeReader::leave_loops() {
  while (!loops_.empty() && position_ == loops_.back().end) {
    Loop& loop = loops_.back();
    if (++loop.iteration < loop.iterations) {
      position_ = loop.begin;
      return;
    }
    loops_.pop_back();
  }
}

}  // namespace apollo::program
