// What both engines and the compiler call feasible never exceeds a peak rate or a capacity; and that the
// checks of it can fail.
#include <gtest/gtest.h>

#include <algorithm>

#include "apollo/compiler/compiler.h"
#include "apollo/designs/evaluation.h"
#include "apollo/study/space_json.h"
#include "apollo/verify/campaign.h"
#include "simulator/fast/fast_engine.h"
#include "simulator/machine/baselines.h"
#include "simulator/machine/random_accelerator.h"
#include "simulator/systemc/systemc_engine.h"
#include "tests/apollo/verify/capacity.h"
#include "tests/apollo/verify/peak.h"
#include "tests/simulator/machine/narrow_memories.h"
#include "tests/workloads/narrowing_network.h"
#include "workloads/random/layer.h"
#include "workloads/zoo/builtin.h"

namespace apollo::verify {
namespace {

using machine::Accelerator;
using machine::Counters;
using program::Instruction;
using program::Opcode;
using program::Program;
using testing::capacity_violations;
using testing::peak_violations;
using Lines = std::vector<std::string>;

// Returns the number of instructions; 0 if the network has no mapping.
int expect_within_limits(const workloads::Network& network, const Accelerator& accelerator) {
  const auto compiled = compiler::compile(network, accelerator);
  if (std::holds_alternative<machine::Infeasible>(compiled)) return 0;
  const Program& program = std::get<Program>(compiled);
  SCOPED_TRACE(network.name + " on " + to_json_text(accelerator));
  EXPECT_EQ(capacity_violations(program), Lines());
  EXPECT_EQ(peak_violations(program, fast::simulate(program, {}).counters), Lines());
  EXPECT_EQ(peak_violations(program, systemc::simulate(program, {}).counters), Lines());
  return static_cast<int>(program.instructions.size());
}

class Limits : public ::testing::TestWithParam<const char*> {};

TEST_P(Limits, HoldOnRandomDesigns) {
  int feasible = 0;
  for (std::uint64_t seed = 1000; seed < 1025; ++seed) {
    const auto network = workloads::random::layer(GetParam(), seed);
    Accelerator accelerator = machine::random_accelerator(seed);
    const int instructions = expect_within_limits(network, accelerator);
    if (instructions == 0) continue;
    ++feasible;
    accelerator.configuration.instruction_memory_entries = std::max(1, instructions - 1);
    expect_within_limits(network, accelerator);
  }
  EXPECT_GE(feasible, 10) << "too few to show anything";
}

INSTANTIATE_TEST_SUITE_P(Kinds, Limits, ::testing::ValuesIn(workloads::random::kinds()),
                         [](const auto& info) { return std::string(info.param); });

class NetworkLimits : public ::testing::TestWithParam<const char*> {};

TEST_P(NetworkLimits, HoldOnRandomPointsOfTheSpace) {
  Campaign campaign;
  campaign.networks = {zoo::load_network(GetParam())};
  campaign.whole_networks = true;
  campaign.space = study::read_space("apollo");
  campaign.area_limit_mm2 = 6.8;
  for (int sample = 0; sample < 4; ++sample) {
    const Design design = draw(campaign, sample);
    EXPECT_LE(area(design.accelerator, cost::technology("7nm")).total(), 6.8);
    EXPECT_GT(expect_within_limits(design.network, design.accelerator), 0) << "sample " << sample;
  }
}

TEST_P(NetworkLimits, HoldWhereWeightsArePinned) {
  EXPECT_GT(expect_within_limits(zoo::load_network(GetParam()), machine::macs_256()), 0);
}

TEST(NarrowingNetworkLimits, HoldWhereWeightsWaitInPeMemories) {
  EXPECT_GT(expect_within_limits(workloads::narrowing_network(), machine::narrow_memories()), 0);
}

INSTANTIATE_TEST_SUITE_P(Networks, NetworkLimits, ::testing::Values("mobilenet_v2", "rnnt_encoder"));

// Whether a line begins with the name of the memory.
bool mentions(const Lines& lines, const std::string& memory) {
  for (const std::string& line : lines)
    if (line.compare(0, memory.size(), memory) == 0) return true;
  return false;
}

class CapacityCheck : public ::testing::Test {
 protected:
  Program program_ = std::get<Program>(compiler::compile(workloads::small_network(), machine::macs_256()));
  machine::Configuration& configuration_ = program_.accelerator.configuration;
};

TEST_F(CapacityCheck, FindsNothingInAGoodProgram) { EXPECT_EQ(capacity_violations(program_), Lines()); }

TEST_F(CapacityCheck, FindsEachMemoryThatIsTooSmall) {
  configuration_.instruction_memory_entries = 3;
  configuration_.parameter_memory_entries = configuration_.activation_memory_entries = 1;
  configuration_.pe_memory_bytes = configuration_.core_memory_bytes = 64;
  program_.dram_bytes = 64;
  const Lines lines = capacity_violations(program_);
  for (const char* memory :
       {"instruction memory", "parameter memory", "activation memory", "PE memory", "core memory", "DRAM"})
    EXPECT_TRUE(mentions(lines, memory)) << memory;
}

TEST_F(CapacityCheck, FindsPinnedWeightsThatOverlap) {
  // The second op's weights move onto the first's, in the preload and wherever they are used.
  ASSERT_FALSE(program_.preload.empty()) << "nothing is pinned";
  std::int64_t first = -1, moved = -1;
  for (const Instruction& i : program_.preload) {
    if (i.opcode != Opcode::multicast_parameters) continue;
    if (first < 0) first = i.memory_address;
    if (i.memory_address != first) moved = i.memory_address;
  }
  ASSERT_GE(moved, 0);
  for (Instruction& i : program_.preload)
    if (i.opcode == Opcode::multicast_parameters && i.memory_address == moved) i.memory_address = first;
  for (Instruction& i : program_.instructions)
    if (i.opcode == Opcode::compute && i.weight_address == moved) i.weight_address = first;
  EXPECT_TRUE(mentions(capacity_violations(program_), "core memory"));
}

TEST(ParkedWeights, WhereAHoldLiesAreFound) {
  Program program =
      std::get<Program>(compiler::compile(workloads::narrowing_network(), machine::narrow_memories()));
  ASSERT_EQ(capacity_violations(program), Lines());
  int moved = 0;
  for (Instruction& i : program.instructions)
    if (i.opcode == Opcode::scatter_parameters || i.opcode == Opcode::collect_parameters)
      i.memory_address = 0, ++moved;
  ASSERT_GT(moved, 0);
  EXPECT_TRUE(mentions(capacity_violations(program), "PE memory"));
}

TEST_F(CapacityCheck, FindsHoldsThatOverlap) {
  for (auto& buffer : program_.buffers) buffer.pe_address = 0;
  EXPECT_TRUE(mentions(capacity_violations(program_), "PE memory"));
}

TEST_F(CapacityCheck, FindsATransferThatOverwritesAnother) {
  for (Instruction& i : program_.instructions)
    if (unit_of(i.opcode) != machine::Unit::array) i.staging_address = 0;
  Program loaded_before_use = program_;
  std::stable_sort(loaded_before_use.instructions.begin(), loaded_before_use.instructions.end(),
                   [](const Instruction& l, const Instruction& r) { return l.opcode < r.opcode; });
  EXPECT_TRUE(mentions(capacity_violations(loaded_before_use), "activation memory"));
}

TEST(PeakCheck, FindsEachRateThatIsExceeded) {
  Accelerator accelerator = machine::macs_256();
  accelerator.configuration.core_memory_bytes = 2048;  // too small to pin all: every unit has work
  const Program program = std::get<Program>(compiler::compile(workloads::small_network(), accelerator));
  const Counters good = fast::simulate(program, {}).counters;
  EXPECT_EQ(peak_violations(program, good), Lines());
  const auto count_with = [&](auto change) {
    Counters bad = good;
    change(&bad);
    return peak_violations(program, bad).size();
  };
  EXPECT_GE(count_with([](Counters* c) { c->macs *= 1000; }), 1u);
  EXPECT_GE(count_with([](Counters* c) { c->multiplications *= 1000; }), 1u);
  EXPECT_GE(count_with([](Counters* c) { c->cycles /= 100; }), 1u);
  EXPECT_GE(count_with([](Counters* c) { c->dram_read_bytes *= 1000; }), 1u);
  EXPECT_GE(count_with([](Counters* c) { c->pe_reads *= 1000; }), 1u);
  EXPECT_GE(count_with([](Counters* c) { c->core_read_bytes *= 1000; }), 1u);
  for (int u = 0; u < machine::kUnits; ++u)
    EXPECT_GE(count_with([u](Counters* c) { c->units[u].busy = 0; }), 1u)
        << to_string(static_cast<machine::Unit>(u));
}

}  // namespace
}  // namespace apollo::verify
