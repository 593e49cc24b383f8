#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "simulator/program/program.h"

// What instruction memory holds of a program: instructions in hardware loops. From one iteration of a loop to
// the next an instruction of its body may change in numbers that go on by strides. What an instruction waits
// for is not among them: the sequencer finds it.
namespace apollo::program {

// The numbers of an instruction that may go on: the tile's indices y, x, g, k, c; stream_begin; the addresses
// staging, memory, input, operand2, output, psum, weight; the op, where layers follow each other that are
// alike.
constexpr int kNumbers = 14;
std::int64_t number(const Instruction& instruction, int index);
void set_number(Instruction* instruction, int index, std::int64_t value);

// The ring that one of the instruction's numbers goes round in, of its op's; none for a number that is not an
// address, or lies elsewhere.
Ring ring_of(const OpRings& rings, const Instruction& instruction, int number);

// How a number goes on in a loop: by a stride, within the ring of its op if it has one. All loops around an
// instruction advance it in the same ring.
struct Advance {
  int number = 0;
  std::int64_t stride = 0;
  Ring ring;

  // The value that many iterations later.
  std::int64_t after(std::int64_t iterations, std::int64_t value) const {
    value += stride * iterations;
    return ring.bytes > 0 ? ring.wrap(value) : value;
  }
};

// A loop, whose body is the parts after it; or an instruction, with the numbers of its first execution.
struct CodePart {
  std::int64_t iterations = 0;  // of a loop; 0: an instruction
  std::size_t parts = 0;        // loop: in its body, nested ones too
  Instruction instruction;
  std::vector<std::vector<Advance>> advances;  // instruction: by loop around it, outermost first
};

constexpr int kDeepestLoops = 4;  // that the sequencer has counters for
// An instruction's own 128 bits: opcode and operand 5, op 11, staging and memory address 2 x 24, length 20,
// and two advances of 22: a number and a loop 6, a stride 16. Entries of advances alone hold five.
constexpr int kAdvancesOfInstruction = 2, kAdvancesPerEntry = 5;
using Code = std::vector<CodePart>;

// Entries of instruction memory: one for each loop; one for each instruction with up to two advances, and one
// more for every five others.
constexpr std::int64_t entries_with(std::int64_t advances) {
  if (advances <= kAdvancesOfInstruction) return 1;
  return 1 + machine::ceil_div(advances - kAdvancesOfInstruction, std::int64_t{kAdvancesPerEntry});
}
std::int64_t entries(const CodePart& part);
std::int64_t entries(const Code& code);

// A short code of a program: what repeats is folded, the outermost loops first. A program whose instructions
// all differ is its own code. `rings`, by op: what addresses go round in; an op beyond its end has none. The
// second stops where it sees more than so many entries, and returns nothing.
Code fold(const std::vector<Instruction>& instructions, const std::vector<OpRings>& rings = {});
std::optional<Code> fold(const std::vector<Instruction>& instructions, const std::vector<OpRings>& rings,
                         std::int64_t most_entries);

// Executes a code: its instructions in the order of the program that it was folded from, with the waits of
// their first executions.
//
//   for (CodeReader reader(code); !reader.at_end();) use(reader.next());
class CodeReader {
 public:
  // Keeps a reference.
  explicit CodeReader(const Code& code) : code_(code) {}
  // Also after the code has changed.
  void restart() {
    position_ = 0;
    loops_.clear();
  }
  bool at_end() const { return loops_.empty() && position_ == code_.size(); }
  std::size_t position() const { return position_; }  // of the part that comes next, in the code
  Instruction next();

 private:
  struct Loop {
    std::size_t begin = 0, end = 0;  // its body
    std::int64_t iteration = 0, iterations = 0;
  };
  void enter_loops();
  void leave_loops();

  const Code& code_;
  std::size_t position_ = 0;
  std::vector<Loop> loops_;  // around position_, outermost first
};

}  // namespace apollo::program
