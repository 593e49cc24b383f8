#pragma once
#include <array>
#include <vector>

#include "simulator/engine.h"
#include "simulator/fast/tile_work.h"

namespace apollo::fast {

// The fast engine: recurrences over the instructions of a program, the timing rules T1-T6 of
// docs/template.md, one instruction at a time. Keeps its memory between runs: a compiler that simulates
// thousands of short programs allocates nothing.
//
//   FastEngine engine(accelerator);
//   engine.set_op(i, nest);      // for every op that the instructions name
//   engine.run(instructions);  // or begin(), execute() of one after the other, end()
class FastEngine {
 public:
  FastEngine() = default;
  explicit FastEngine(const machine::Accelerator& accelerator) { set_accelerator(accelerator); }

  // Before set_op(), which has to be called again for all ops.
  void set_accelerator(const machine::Accelerator& accelerator) {
    accelerator_ = accelerator;
    network_latency_ = accelerator.network_latency();
  }
  // Keeps a reference until the next call for that op.
  void set_op(std::size_t op, const program::LoopNest& nest);
  // From an idle chip to the completion of the last instruction. All counters but what multicasts deliver to
  // PE and core memories (DeliveryCounter), on which no time depends.
  const machine::Counters& run(const std::vector<program::Instruction>& instructions);
  // Likewise, for instructions that are yet to be written: begin() takes about how many.
  void begin(std::size_t instructions);
  simulator::Event execute(const program::Instruction& instruction);
  const machine::Counters& end();
  // Of what has been executed: the last cycle of the DRAM's data bus, and the first one in which a unit would
  // be free.
  std::int64_t dram_end() const { return dram_end_; }
  std::int64_t free(machine::Unit unit) const { return units_[static_cast<int>(unit)].free; }
  // When an instruction completed, counted from 1 within its unit.
  std::int64_t end(machine::Unit unit, std::uint32_t index) const {
    return units_[static_cast<int>(unit)].history[index - 1].end;
  }
  // What the last run() or end() returned.
  const machine::Counters& counters() const { return counters_; }
  // When the first instruction of the array in the last run started; 0 if there was none.
  std::int64_t first_compute_start() const {
    const UnitState& array = units_[static_cast<int>(machine::Unit::array)];
    return array.history.empty() ? 0 : array.history.front().start;
  }
  // When the instructions of the last run were under way, in their order.
  std::vector<simulator::Event> events(const std::vector<program::Instruction>& instructions) const;

 private:
  struct UnitState {
    std::vector<simulator::Event> history;  // by position in the unit's own sequence
    std::int64_t free = 0;                  // from this cycle on
    std::int64_t busy = 0, stall = 0;       // machine::UnitCounters
  };

  // The cycle of the next dispatch, for that unit, which can be `earliest` or later.
  inline std::int64_t dispatch(const UnitState& unit, std::int64_t earliest);
  // The first cycle, not before `at_head`, in which all that the instruction waits for has completed.
  inline std::int64_t start(const program::Instruction& instruction, std::int64_t at_head) const;
  // From `start`, or later if the unit itself makes it wait.
  inline simulator::Event execute_on(machine::Unit u, const program::Instruction& instruction,
                                     std::int64_t start, UnitState* unit);
  inline simulator::Event dram_transfer(const program::Instruction& instruction, std::int64_t start,
                                        UnitState* unit);
  inline simulator::Event bus_transfer(machine::Unit bus, const program::Instruction& instruction,
                                       std::int64_t start, UnitState* unit);
  inline simulator::Event compute(const program::Instruction& instruction, std::int64_t start,
                                  UnitState* unit);
  simulator::Event fill(const program::Instruction& instruction, std::int64_t start, UnitState* unit);
  void count_work();   // of the op `computing_`, since it was counted last
  void count_flits();  // of all buses, at the end

  machine::Accelerator accelerator_;
  std::int64_t network_latency_ = 0;
  std::vector<TileWork> work_;                   // by op
  std::vector<const program::LoopNest*> nests_;  // likewise
  std::uint32_t computing_ = 0;                  // the op of the last compute instruction
  std::array<UnitState, machine::kUnits> units_;
  machine::Counters counters_;
  std::int64_t dram_end_ = 0;                // last cycle of the DRAM's data bus
  std::int64_t dispatched_ = 0, last_ = -1;  // cycles of the last dispatch and of the last completion
};

// The counters of a program, by recurrences over its instructions; no data.
simulator::SimulationResult simulate(const program::Program& program,
                                     const simulator::SimulationOptions& options);

}  // namespace apollo::fast
