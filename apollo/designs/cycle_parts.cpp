#include "apollo/designs/cycle_parts.h"

#include <algorithm>
#include <numeric>

#include "apollo/designs/number_text.h"
#include "apollo/designs/occupation.h"
#include "files/join.h"

namespace apollo::designs {
namespace {

using machine::Unit;
using program::Instruction;
using program::Opcode;
using program::Operand;
using simulator::Event;

constexpr double kLeastShown = 0.0005;  // of all cycles: what is less would be 0.0 %

CyclePart part_of(const Instruction& i) {
  switch (i.opcode) {
    case Opcode::load_parameters:
    case Opcode::multicast_parameters:
    case Opcode::scatter_parameters:
    case Opcode::place_parameters:
    case Opcode::collect_parameters:
    case Opcode::fill_parameters:
      return CyclePart::weights;
    case Opcode::load_activations:
      return CyclePart::activations;
    case Opcode::store_activations:
      return CyclePart::stores;
    case Opcode::multicast_activations:
      return i.operand == Operand::exchange ? CyclePart::exchange : CyclePart::activations;
    case Opcode::collect:
      return i.operand == Operand::exchange ? CyclePart::exchange : CyclePart::stores;
    case Opcode::compute:
      break;
  }
  return CyclePart::instructions;
}

// Whether an instruction fills memory that something else may have used before.
bool fills(const Instruction& i) {
  return unit_of(i.opcode) != Unit::array && i.opcode != Opcode::collect &&
         i.opcode != Opcode::store_activations && i.operand != Operand::exchange;
}

// Goes through a program's instructions and says why they started when they did.
class Causes {
 public:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  Causes(const program::Program& program, const std::vector<Event>& events)  // keeps references to both
      : program_(program), events_(events) {
    for (std::size_t i = 0; i < instructions().size(); ++i) {
      std::vector<std::size_t>& unit = of_unit(unit_of(instructions()[i].opcode));
      position_.push_back(unit.size());
      unit.push_back(i);
    }
  }

  // Adds the cycles from `begin` to the start of an instruction to the parts of what it waited for in them.
  void add(std::int64_t begin, std::size_t index, CycleParts* parts) const {
    CycleParts waited;
    std::int64_t end = events_[index].start;
    while (end > begin) {
      const std::size_t cause = awaited(index);
      if (cause != kNone) {
        const std::int64_t from = std::max(begin, std::min(end, events_[cause].start));
        waited[part_of(instructions()[cause])] += end - from;
        end = from;
        if (from == events_[cause].start && waits_for_room(cause)) {
          const std::int64_t all = waited.total();
          waited = {};
          waited[CyclePart::memory_room] = all;
        }
        index = cause;
        continue;
      }
      index = made_room_in_queue(index, begin);
      const std::int64_t from = index == kNone ? begin : std::max(begin, events_[index].start);
      waited[CyclePart::instructions] += end - from;
      end = from;
    }
    *parts += waited;
  }
  // Likewise those from `begin` to the end of an instruction.
  void add_until_end_of(std::size_t index, std::int64_t begin, CycleParts* parts) const {
    const std::int64_t end = events_[index].end + 1, from = std::max(begin, events_[index].start);
    if (end > from) (*parts)[part_of(instructions()[index])] += end - from;
    add(begin, index, parts);
  }

 private:
  // The instruction that an instruction waited for until it started: the last one to complete, or the one
  // before it in its unit; kNone if it was not there earlier.
  std::size_t awaited(std::size_t index) const {
    const Instruction& i = instructions()[index];
    const std::int64_t start = events_[index].start;
    for (int u = 0; u < machine::kUnits; ++u) {
      if (i.wait[u] == 0) continue;
      const std::size_t other = units_[u][i.wait[u] - 1];
      if (events_[other].end + 1 == start) return other;
    }
    const Unit unit = unit_of(i.opcode);
    if (unit == Unit::dma) {
      const std::size_t oldest = before(index, program_.accelerator.constants.dram_outstanding_requests);
      return oldest != kNone && events_[oldest].end + 1 == start ? oldest : kNone;
    }
    const std::size_t last = before(index, 1);
    if (last == kNone) return kNone;
    return occupation(instructions()[last], events_[last], program_.accelerator).end + 1 == start ? last
                                                                                                  : kNone;
  }

  // Of an instruction that started as soon as it was dispatched: the one, not before `earliest`, that left a
  // queue which was full, so that the sequencer could go on (rule T1); kNone if it never stood still.
  std::size_t made_room_in_queue(std::size_t index, std::int64_t earliest) const {
    std::int64_t dispatch = events_[index].start - 1;
    for (std::size_t i = index; dispatch > earliest; --i, --dispatch) {
      const std::size_t left = before(i, program_.accelerator.constants.unit_queue_entries);
      if (left != kNone && events_[left].start + 1 == dispatch) return left;
      if (i == 0) break;
    }
    return kNone;
  }

  // Whether an instruction could start only when one of the array had ended that used what it fills.
  bool waits_for_room(std::size_t index) const {
    const std::size_t cause = awaited(index);
    return cause != kNone && fills(instructions()[index]) &&
           unit_of(instructions()[cause].opcode) == Unit::array;
  }

  // The instruction of the same unit that is so many before.
  std::size_t before(std::size_t index, int count) const {
    const std::size_t position = position_[index], back = static_cast<std::size_t>(count);
    return position < back ? kNone : of_unit(unit_of(instructions()[index].opcode))[position - back];
  }

  const std::vector<Instruction>& instructions() const { return program_.instructions; }
  std::vector<std::size_t>& of_unit(Unit unit) { return units_[static_cast<std::size_t>(unit)]; }
  const std::vector<std::size_t>& of_unit(Unit unit) const { return units_[static_cast<std::size_t>(unit)]; }

  const program::Program& program_;
  const std::vector<Event>& events_;
  std::vector<std::size_t> position_;  // by instruction, in its unit
  std::array<std::vector<std::size_t>, machine::kUnits> units_;
};

// What an op's compute instructions took together.
void split_computing(std::int64_t busy, std::int64_t instructions, std::int64_t least, int startup,
                     CycleParts* parts) {
  (*parts)[CyclePart::least] = std::min(least, busy);
  const std::int64_t more = busy - (*parts)[CyclePart::least];
  (*parts)[CyclePart::start_up] = std::min(more, std::max<std::int64_t>(0, instructions - 1) * startup);
  (*parts)[CyclePart::idle_lanes] = more - (*parts)[CyclePart::start_up];
}

}  // namespace

const char* to_string(CyclePart part) {
  static const char* const names[kCycleParts] = {"least_array", "idle_lanes",  "start_up",
                                                 "weights",     "activations", "exchange",
                                                 "stores",      "memory_room", "instructions"};
  return names[static_cast<std::size_t>(part)];
}

CycleParts& CycleParts::operator+=(const CycleParts& o) {
  for (std::size_t i = 0; i < cycles.size(); ++i) cycles[i] += o.cycles[i];
  return *this;
}

std::int64_t CycleParts::total() const {
  return std::accumulate(cycles.begin(), cycles.end(), std::int64_t{0});
}

std::string CycleParts::lost_text(std::size_t most) const {
  static const char* const names[kCycleParts] = {
      "",         "idle lanes", "start-up",          "waiting for weights", "waiting for activations",
      "exchange", "stores",     "no room in memory", "instructions"};
  std::vector<std::size_t> shown;
  const auto all = static_cast<double>(total());
  const auto share = [&](std::size_t part) { return static_cast<double>(cycles[part]) / all; };
  for (std::size_t part = 1; part < cycles.size(); ++part)
    if (cycles[part] > 0 && share(part) >= kLeastShown) shown.push_back(part);
  std::stable_sort(shown.begin(), shown.end(),
                   [&](std::size_t a, std::size_t b) { return cycles[a] > cycles[b]; });
  if (shown.size() > most) shown.resize(most);
  return files::join(shown, ", ",
                     [&](std::size_t part) { return names[part] + (" " + percent(share(part))); });
}

std::vector<CycleParts> cycle_parts(const program::Program& program, const std::vector<Event>& events,
                                    const std::vector<std::int64_t>& least_array) {
  const Causes causes(program, events);
  std::vector<CycleParts> parts(program.ops.size());
  std::vector<std::int64_t> busy(program.ops.size(), 0), computed(program.ops.size(), 0);
  std::int64_t free = 0;  // of the array
  std::size_t last_op = 0, last = Causes::kNone;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (last == Causes::kNone || events[i].end > events[last].end) last = i;
    const Instruction& instruction = program.instructions[i];
    if (unit_of(instruction.opcode) != Unit::array) continue;
    last_op = instruction.op;
    causes.add(free, i, &parts[last_op]);
    free = events[i].end + 1;
    if (instruction.opcode != Opcode::compute) {
      parts[last_op][part_of(instruction)] += free - events[i].start;
      continue;
    }
    busy[last_op] += free - events[i].start;
    ++computed[last_op];
  }
  if (last != Causes::kNone) causes.add_until_end_of(last, free, &parts[last_op]);
  for (std::size_t op = 0; op < parts.size(); ++op)
    split_computing(busy[op], computed[op], least_array[op],
                    program.accelerator.constants.compute_startup_cycles, &parts[op]);
  return parts;
}

}  // namespace apollo::designs
