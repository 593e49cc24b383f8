// Waits are not in instruction memory: the sequencer's scoreboard finds them, from the ranges of memory that
// the instructions under way touch. Here is such a scoreboard, of ranges alone, beside what the compiler
// wrote down.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

#include "apollo/compiler/emit/emission.h"
#include "simulator/fast/fast_engine.h"
#include "simulator/machine/random_accelerator.h"
#include "tests/apollo/compiler/plan/chain.h"
#include "workloads/random/layer.h"

namespace apollo::compiler::plan::scoreboard_test {
namespace {

using program::Instruction;
using program::Opcode;
using program::Operand;
using testing::chain;
using testing::diamond;
using testing::Planning;

enum class Memory { parameter, activation, core, pe };
enum class Access {
  read,
  write,
  read_result,  // what the tile's compute instruction has left there: waits for that alone
};

struct Touched {
  Memory memory = Memory::pe;
  std::int64_t begin = 0, end = 0;
  Access access = Access::read;
  int hold = -1;  // the buffer; each byte of its hold is written once, before it is read
};

// Whether the later waits for the earlier, which the array executes or another unit.
bool conflict(const Touched& earlier, const Touched& later, bool of_array) {
  if (earlier.memory != later.memory || earlier.end <= later.begin || later.end <= earlier.begin)
    return false;
  if (later.access == Access::read_result) return of_array && earlier.access == Access::write;
  if (later.access == Access::read) return earlier.access == Access::write;
  return later.hold < 0 || later.hold != earlier.hold;
}

class Ranges {
 public:
  Ranges(const Planning& p, const std::vector<emit::PlacedOp>& placed) : p_(p), placed_(placed) {}

  std::vector<Touched> of(const Instruction& i) const {
    const decisions::OpDecision& d = p_.draft.plan.ops[i.op];
    switch (i.opcode) {
      case Opcode::load_parameters:
        return {staging(i, Memory::parameter, Access::write)};
      case Opcode::multicast_parameters:
        return {staging(i, Memory::parameter, Access::read), core(i, i.memory_address, Access::write)};
      case Opcode::load_activations:
        return {staging(i, Memory::activation, Access::write)};
      case Opcode::store_activations:
        return {staging(i, Memory::activation, Access::read)};
      case Opcode::multicast_activations:
        if (i.operand == Operand::exchange)
          return {staging(i, Memory::activation, Access::read), hold(output(i), Access::write)};
        return {staging(i, Memory::activation, Access::read),
                slot(i.operand == Operand::input ? d.input : d.operand2, i.memory_address, Access::write)};
      case Opcode::scatter_parameters:  // of a preload
      case Opcode::place_parameters:
      case Opcode::collect_parameters:
        return {staging(i, Memory::parameter, Access::write)};
      case Opcode::collect:
        return {staging(i, Memory::activation, Access::write),
                placed_[i.op].output_in_place ? hold(output(i), Access::read_result)
                                              : slot(d.output, i.memory_address, Access::read_result)};
      case Opcode::fill_parameters:
        return {core(i, i.weight_address, Access::write)};
      case Opcode::compute:
        return compute(i, d);
    }
    return {};
  }

 private:
  std::vector<Touched> compute(const Instruction& i, const decisions::OpDecision& d) const {
    const program::Op& op = placed_[i.op].nest->op;
    std::vector<Touched> touched;
    if (op.has_weights() && !is_pinned(i, d)) touched.push_back(core(i, i.weight_address, Access::read));
    touched.push_back(placed_[i.op].input_in_place ? hold(op.input.buffer, Access::read)
                                                   : slot(d.input, i.input_address, Access::read));
    if (placed_[i.op].has_operand2() && !i.psum_out)
      touched.push_back(placed_[i.op].operand2_in_place ? hold(op.operand2.buffer, Access::read)
                                                        : slot(d.operand2, i.operand2_address, Access::read));
    if (d.psum.count > 0)
      touched.push_back({Memory::pe, d.psum.address, d.psum.address + d.psum.bytes, Access::write});
    if (!i.psum_out)
      touched.push_back(placed_[i.op].output_in_place ? hold(output(i), Access::write)
                                                      : slot(d.output, i.output_address, Access::write));
    return touched;
  }
  bool is_pinned(const Instruction& i, const decisions::OpDecision& d) const {
    return static_cast<int>(weight_tile_index(*placed_[i.op].nest, i.tile)) < d.pinned_tiles;
  }
  int output(const Instruction& i) const { return placed_[i.op].nest->op.output.buffer; }
  static Touched staging(const Instruction& i, Memory memory, Access access) {
    return {memory, i.staging_address, i.staging_address + i.bytes, access};
  }
  Touched core(const Instruction& i, std::int64_t address, Access access) const {
    const program::LoopNest& n = *placed_[i.op].nest;
    return {Memory::core, address, address + core_tile_bytes(n.op, n.tiling, i.tile), access};
  }
  static Touched slot(const decisions::Slots& slots, std::int64_t address, Access access) {
    return {Memory::pe, address, address + slots.bytes, access};
  }
  Touched hold(int buffer, Access access) const {
    const decisions::BufferDecision& b = p_.draft.plan.buffers[buffer];
    return {Memory::pe, b.pe_address, b.pe_address + b.hold_bytes, access, buffer};
  }

  const Planning& p_;
  const std::vector<emit::PlacedOp>& placed_;
};

using Waits = std::array<std::uint32_t, machine::kUnits>;

// What a scoreboard that knows all earlier instructions makes each wait for.
std::vector<Waits> scoreboard(const std::vector<Instruction>& program, const Ranges& ranges) {
  std::vector<std::vector<Touched>> touched;
  std::vector<std::uint32_t> index;  // within the unit, from 1
  std::array<std::uint32_t, machine::kUnits> counts{};
  std::vector<Waits> waits(program.size(), Waits{});
  for (std::size_t i = 0; i < program.size(); ++i) {
    const auto unit = unit_of(program[i].opcode);
    touched.push_back(ranges.of(program[i]));
    index.push_back(++counts[static_cast<std::size_t>(unit)]);
    for (std::size_t before = 0; before < i; ++before) {
      const auto other = static_cast<std::size_t>(unit_of(program[before].opcode));
      if (unit_of(program[before].opcode) == unit) continue;
      for (const Touched& later : touched[i])
        for (const Touched& earlier : touched[before])
          if (conflict(earlier, later, other == static_cast<std::size_t>(machine::Unit::array)))
            waits[i][other] = std::max(waits[i][other], index[before]);
    }
  }
  return waits;
}

// With what earlier instructions of the same unit wait for: units start in order.
std::vector<Waits> accumulated(const std::vector<Instruction>& program, std::vector<Waits> waits) {
  std::array<Waits, machine::kUnits> so_far{};
  for (std::size_t i = 0; i < program.size(); ++i) {
    Waits& unit = so_far[static_cast<std::size_t>(unit_of(program[i].opcode))];
    for (std::size_t u = 0; u < machine::kUnits; ++u) unit[u] = waits[i][u] = std::max(unit[u], waits[i][u]);
  }
  return waits;
}

std::int64_t cycles(const machine::Accelerator& accelerator, const std::vector<emit::PlacedOp>& placed,
                    const std::vector<Instruction>& program) {
  fast::FastEngine engine(accelerator);
  for (std::size_t op = 0; op < placed.size(); ++op) engine.set_op(op, *placed[op].nest);
  return engine.run(program).cycles;
}

// Random layers of all kinds, and several ops that hand over in PE memory and in DRAM.
std::deque<Planning> plannings() {
  std::deque<Planning> all;
  for (const std::string kind : workloads::random::kinds())
    for (std::uint64_t seed = 0; seed < 4; ++seed)
      all.emplace_back(lower::lower(workloads::random::layer(kind, seed)), machine::random_accelerator(seed));
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    all.emplace_back(chain(12, {16, 24, 16}), machine::random_accelerator(seed));
    all.emplace_back(diamond(12, 24), machine::random_accelerator(seed));
  }
  return all;
}

TEST(Scoreboard, OfRangesFindsTheWaitsThatAreWrittenDown) {
  std::int64_t instructions = 0, equal = 0, written_cycles = 0, found_cycles = 0;
  for (Planning& p : plannings()) {
    if (p.make()) continue;
    for (const emit::Transfers transfers :
         {emit::Transfers::early, emit::Transfers::timely, emit::Transfers::even}) {
      emit::PlanEmitter emitter(p.network);
      std::vector<Instruction> program = emitter.instructions(p.accelerator, p.draft.plan, transfers);
      if (program.size() > 2000) continue;
      std::vector<Waits> written;
      written.reserve(program.size());
      for (const Instruction& i : program) written.push_back(i.wait);
      written = accumulated(program, std::move(written));
      const std::vector<Waits> found = accumulated(program, scoreboard(program, {p, emitter.placed()}));
      written_cycles += cycles(p.accelerator, emitter.placed(), program);
      for (std::size_t i = 0; i < program.size(); ++i) {
        for (std::size_t u = 0; u < machine::kUnits; ++u)
          ASSERT_GE(written[i][u], found[i][u])
              << p.network.ops[program[i].op].name << ", instruction " << i << ", "
              << to_string(program[i].opcode) << ' ' << to_string(program[i].operand) << ", unit " << u;
        ++instructions;
        equal += written[i] == found[i];
        program[i].wait = found[i];
      }
      found_cycles += cycles(p.accelerator, emitter.placed(), program);
    }
  }
  RecordProperty("instructions", static_cast<int>(instructions));
  RecordProperty("equal", static_cast<int>(equal));
  RecordProperty("written_cycles", static_cast<int>(written_cycles));
  RecordProperty("found_cycles", static_cast<int>(found_cycles));
  EXPECT_GT(instructions, 10'000);
  EXPECT_EQ(found_cycles, written_cycles);
}

}  // namespace
}  // namespace apollo::compiler::plan::scoreboard_test
