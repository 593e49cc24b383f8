#pragma once
#include <memory>
#include <utility>

#include "apollo/compiler/emit/emission.h"
#include "apollo/compiler/plan/planner.h"

namespace apollo::compiler {

// What plans of a network are made with, of the network as it is lowered or cut into parts (lower/slices.h).
// Keeps its memory between plans.
struct Workshop {
  Workshop(lower::LoweredNetwork lowered, std::shared_ptr<plan::ShapeWork> known)
      : network(std::move(lowered)), uses(network), scratch(network, std::move(known)), emitter(network) {}
  Workshop(const Workshop&) = delete;  // its members refer to each other
  Workshop& operator=(const Workshop&) = delete;

  const lower::LoweredNetwork network;
  const plan::NetworkUses uses;
  plan::Scratch scratch;
  plan::Draft draft;
  emit::PlanEmitter emitter;
};

}  // namespace apollo::compiler
