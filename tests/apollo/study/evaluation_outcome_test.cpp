#include "apollo/study/evaluation_outcome.h"

#include <gtest/gtest.h>

namespace apollo::study {
namespace {

TEST(ToOutcome, KeepsTheFiguresOfEveryNetwork) {
  designs::Evaluation e;
  e.feasible = true;
  e.reward = 1.25;
  e.area_mm2.macs = 3;
  designs::WorkloadResult w;
  w.name = "net";
  w.latency_ms = 2;
  w.energy_mj.dram = 0.5;
  w.utilization = 0.75;
  e.workloads = {w};
  const Outcome outcome = to_outcome(e);
  EXPECT_TRUE(outcome.feasible);
  EXPECT_EQ(outcome.reward, e.reward);
  EXPECT_EQ(outcome.area_mm2, e.area_mm2.macs);
  const nlohmann::json expected = {{"latency_ms_net", w.latency_ms},
                                   {"energy_mj_net", w.energy_mj.dram},
                                   {"dram_energy_mj_net", w.energy_mj.dram},
                                   {"utilization_net", w.utilization}};
  EXPECT_EQ(outcome.details, expected);
}

TEST(ToOutcome, SaysWhyADesignIsInfeasible) {
  designs::Evaluation e;
  e.infeasible = machine::Infeasible{machine::Infeasible::Reason::pe_memory, "conv", 2000, 1024};
  e.infeasible_workload = "net";
  const Outcome outcome = to_outcome(e);
  EXPECT_FALSE(outcome.feasible);
  EXPECT_EQ(outcome.reason, "pe_memory");
  const nlohmann::json expected = {{"infeasible_workload", "net"},
                                   {"infeasible_layer", "conv"},
                                   {"needed", 2000.0},
                                   {"available", 1024.0}};
  EXPECT_EQ(outcome.details, expected);
}

}  // namespace
}  // namespace apollo::study
