#include "apollo/designs/explanation.h"

#include <gtest/gtest.h>

#include <random>

#include "apollo/designs/number_text.h"
#include "simulator/machine/random_accelerator.h"
#include "simulator/machine/template_file.h"
#include "tests/files/error_of.h"
#include "workloads/network_builder.h"
#include "workloads/random/layer.h"

namespace apollo::designs {
namespace {

using testing::expect_contains;
using Reason = machine::Infeasible::Reason;

LayerResult layer_of(const std::string& name, std::int64_t cycles, const std::string& bound_by) {
  LayerResult layer;
  layer.name = name;
  layer.cycles = cycles;
  layer.bound_by = bound_by;
  return layer;
}

TEST(ExplanationOf, SharesTheCyclesAmongLayersAndBoundsWorstFirst) {
  WorkloadResult w;
  w.name = "net";
  w.skipped = {"Loop"};
  w.cycles = 100;
  w.layers = {layer_of("a", 25, "dma"), layer_of("fused", 0, ""), layer_of("b", 50, "array"),
              layer_of("c", 25, "dma")};
  w.counters.units[static_cast<std::size_t>(machine::Unit::array)].busy = 40;
  w.counters.units[static_cast<std::size_t>(machine::Unit::dma)].busy = 60;
  const Explanation e = explanation_of(w);
  EXPECT_EQ(e.workload, "net");
  EXPECT_EQ(e.skipped, w.skipped);
  EXPECT_EQ(e.array_busy, 0.4);
  EXPECT_EQ(e.dram_busy, 0.6);
  EXPECT_EQ(e.bound_by, (std::map<std::string, double>{{"array", 0.5}, {"dma", 0.5}}));
  ASSERT_EQ(e.layers.size(), 3U);
  EXPECT_EQ(e.layers[0].layer.name, "b");
  EXPECT_EQ(e.layers[1].layer.name, "a");  // of equals the earlier
  EXPECT_EQ(e.layers[2].share, 0.25);
}

std::string advice_for(Reason reason, double needed, double available) {
  Evaluation e;
  e.area_mm2.macs = 3;
  e.area_mm2.network = 2;
  e.area_mm2.uncore = 1;
  machine::Accelerator a;
  a.constants.parameter_entry_bytes = 32;
  a.constants.activation_entry_bytes = 64;
  return advice({reason, "conv", needed, available}, e, a);
}

TEST(Advice, NamesTheParameterAndTheLeastValueThatWillDo) {
  expect_contains(advice_for(Reason::pe_memory, 2000.5, 1024), "Set pe_memory_bytes to at least 2001, ");
  expect_contains(advice_for(Reason::pe_memory, 2000.5, 1024), "layer conv");
  expect_contains(advice_for(Reason::core_memory, 300, 256), "core_memory_bytes to at least 300");
  expect_contains(advice_for(Reason::instruction_memory, 70, 64),
                  "instruction_memory_entries to at least 70");
  // 320 bytes in entries of 32 and of 64 bytes.
  expect_contains(advice_for(Reason::parameter_memory, 320, 32), "parameter_memory_entries to at least 10,");
  expect_contains(advice_for(Reason::activation_memory, 320, 64), "activation_memory_entries to at least 5,");
}

TEST(Advice, NamesNoLayerIfTheDesignAloneIsShort) {
  const std::string text =
      advice({Reason::activation_memory, "", 640, 64}, Evaluation(), machine::Accelerator());
  EXPECT_EQ(text,
            "Set activation_memory_entries to at least 10, for two queues for each PE row that cover the way "
            "there and back.");
}

TEST(Advice, SaysIfNoValueWillDo) {
  const auto* pe_memory = machine::find_field(machine::kParameters, "pe_memory_bytes");
  expect_contains(
      advice_for(Reason::pe_memory, 2 * pe_memory->highest, 1024),
      "No pe_memory_bytes is enough, of which there are " + plain(pe_memory->highest) + " at most");
}

// The same for a seed on every machine.
class Draws {
 public:
  explicit Draws(std::uint64_t seed) : engine_(seed) {}
  int from(int lowest, int highest) {
    return lowest + static_cast<int>(engine_() % static_cast<std::uint64_t>(highest - lowest + 1));
  }

 private:
  std::mt19937_64 engine_;
};

// A random design with too little of one memory, more often than not, and ample others.
machine::Accelerator tight_accelerator(std::uint64_t seed) {
  machine::Accelerator a = machine::random_accelerator(seed);
  if (seed % 2 == 0) a.constants = machine::template_file("permissive").constants;  // layers fall short
  Draws draws(seed);
  machine::Configuration& c = a.configuration;
  c.pe_memory_bytes = 1 << 20;
  c.core_memory_bytes = c.parameter_memory_entries = c.activation_memory_entries = 1 << 16;
  switch (seed % 5) {
    case 0:
      c.pe_memory_bytes = draws.from(1024, 2048);
      break;
    case 1:
      c.core_memory_bytes = draws.from(256, 300);
      break;
    case 2:
      c.parameter_memory_entries = draws.from(1, 8);
      break;
    case 3:
      c.activation_memory_entries = draws.from(1, 4);
      break;
    default:
      c.instruction_memory_entries = draws.from(1, 20);
  }
  return a;
}

// Two convolutions with windows of many bytes.
workloads::Network wide_windows(std::uint64_t seed) {
  Draws draws(seed);
  workloads::NetworkBuilder builder("wide");
  int tensor = builder.input("x", {draws.from(20, 30), draws.from(20, 30), 2 * draws.from(1, 60)});
  for (const char* name : {"first", "second"}) {
    workloads::Layer layer;
    layer.name = name;
    layer.type = workloads::LayerType::convolution;
    layer.inputs = {tensor};
    layer.channels = 2 * draws.from(1, 80);
    layer.groups = draws.from(1, 2);
    const int kernel = 2 * draws.from(2, 9) + 1;
    layer.kernel = {kernel, kernel};
    layer.padding = {kernel / 2, kernel / 2, kernel / 2, kernel / 2};
    tensor = builder.add(layer);
  }
  return builder.finish({tensor});
}

const std::map<Reason, std::string> kParameterOf = {
    {Reason::pe_memory, "pe_memory_bytes"},
    {Reason::core_memory, "core_memory_bytes"},
    {Reason::parameter_memory, "parameter_memory_entries"},
    {Reason::activation_memory, "activation_memory_entries"},
    {Reason::instruction_memory, "instruction_memory_entries"}};

// The number in "PARAMETER to at least NUMBER".
double number_in(const std::string& advice, const std::string& parameter) {
  const std::string before = "Set " + parameter + " to at least ";
  EXPECT_EQ(advice.rfind(before, 0), 0U) << advice;
  return std::stod(advice.substr(before.size()));
}

// On several networks with several layers each.
TEST(Advice, IsEnough) {
  constexpr std::uint64_t kDesigns = 100;
  std::map<Reason, int> reached;
  for (std::uint64_t seed = 0; seed < kDesigns; ++seed) {
    const auto& kinds = workloads::random::kinds();
    std::vector<workloads::Network> networks = {workloads::random::layer(kinds[seed % kinds.size()], seed),
                                                wide_windows(seed)};
    const DesignEvaluator designs(std::move(networks), cost::technology("7nm"), std::nullopt);
    machine::Accelerator a = tight_accelerator(seed);
    const Evaluation e = designs.evaluate(a, {});
    if (!e.infeasible) continue;
    const Reason reason = e.infeasible->reason;
    const std::string text = advice(largest_shortage(designs, a, *e.infeasible), e, a);
    const std::string parameter = kParameterOf.at(reason);
    set_parameter(parameter, number_in(text, parameter), &a.configuration);
    const Evaluation then = designs.evaluate(a, {});
    EXPECT_TRUE(!then.infeasible || then.infeasible->reason != reason) << text << " " << to_json_text(a);
    ++reached[reason];
  }
  for (const auto& [reason, parameter] : kParameterOf) EXPECT_GE(reached[reason], 5) << parameter;
}

TEST(Advice, SaysHowFarALimitIsMissed) {
  expect_contains(advice_for(Reason::reticle, 900, 858), "Shrink the chip by 42.0 mm2; its largest parts");
  EXPECT_EQ(
      advice_for(Reason::area, 6.5, 4),
      "Shrink the chip by 2.50 mm2; its largest parts are macs 3.00 mm2, network 2.00 mm2, uncore 1.00 mm2.");
  expect_contains(advice_for(Reason::latency, 6, 4), "faster by a factor of 1.50;");
  expect_contains(advice_for(Reason::power, 6, 4), "Save 2.00 W;");
}

}  // namespace
}  // namespace apollo::designs
