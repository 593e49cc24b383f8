#include "simulator/program/local_weights.h"

#include <gtest/gtest.h>

#include "tests/simulator/program/random_nests.h"

namespace apollo::program::local_weights_test {
namespace {

// PE by PE and core by core.
LocalWeights summed(const LoopNest& n, const Tile& tile, const machine::TemplateConstants& k) {
  const auto divided = [](std::int64_t bytes, int each) { return (bytes + each - 1) / each; };
  const Range c = n.tiling.c_range(tile.c);
  LocalWeights out;
  std::int64_t longest = 0;
  for (int row = 0; row < n.tiling.pes_y; ++row)
    for (int column = 0; column < n.tiling.pes_x; ++column) {
      const Range of_g = n.tiling.output_range(Dim::g, n.tiling.part(Dim::g, row, column), tile.g),
                  of_k = n.tiling.output_range(Dim::k, n.tiling.part(Dim::k, row, column), tile.k);
      const auto bytes = [&](Range g, Range channels) {
        return n.op.weight_bytes(g.size(), channels.size(), c.size(), c.end == n.op.C);
      };
      const std::int64_t own = bytes(of_g, of_k);
      out.largest = std::max(out.largest, own);
      out.bytes += own;
      out.beats += divided(own, k.pe_memory_read_bytes);
      longest = std::max(longest, divided(own, k.pe_memory_read_bytes));
      for (int core = 0; core < n.tiling.cores; ++core)
        longest = std::max(longest, divided(bytes(n.tiling.core_range(Dim::g, of_g, core),
                                                  n.tiling.core_range(Dim::k, of_k, core)),
                                            k.parameter_entry_bytes));
    }
  out.fill_cycles = k.compute_startup_cycles + longest;
  return out;
}

TEST(LocalWeights, AreSumsOverPesAndTakeAsLongAsTheBusiest) {
  constexpr int kNests = 1000;
  Numbers numbers(1);
  for (int round = 0; round < kNests; ++round) {
    machine::Accelerator a = random_array(&numbers);
    a.constants.pe_memory_read_bytes = 1 << numbers.between(0, 5);
    a.constants.parameter_entry_bytes = 1 << numbers.between(0, 4);
    const LoopNest n = random_nest(&numbers, with_random_widths(&numbers, random_convolution(&numbers)), a);
    const Tile tile = random_tile(&numbers, n);
    const LocalWeights weights = local_weights(n, tile, a.constants), expected = summed(n, tile, a.constants);
    ASSERT_EQ(weights.largest, expected.largest) << described(n, tile);
    ASSERT_EQ(weights.bytes, expected.bytes) << described(n, tile);
    ASSERT_EQ(weights.beats, expected.beats) << described(n, tile);
    ASSERT_EQ(weights.fill_cycles, expected.fill_cycles) << described(n, tile);
  }
}

}  // namespace
}  // namespace apollo::program::local_weights_test
