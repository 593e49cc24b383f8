#include "apollo/designs/explanation.h"

#include <gtest/gtest.h>

#include "tests/files/error_of.h"

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

TEST(Advice, SaysHowFarALimitIsMissed) {
  EXPECT_EQ(
      advice_for(Reason::area, 6.5, 4),
      "Shrink the chip by 2.50 mm2; its largest parts are macs 3.00 mm2, network 2.00 mm2, uncore 1.00 mm2.");
  expect_contains(advice_for(Reason::latency, 6, 4), "faster by a factor of 1.50;");
  expect_contains(advice_for(Reason::power, 6, 4), "Save 2.00 W;");
}

}  // namespace
}  // namespace apollo::designs
