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
constexpr int kOp = kIndices + static_cast<int>(std::size(kAddresses));
static_assert(kOp + 1 == kNumbers);

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

std::int64_t entries(const CodePart& part) {
  std::int64_t places = 0;
  for (const std::vector<Advance>& advances : part.advances)
    for (const Advance& advance : advances) places += advance.period == 0 ? 1 : 2;
  return 1 + machine::ceil_div(std::max<std::int64_t>(places - kAdvancesOfInstruction, 0), kAdvancesPerEntry);
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
                 number(instruction, advance.number) + advance.after(loops_[loop].iteration));
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
