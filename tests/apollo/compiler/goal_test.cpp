#include "apollo/compiler/goal.h"

#include <gtest/gtest.h>

#include "apollo/compiler/compiler.h"
#include "simulator/cost/energy.h"
#include "simulator/machine/baselines.h"
#include "simulator/machine/random_accelerator.h"
#include "tests/workloads/small_network.h"
#include "workloads/random/layer.h"
#include "workloads/zoo/builtin.h"

// What a compilation for energy or for the product of energy and time promises.
namespace apollo::compiler {
namespace {

using machine::Accelerator;
using machine::Counters;
using Measure = Goal::Measure;

Goal goal(const Accelerator& a, Measure measure) {
  static const cost::Technology technology = cost::technology("7nm");
  return {measure, cost::event_energies(a, technology)};
}

double energy(const Accelerator& a, const Counters& counters) {
  return cost::energy(counters, a.constants, goal(a, Measure::energy).picojoules).total();
}

double product(const Accelerator& a, const Counters& counters) {
  return energy(a, counters) * static_cast<double>(counters.cycles);
}

workloads::Network network_named(const std::string& name) {
  if (name == "small") return workloads::small_network();
  if (name == "mobilenet_v2") return zoo::builtin_network(name);
  return workloads::random::layer(name, 3);
}

class Goals : public ::testing::TestWithParam<const char*> {};

// Exactly: the plans for fewest cycles are among those that are tried.
TEST_P(Goals, AreServedNoWorseThanByFewestCycles) {
  constexpr int kDesigns = 20;
  Compiler compiler(network_named(GetParam()));
  for (int seed = 0; seed < kDesigns; ++seed) {
    const Accelerator a = machine::random_accelerator(seed);
    const auto fastest = compiler.compile(a);
    const auto least = compiler.compile(a, goal(a, Measure::energy));
    const auto best = compiler.compile(a, goal(a, Measure::energy_delay));
    ASSERT_EQ(least.index(), fastest.index()) << "the goal does not decide what is feasible";
    ASSERT_EQ(best.index(), fastest.index());
    if (std::holds_alternative<machine::Infeasible>(fastest)) continue;
    EXPECT_LE(energy(a, std::get<Counters>(least)), energy(a, std::get<Counters>(fastest)))
        << "seed " << seed;
    EXPECT_LE(product(a, std::get<Counters>(best)), product(a, std::get<Counters>(fastest)))
        << "seed " << seed;
  }
}

TEST_P(Goals, LeaveNothingBehindInACompiler) {
  constexpr int kDesigns = 5;
  Compiler mixed(network_named(GetParam())), fresh(network_named(GetParam()));
  for (int seed = 0; seed < kDesigns; ++seed) {
    const Accelerator a = machine::random_accelerator(seed);
    mixed.compile(a, goal(a, Measure::energy));
    for (const Measure measure : {Measure::cycles, Measure::energy_delay}) {
      const auto expected = fresh.compile(a, goal(a, measure)), found = mixed.compile(a, goal(a, measure));
      ASSERT_EQ(found.index(), expected.index());
      if (const auto* counters = std::get_if<Counters>(&expected)) {
        EXPECT_EQ(difference(std::get<Counters>(found), *counters), "");
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(OfACompilation, Goals,
                         ::testing::Values("small", "mobilenet_v2", "grouped", "matmul", "lstm",
                                           "layer_norm"),
                         [](const auto& info) { return std::string(info.param); });

TEST(Goal, OfEnergyIsServedOnTheBaseline) {
  const Accelerator a = machine::edge_baseline();
  Compiler compiler(zoo::builtin_network("resnet50"));
  const Counters fastest = std::get<Counters>(compiler.compile(a));
  const Counters least = std::get<Counters>(compiler.compile(a, goal(a, Measure::energy)));
  EXPECT_LT(energy(a, least), energy(a, fastest));
  EXPECT_GT(least.cycles, fastest.cycles);
}

// The parts of its chains differ in what parts of the array pay.
TEST(Goal, OfEnergyIsServedWherePartsOfAnOpAreMappedApart) {
  const Accelerator a = machine::edge_baseline();
  Compiler compiler(zoo::builtin_network("ssd_mobilenet_v2_300"));
  const auto fastest = std::get<Counters>(compiler.compile(a, goal(a, Measure::cycles)));
  const auto best = std::get<Counters>(compiler.compile(a, goal(a, Measure::energy)));
  EXPECT_LT(energy(a, best), energy(a, fastest));
}

TEST(Goal, OfEnergyFollowsThePrices) {
  // Where only DRAM costs anything, its bytes become fewer.
  const Accelerator a = machine::edge_baseline();
  Goal of_dram{Measure::energy, {}};
  of_dram.picojoules.dram_byte = 1;
  Compiler compiler(zoo::builtin_network("unet"));
  const Counters fastest = std::get<Counters>(compiler.compile(a));
  const Counters least = std::get<Counters>(compiler.compile(a, of_dram));
  EXPECT_LT(least.dram_read_bytes + least.dram_write_bytes,
            fastest.dram_read_bytes + fastest.dram_write_bytes);
}

}  // namespace
}  // namespace apollo::compiler
