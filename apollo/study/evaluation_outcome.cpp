#include "apollo/study/evaluation_outcome.h"

#include "apollo/study/front.h"

namespace apollo::study {

study::Outcome to_outcome(const designs::Evaluation& e) {
  Outcome outcome;
  outcome.feasible = e.feasible;
  outcome.reward = e.reward;
  outcome.area_mm2 = e.area_mm2.total();
  if (e.infeasible) {
    outcome.reason = to_string(e.infeasible->reason);
    outcome.details = {{"infeasible_workload", e.infeasible_workload},
                       {"infeasible_layer", e.infeasible->layer},
                       {"needed", e.infeasible->needed},
                       {"available", e.infeasible->available}};
    return outcome;
  }
  for (const auto& [objective, reward] : e.rewards) outcome.details[reward_detail(objective)] = reward;
  for (const designs::WorkloadResult& w : e.workloads) {
    outcome.details["latency_ms_" + w.name] = w.latency_ms;
    outcome.details["energy_mj_" + w.name] = w.energy_mj.total();
    outcome.details["dram_energy_mj_" + w.name] = w.energy_mj.dram;
    outcome.details["utilization_" + w.name] = w.utilization;
  }
  return outcome;
}

}  // namespace apollo::study
