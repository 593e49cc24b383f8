#pragma once
#include <optional>

#include "apollo/compiler/emit/emitter.h"
#include "apollo/compiler/map/mapping_search.h"
#include "simulator/fast/deliveries.h"

namespace apollo::compiler::plan {

// Simulates one op alone. Keeps its memory between calls.
class IsolatedOp {
 public:
  explicit IsolatedOp(const lower::LoweredNetwork& network) : network_(network), emitter_(network) {}

  // For the next calls; has to live as long.
  void set_accelerator(const machine::Accelerator& accelerator) { accelerator_ = &accelerator; }

  // Cycles of the op with its operands where `buffers` (by buffer index of the network) says they are, mapped
  // as the candidate says, its weights where `around` says. For an op that is not the
  // network's first, the time before its first compute instruction does not count, because earlier ops hide
  // it, unless a unit is busy for longer than what remains.
  std::int64_t cycles(const std::vector<decisions::BufferDecision>& buffers, int op,
                      const map::Candidate& candidate, const map::OpContext& around);
  // What it costs: these cycles, and with them the events.
  double cost(const std::vector<decisions::BufferDecision>& buffers, int op, const map::Candidate& candidate,
              const map::OpContext& around, const map::Prices& prices);

 private:
  const lower::LoweredNetwork& network_;
  const machine::Accelerator* accelerator_ = nullptr;
  emit::Emitter emitter_;
  decisions::ExchangeEstimate exchange_;
  std::vector<emit::PlacedOp> placed_;
  fast::DeliveryCounter deliveries_;
  const std::vector<program::Instruction>* instructions_ = nullptr;  // of the last run
  std::optional<program::LoopNest> nest_;  // of the last op, so that its Op need not be copied again
  int nest_op_ = -1;
  std::vector<std::int64_t> hold_addresses_;  // by buffer
};

}  // namespace apollo::compiler::plan
