#include <gtest/gtest.h>

#include <limits>

#include "apollo/compiler/compiler.h"
#include "apollo/compiler/map/estimate.h"
#include "apollo/compiler/plan/isolated.h"
#include "simulator/engine.h"
#include "simulator/fast/fast_engine.h"
#include "workloads/network_builder.h"

// The compiler's choice against every mapping of the mapping space, each simulated.
namespace apollo::compiler {
namespace {

using decisions::BufferDecision;
using lower::LoweredNetwork;
using machine::Accelerator;
using program::Dim;
using program::LoopOrder;
using program::Mapping;
using program::Op;

// Fewest simulated cycles over all mappings of the network's one op, with its operands in DRAM.
std::int64_t least_cycles(const LoweredNetwork& network, const Accelerator& a, std::int64_t* simulated) {
  const Op& op = network.ops[0];
  std::vector<BufferDecision> buffers(network.buffers.size());
  for (BufferDecision& b : buffers) b.in_dram = true;
  map::OpContext context;
  context.operand2_staged = op.operand2.buffer >= 0;
  context.input_buffer_channels = network.buffers[op.input.buffer].buffer.shape.channels;
  context.output_buffer_channels = network.buffers[op.output.buffer].buffer.shape.channels;
  context.free.core = a.configuration.core_memory_bytes / 4 * 4;
  context.free.parameter = a.parameter_memory_bytes();
  context.free.activation = a.activation_memory_bytes();
  context.free.pe = a.configuration.pe_memory_bytes;
  map::OpContext pinned = context;
  pinned.weights_pinned = true;
  const int lanes = a.configuration.compute_lanes;
  std::int64_t least = std::numeric_limits<std::int64_t>::max();

  plan::IsolatedOp isolated(network);
  isolated.set_accelerator(a);
  Mapping m;
  const auto visit = [&] {
    if (!check(op, m, a).empty()) return;
    const auto candidate = map::estimate(op, context, a, m);  // chooses slots
    if (!candidate) return;
    ++*simulated;
    least = std::min(least, isolated.cycles(buffers, 0, *candidate, context));
    if (decisions::all_weight_tiles_bytes(op, program::Tiling(op, m, a)) <= context.free.core)
      least = std::min(least, isolated.cycles(buffers, 0, *candidate, pinned));
  };
  const auto dims = {Dim::y, Dim::x, Dim::g, Dim::k};
  const auto orders = {LoopOrder::skc, LoopOrder::ksc, LoopOrder::kcs};
  for (m.rows = Dim::y; m.rows <= Dim::k; m.rows = static_cast<Dim>(static_cast<int>(m.rows) + 1))
    for (const Dim columns : dims)
      for (const Dim cores : dims) {
        if (a.pes() == 1 && (m.rows != Dim::y || columns != Dim::y)) continue;  // nothing is spread
        if (a.configuration.cores_per_pe == 1 && cores != Dim::k) continue;
        m.columns = columns;
        m.cores = cores;
        for (m.lanes_k = 1; m.lanes_k <= std::min(lanes, op.K); ++m.lanes_k)
          for (m.lanes_g = 1; m.lanes_g <= std::min(lanes / m.lanes_k, op.G); ++m.lanes_g)
            for (m.lanes_x = 1; m.lanes_x <= std::min(lanes / m.lanes_k / m.lanes_g, op.X); ++m.lanes_x)
              for (const bool ways_over_s : {false, true}) {
                if (ways_over_s && op.S() == 1) continue;
                m.ways_over_s = ways_over_s;
                for (m.tile_y = 1; m.tile_y <= op.Y; ++m.tile_y)
                  for (m.tile_x = 1; m.tile_x <= op.X; ++m.tile_x)
                    for (m.tile_g = 1; m.tile_g <= op.G; ++m.tile_g)
                      for (m.tile_k = 1; m.tile_k <= op.K; ++m.tile_k)
                        for (m.tile_c = op.C; m.tile_c >= 4 || m.tile_c == op.C; m.tile_c -= 4)
                          for (const LoopOrder order : orders) {
                            m.order = order;
                            visit();
                          }
              }
      }
  return least;
}

struct Case {
  const char* name;
  int height, width, channels_in, channels_out, groups, kernel, stride;
  int lanes = 4, pe_memory_bytes = 4096, core_memory_bytes = 1024, activation_memory_entries = 1024;
  double dram_bandwidth_gbps = 30;
  int pes = 2;  // rows and columns of the array
};
constexpr double kTolerance = 1.01;  // of cycles

class Exhaustive : public ::testing::TestWithParam<Case> {};

TEST_P(Exhaustive, CompilerIsCloseToTheFewestCycles) {
  const Case& c = GetParam();
  workloads::NetworkBuilder b(c.name);
  workloads::Layer l;
  l.type = workloads::LayerType::convolution;
  l.inputs = {b.input("x", {c.height, c.width, c.channels_in})};
  l.channels = c.channels_out;
  l.groups = c.groups;
  l.kernel = {c.kernel, c.kernel};
  l.stride = {c.stride, c.stride};
  const int pad = c.kernel / 2;
  l.padding = {pad, pad, pad, pad};
  const auto network = b.finish({b.add(l)});
  Accelerator a;
  a.configuration.pes_x = a.configuration.pes_y = c.pes;
  a.configuration.compute_lanes = c.lanes;
  a.configuration.pe_memory_bytes = c.pe_memory_bytes;
  a.configuration.core_memory_bytes = c.core_memory_bytes;
  a.configuration.activation_memory_entries = c.activation_memory_entries;
  a.configuration.dram_bandwidth_gbps = c.dram_bandwidth_gbps;
  const auto compiled = compile(network, a);
  ASSERT_TRUE(std::holds_alternative<program::Program>(compiled));
  const std::int64_t cycles = fast::simulate(std::get<program::Program>(compiled), {}).counters.cycles;
  std::int64_t simulated = 0;
  const std::int64_t least = least_cycles(lower::lower(network), a, &simulated);
  EXPECT_GT(simulated, 1000);
  // --gtest_output=xml shows them: the table of docs/compiler.md.
  RecordProperty("mappings", std::to_string(simulated));
  RecordProperty("fewest_cycles", std::to_string(least));
  RecordProperty("compiler_cycles", std::to_string(cycles));
  EXPECT_LE(static_cast<double>(cycles), kTolerance * static_cast<double>(least))
      << "of " << simulated << " mappings";
}

INSTANTIATE_TEST_SUITE_P(
    Layers, Exhaustive,
    ::testing::Values(Case{"pointwise", 4, 4, 8, 8, 1, 1, 1}, Case{"convolution", 4, 5, 4, 6, 1, 3, 1},
                      Case{"strided", 6, 6, 3, 8, 1, 3, 2}, Case{"depthwise", 5, 6, 8, 8, 8, 3, 1},
                      Case{"grouped", 4, 4, 8, 8, 2, 1, 1}, Case{"fully_connected", 1, 1, 32, 24, 1, 1, 1},
                      Case{"little_staging", 6, 6, 8, 6, 1, 3, 1, 4, 2048, 512, 4},
                      Case{"large_kernel", 9, 9, 1, 4, 1, 7, 1, 8, 2048, 512},
                      Case{"slow_dram", 1, 1, 64, 16, 1, 1, 1, 4, 1024, 256, 1024, 5},
                      // Large enough to be searched by descent, with few candidates simulated.
                      Case{"large_pointwise", 6, 6, 24, 16, 1, 1, 1, 4, 1024, 256, 1024, 5, 1},
                      Case{"large_depthwise", 8, 8, 16, 16, 16, 3, 1, 4, 1024, 64, 1024, 30, 1},
                      Case{"large_convolution", 6, 6, 8, 8, 1, 3, 1, 4, 512, 256, 1024, 30, 1}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace apollo::compiler
