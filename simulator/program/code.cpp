#include "simulator/program/code.h"

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
constexpr int kFirstWait = kIndices + static_cast<int>(std::size(kAddresses));
static_assert(kFirstWait + machine::kUnits == kNumbers);

std::int64_t entries_of(const std::vector<Advance>& advances) {
  std::int64_t places = 0;
  for (const Advance& advance : advances) places += advance.period == 0 ? 1 : 2;
  return machine::ceil_div(places, kAdvancesPerEntry);
}

}  // namespace

std::int64_t number(const Instruction& i, int index) {
  if (index < kIndices) return i.tile.*kTileIndices[index];
  if (index < kFirstWait) return i.*kAddresses[index - kIndices];
  return i.wait[static_cast<std::size_t>(index - kFirstWait)];
}

void set_number(Instruction* i, int index, std::int64_t value) {
  if (index < kIndices)
    i->tile.*kTileIndices[index] = static_cast<int>(value);
  else if (index < kFirstWait)
    i->*kAddresses[index - kIndices] = value;
  else
    i->wait[static_cast<std::size_t>(index - kFirstWait)] = static_cast<std::uint32_t>(value);
}

std::int64_t entries(const CodePart& part) {
  std::int64_t count = 1;
  for (const std::vector<Advance>& advances : part.advances) count += entries_of(advances);
  return count;
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
