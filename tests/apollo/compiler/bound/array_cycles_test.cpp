#include "apollo/compiler/bound/array_cycles.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "apollo/compiler/lower/lowering.h"
#include "apollo/compiler/lower/slices.h"
#include "simulator/fast/tile_work.h"
#include "simulator/machine/random_accelerator.h"
#include "simulator/program/tile_loops.h"
#include "tests/apollo/compiler/bound/least_cycles.h"
#include "tests/apollo/compiler/small_op.h"
#include "workloads/network_builder.h"
#include "workloads/random/layer.h"

namespace apollo::compiler::bound {
namespace {

using machine::Accelerator;
using program::Dim;
using program::Mapping;
using program::Op;

// What the engines count of a mapping.
std::int64_t cycles_of(const Op& op, const Mapping& mapping, const Accelerator& a) {
  const program::LoopNest nest(op, mapping, a);
  fast::TileWork work;
  work.assign(nest, a.constants);
  std::int64_t cycles = 0;
  for_each_tile(nest, [&](const program::Tile& tile) {
    cycles += work.add(tile, tile.c > 0, tile.c + 1 < nest.tiling.tiles_c);
  });
  return cycles;
}

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : engine_(seed) {}
  int between(int lowest, int highest) {
    return lowest + static_cast<int>(engine_() % static_cast<std::uint64_t>(highest - lowest + 1));
  }
  // The whole or a part.
  int part(int whole) { return between(0, 1) == 0 ? whole : between(1, whole); }
  Dim dim() { return static_cast<Dim>(between(0, 3)); }

 private:
  std::mt19937_64 engine_;
};

// Any mapping that a program may have.
Mapping random_mapping(const Op& op, const Accelerator& a, Draw* draw) {
  for (;;) {
    Mapping m;
    m.rows = draw->dim();
    if (draw->between(0, 1) == 1) {
      m.rows_at_work = draw->between(1, a.configuration.pes_y);
      m.columns_at_work = draw->between(1, a.configuration.pes_x);
    }
    m.columns = draw->dim();
    m.cores = draw->dim();
    if (!is_row_kernel(op.kernel)) {
      int left = a.configuration.compute_lanes;
      for (auto [lanes, extent] : {std::pair{&m.lanes_k, op.K}, {&m.lanes_g, op.G}, {&m.lanes_x, op.X}}) {
        *lanes = draw->part(std::min(left, extent));
        left /= *lanes;
      }
      m.ways_over_s = op.S() > 1 && draw->between(0, 1) == 1;
    }
    m.tile_y = draw->part(op.Y);
    m.tile_x = draw->part(op.X);
    m.tile_g = draw->part(op.G);
    m.tile_k = draw->part(op.K);
    m.tile_c = op.kernel == program::Kernel::mac ? draw->part(op.C) : op.C;
    m.order = static_cast<program::LoopOrder>(draw->between(0, 2));
    if (check(op, m, a).empty()) return m;
  }
}

TEST(LeastArrayCycles, NoMappingTakesFewer) {
  constexpr int kSeeds = 40, kMappings = 60;
  for (const char* kind : workloads::random::kinds())
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      const auto network = lower::lower(workloads::random::layer(kind, seed));
      Accelerator a = machine::random_accelerator(seed);
      Draw draw(seed);
      a.constants.pe_memory_read_bytes = 8 << draw.between(0, 4);
      a.constants.pe_memory_write_bytes = 8 << draw.between(0, 4);
      for (const Op& op : network.ops) {
        const std::int64_t bound = whole_cycles(op, a);
        EXPECT_GT(bound, a.constants.compute_startup_cycles);
        for (int i = 0; i < kMappings; ++i) {
          const Mapping m = random_mapping(op, a, &draw);
          ASSERT_LE(bound, cycles_of(op, m, a)) << kind << " seed " << seed << " op " << op.name;
        }
      }
    }
}

// The fewest cycles of all mappings whose tile is a PE's whole share, or where need be one group of it.
std::int64_t fewest_of_all(const Op& op, const Accelerator& a) {
  const std::vector<Dim> dims{Dim::y, Dim::x, Dim::g, Dim::k};
  const std::vector<Dim> core_dims = a.configuration.cores_per_pe > 1 ? dims : std::vector<Dim>{Dim::y};
  const int lanes = a.configuration.compute_lanes;
  std::int64_t fewest = INT64_MAX;
  Mapping m = testing::one_tile(op);
  for (const Dim cores : core_dims)
    for (const Dim rows : dims)
      for (const Dim columns : dims)
        for (m.lanes_g = 1; m.lanes_g <= std::min(lanes, op.G); ++m.lanes_g)
          for (m.lanes_k = 1; m.lanes_g * m.lanes_k <= lanes && m.lanes_k <= op.K; ++m.lanes_k)
            for (m.lanes_x = 1; m.lanes_g * m.lanes_k * m.lanes_x <= lanes && m.lanes_x <= op.X; ++m.lanes_x)
              for (const bool ways_over_s : {false, true}) {
                m.cores = cores;
                m.rows = rows;
                m.columns = columns;
                m.ways_over_s = ways_over_s;
                m.tile_g = op.G > 1 && op.K > 1 && (rows == Dim::k || columns == Dim::k) ? 1 : op.G;
                if (check(op, m, a).empty()) fewest = std::min(fewest, cycles_of(op, m, a));
              }
  return fewest;
}

TEST(LeastArrayCycles, OfOneCoreAreThoseOfTheBestMapping) {
  for (const char* kind : workloads::random::kinds())
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
      const auto network = lower::lower(workloads::random::layer(kind, seed));
      Accelerator a = machine::random_accelerator(seed);
      a.configuration.cores_per_pe = 1;
      a.configuration.compute_lanes = std::min(a.configuration.compute_lanes, 16);
      for (const Op& op : network.ops) {
        if (is_row_kernel(op.kernel)) continue;
        EXPECT_EQ(whole_cycles(op, a), fewest_of_all(op, a)) << kind << " seed " << seed << " op " << op.name;
      }
    }
}

// A mapping has whole beats in each step of several cores, which the bound leaves out.
TEST(LeastArrayCycles, OfSeveralCoresAreCloseToThoseOfTheBestMapping) {
  constexpr double kClose = 0.99;
  double bounds = 0, fewest = 0;
  for (const char* kind : workloads::random::kinds())
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
      const auto network = lower::lower(workloads::random::layer(kind, seed));
      Accelerator a = machine::random_accelerator(seed);
      a.configuration.cores_per_pe = 2 + static_cast<int>(seed);
      a.configuration.compute_lanes = std::min(a.configuration.compute_lanes, 16);
      for (const Op& op : network.ops) {
        if (is_row_kernel(op.kernel)) continue;
        const auto of_all = static_cast<double>(fewest_of_all(op, a));
        bounds += static_cast<double>(whole_cycles(op, a)) / of_all;
        ++fewest;
        EXPECT_LE(static_cast<double>(whole_cycles(op, a)), of_all);
      }
    }
  EXPECT_GE(bounds / fewest, kClose);
}

TEST(LeastArrayCycles, AFullyConnectedLayerTakesStartupStepsAndOneDrain) {
  Accelerator a;
  a.configuration.pes_x = a.configuration.pes_y = 2;
  a.configuration.compute_lanes = 16;
  constexpr int kChannelsIn = 64, kLanesInAll = 4 * 16;
  const int steps = kChannelsIn / a.constants.mac_ways, drain = 1;
  EXPECT_EQ(whole_cycles(testing::convolution(1, 1, kChannelsIn, kLanesInAll), a),
            a.constants.compute_startup_cycles + steps + drain);
  EXPECT_EQ(whole_cycles(testing::convolution(1, 1, kChannelsIn, kLanesInAll + 1), a),
            a.constants.compute_startup_cycles + 2 * steps + drain)
      << "one output more than lanes";
}

// 64 channels on as many lanes: a step for each of three passes, in two of which 16 function units take four
// cycles, and one cycle for the reciprocal.
TEST(LeastArrayCycles, FunctionUnitsHoldUpSoftmax) {
  const Accelerator a;
  Op op = testing::convolution(1, 1, a.configuration.compute_lanes, 1);
  op.kernel = program::Kernel::softmax;
  op.output.shape.channels = op.C;
  const int passes = 3, evaluating = 2, drain = 1;
  EXPECT_EQ(whole_cycles(op, a), a.constants.compute_startup_cycles + (passes - evaluating) +
                                     evaluating * a.constants.lanes_per_function_unit + 1 + drain);
}

// One input channel each, so that nothing is shared: the port of 128 bytes feeds 128 outputs a cycle, however
// many lanes and cores there are.
TEST(LeastArrayCycles, ThePortOfAPeMemoryFeedsAllCores) {
  Accelerator a;
  a.configuration.pes_x = a.configuration.pes_y = 1;
  a.configuration.cores_per_pe = 8;
  a.configuration.compute_lanes = 64;
  constexpr int kSide = 64, kChannels = 64;
  Op op = testing::convolution(kSide, 1, 1, 1);
  op.kernel = program::Kernel::sum;
  op.G = kChannels;
  op.input.shape.channels = op.output.shape.channels = kChannels;
  const std::int64_t beats = std::int64_t{kSide} * kSide * kChannels / a.constants.pe_memory_read_bytes;
  EXPECT_GE(whole_cycles(op, a), beats);
  EXPECT_LT(whole_cycles(op, a), beats + beats / 50);
}

// The op's output in strips of random sizes along rows, columns, or groups.
std::vector<program::Box> random_strips(const Op& op, const Cuts& cuts, std::mt19937_64* engine) {
  const int width = op.output_channels(), extent = cuts.rows ? op.Y : cuts.columns ? op.X : op.G;
  std::vector<program::Box> strips;
  for (int begin = 0; begin < extent;) {
    const int end = begin + 1 + static_cast<int>((*engine)() % static_cast<std::uint64_t>(extent - begin));
    if (cuts.rows) strips.push_back({begin, end, 0, op.X, 0, width});
    if (cuts.columns) strips.push_back({0, op.Y, begin, end, 0, width});
    if (cuts.groups) strips.push_back({0, op.Y, 0, op.X, begin * op.K, end * op.K});
    begin = end;
  }
  return strips;
}

TEST(CyclesOfParts, AreNoMoreThanThoseOfAnyPartsOrTheWhole) {
  std::mt19937_64 engine(1);
  int cut = 0, cheaper_than_whole = 0;
  for (const char* kind : workloads::random::kinds())
    for (std::uint64_t seed = 1; seed <= 12; ++seed)
      for (const Op& op : lower::lower(workloads::random::layer(kind, seed)).ops) {
        const Accelerator a = machine::random_accelerator(engine());
        const std::uint64_t axis = engine() % 3;
        const Cuts cuts{axis == 0, axis == 1, axis == 2};
        const std::int64_t least = cycles_in_parts(op, cuts, a), whole = whole_cycles(op, a);
        SCOPED_TRACE(std::string(kind) + " seed " + std::to_string(seed));
        EXPECT_LE(least, whole);
        std::int64_t sum = 0;
        bool possible = true;
        for (const program::Box& strip : random_strips(op, cuts, &engine)) {
          const auto part = lower::slice(op, strip);
          possible = possible && part.has_value();
          if (part) sum += whole_cycles(*part, a);
        }
        if (!possible) continue;
        ++cut;
        cheaper_than_whole += sum < whole ? 1 : 0;
        EXPECT_LE(least, sum);
      }
  EXPECT_GT(cut, 200);
  EXPECT_GT(cheaper_than_whole, 0) << "the bound of whole ops would do";
}

// Nine rows on eight PE rows: eight of them and then the ninth, spread by columns, take less than all at
// once.
TEST(CyclesOfParts, MayBeLessThanThoseOfTheWhole) {
  workloads::NetworkBuilder builder("nine");
  workloads::Layer layer = layer_of(workloads::LayerType::convolution, {builder.input("in", {9, 9, 64})});
  layer.channels = 1;
  const workloads::Network network = builder.finish({builder.add(layer)});
  const lower::LoweredNetwork lowered = lower::lower(network);
  Accelerator a;
  a.configuration.pes_y = 8;
  a.configuration.pes_x = 1;
  a.configuration.compute_lanes = 1;
  const Op& op = lowered.ops.at(0);
  std::int64_t in_strips = 0;
  for (const program::Box& strip : {program::Box{0, 8, 0, 9, 0, 1}, {8, 9, 0, 9, 0, 1}})
    in_strips += whole_cycles(*lower::slice(op, strip), a);
  EXPECT_LT(in_strips, whole_cycles(op, a));
  EXPECT_LE(cycles_in_parts(op, {true, false, false}, a), in_strips);
}

}  // namespace
}  // namespace apollo::compiler::bound
