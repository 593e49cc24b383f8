#pragma once
#include <array>
#include <cstdint>
#include <systemc>
#include <vector>

#include "simulator/engine.h"
#include "simulator/systemc/issue.h"

namespace apollo::systemc {

// What units know of each other: how many of its instructions each has completed. A completion in cycle c is
// visible from c + 1 on.
class ScoreboardIf : virtual public sc_core::sc_interface {
 public:
  virtual std::uint32_t completed(machine::Unit unit) const = 0;
  virtual const sc_core::sc_event& changed() const = 0;
  // To be called once per instruction, in the cycle in which it starts, and in the last cycle of its
  // execution.
  virtual void start(std::uint32_t index) = 0;
  virtual void complete(machine::Unit unit, std::uint32_t index) = 0;
};

// All that `instruction` waits for has been completed.
bool waits_are_met(const ScoreboardIf& scoreboard, const program::Instruction& instruction);

class Scoreboard : public sc_core::sc_prim_channel, public ScoreboardIf {
 public:
  explicit Scoreboard(const char* name);
  // Before a run of `instructions` instructions whose cycle 0 is `first_cycle`. `record`: keep when each
  // instruction ran.
  void begin(std::size_t instructions, std::int64_t first_cycle, bool record);

  std::uint32_t completed(machine::Unit unit) const override { return completed_[static_cast<int>(unit)]; }
  const sc_core::sc_event& changed() const override { return changed_; }
  void start(std::uint32_t index) override;
  void complete(machine::Unit unit, std::uint32_t index) override;

  bool finished() const { return remaining_ == 0; }
  const sc_core::sc_event& all_completed() const { return all_completed_; }
  std::int64_t cycles() const { return last_ - first_cycle_ + 1; }  // from cycle 0 to the last completion
  const std::vector<simulator::Event>& events() const { return events_; }
  void trace(sc_core::sc_trace_file* file) const override;

 private:
  void update() override;

  std::array<std::uint32_t, machine::kUnits> completed_{}, completing_{};
  std::size_t remaining_ = 0;
  std::int64_t first_cycle_ = 0, last_ = -1;
  std::vector<simulator::Event> events_;
  sc_core::sc_event changed_{"changed"}, all_completed_{"all_completed"};
};

}  // namespace apollo::systemc
