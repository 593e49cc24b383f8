#pragma once
#include "apollo/compiler/emitter.h"

// From a plan to its program.
namespace apollo::compiler {

// Writes the instructions of whole plans. Keeps its memory between plans. The plan must be consistent:
// addresses assigned, memories large enough.
class PlanEmitter {
 public:
  explicit PlanEmitter(const LoweredNetwork& network);

  // One inference. Valid until the next call or swap().
  const std::vector<simulator::Instruction>& instructions(const simulator::Accelerator& accelerator,
                                                          const Plan& plan);
  // Exchanges the instructions for other memory.
  void swap(std::vector<simulator::Instruction>* instructions) { emitter_.swap(instructions); }
  // By op, with the mappings of the last plan.
  const std::vector<simulator::LoopNest>& nests() const { return nests_; }

  // The whole program of a plan whose instructions are given.
  simulator::Program program(const simulator::Accelerator& accelerator, const Plan& plan,
                             std::vector<simulator::Instruction> instructions);

 private:
  void set_plan(const simulator::Accelerator& accelerator, const Plan& plan);

  const LoweredNetwork& network_;
  Emitter emitter_;
  std::vector<simulator::LoopNest> nests_;
  ExchangeEstimate exchange_;
  std::vector<PlacedOp> placed_;
  std::vector<std::int64_t> hold_addresses_;
};

}  // namespace apollo::compiler
