#include "apollo/compiler/parked_weights.h"

#include "apollo/compiler/plan/keeping.h"
#include "apollo/compiler/plan/parking.h"

namespace apollo::compiler {

void try_parked_weights(const machine::Accelerator& accelerator, const Made& best, double least_gain,
                        Attempts* attempts) {
  constexpr double kLess = 0.6;  // of a PE memory, for activations that are in the way
  const std::vector<emit::WeightTraffic> traffic = best.weight_traffic;
  if (emit::waits(traffic) <= least_gain) return;
  Workshop* const shop = best.in;
  const plan::Problem all{shop->network, shop->uses, accelerator, {}};
  const auto park = [&](decisions::Plan plan) {
    if (plan::park_weights(all, traffic, &plan) > least_gain) attempts->add(shop, plan, std::nullopt);
  };
  const decisions::Plan plan = best.plan;
  park(plan);
  machine::Accelerator less = accelerator;
  less.configuration.pe_memory_bytes = static_cast<int>(kLess * accelerator.configuration.pe_memory_bytes);
  const plan::InTheWay in = plan::ops_in_the_way(all, traffic, plan, less.configuration.pe_memory_bytes);
  if (in.ops.empty() || in.gain <= least_gain) return;
  plan::take_up(plan, shop->scratch, &shop->draft);
  const auto remade =
      plan::remake_in_less({shop->network, shop->uses, less, {}}, all, in.ops, &shop->scratch, &shop->draft);
  if (const bool* changed = std::get_if<bool>(&remade); !changed || !*changed) return;
  plan::keep_weights(all, traffic, &shop->draft.plan);
  park(shop->draft.plan);
}

}  // namespace apollo::compiler
