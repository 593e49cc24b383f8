#pragma once
#include <numeric>
#include <string>

#include "apollo/compiler/lower/lowering.h"
#include "apollo/compiler/plan/planner.h"
#include "workloads/network_builder.h"

namespace apollo::compiler::testing {

inline workloads::Layer layer(int input, int channels, int kernel) {
  workloads::Layer l = workloads::layer_of(workloads::LayerType::convolution, {input});
  l.channels = channels;
  l.kernel = {kernel, kernel};
  const int pad = kernel / 2;
  l.padding = {pad, pad, pad, pad};
  return l;
}

// Convolutions one after the other on size x size positions, so many channels each: as many ops as layers,
// and a buffer more.
inline lower::LoweredNetwork chain(int size, const std::vector<int>& channels, int kernel = 3) {
  workloads::NetworkBuilder b("chain");
  int x = b.input("x", {size, size, 8});
  for (const int c : channels) x = b.add(layer(x, c, kernel));
  return lower::lower(b.finish({x}));
}

// Two convolutions of one input, added: the second takes the first's result on its way out.
inline lower::LoweredNetwork diamond(int size, int channels) {
  workloads::NetworkBuilder b("diamond");
  const int stem = b.add(layer(b.input("x", {size, size, 8}), channels, 3));
  const int left = b.add(layer(stem, channels, 3)), right = b.add(layer(stem, channels, 1));
  return lower::lower(b.finish({b.add(workloads::layer_of(workloads::LayerType::add, {left, right}))}));
}

// A network on an accelerator, with what the planner needs.
struct Planning {
  explicit Planning(lower::LoweredNetwork lowered, const machine::Accelerator& on = {})
      : network(std::move(lowered)), uses(network), accelerator(on), scratch(network) {
    scratch.set_accelerator(accelerator);
    plan::start(problem(), scratch.shared, &draft);
  }
  plan::Problem problem(const plan::PlanOptions& options = {}) const {
    return {network, uses, accelerator, options};
  }
  std::optional<machine::Infeasible> make(const plan::PlanOptions& options = {}) {
    return plan::make_plan(problem(options), &scratch, &draft);
  }

  const lower::LoweredNetwork network;
  const plan::NetworkUses uses;
  const machine::Accelerator accelerator;
  plan::Scratch scratch;
  plan::Draft draft;
};

// Estimates of all ops.
inline double cost(const plan::Draft& draft) {
  return std::accumulate(draft.costs.begin(), draft.costs.end(), 0.0,
                         [](double sum, const plan::OpCost& op) { return sum + op.estimate; });
}

}  // namespace apollo::compiler::testing
