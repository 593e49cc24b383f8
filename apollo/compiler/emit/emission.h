#pragma once
#include "apollo/compiler/emit/emitter.h"

// From a plan to its program.
namespace apollo::compiler::emit {

// Writes the instructions of whole plans. Keeps its memory between plans. The plan must be consistent:
// addresses assigned, memories large enough.
class PlanEmitter {
 public:
  explicit PlanEmitter(const lower::LoweredNetwork& network);

  // One inference. Valid until the next call or swap().
  const std::vector<program::Instruction>& instructions(const machine::Accelerator& accelerator,
                                                        const decisions::Plan& plan,
                                                        Transfers transfers = Transfers::early);
  const std::vector<program::OpRings>& rings() const { return emitter_.rings(); }  // by op, of these
  const std::vector<WeightTraffic>& weight_traffic() const { return emitter_.weight_traffic(); }  // likewise
  const fast::FastEngine& engine() const { return emitter_.engine(); }  // their simulation
  // Exchanges the instructions for other memory.
  void swap(std::vector<program::Instruction>* instructions) { emitter_.swap(instructions); }
  // By op, of the last plan.
  const std::vector<PlacedOp>& placed() const { return placed_; }

  // The whole program of a plan whose instructions, with their rings, are given.
  program::Program program(const machine::Accelerator& accelerator, const decisions::Plan& plan,
                           std::vector<program::Instruction> instructions,
                           std::vector<program::OpRings> rings);

 private:
  void set_plan(const machine::Accelerator& accelerator, const decisions::Plan& plan);
  // Of the plan set last.
  Layout layout(const machine::Accelerator& accelerator, const decisions::Plan& plan,
                Transfers transfers) const;

  const lower::LoweredNetwork& network_;
  Emitter emitter_;
  std::vector<program::LoopNest> nests_;
  decisions::ExchangeEstimate exchange_;
  std::vector<PlacedOp> placed_;
  std::vector<std::int64_t> hold_addresses_;
  Parking parking_;
};

}  // namespace apollo::compiler::emit
