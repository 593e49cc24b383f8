// Bounds of a network: of designs that have not been seen, and of those that have.
#include <benchmark/benchmark.h>

#include <random>

#include "apollo/compiler/bound/network_bound.h"
#include "workloads/zoo/builtin.h"

namespace apollo {
namespace {

machine::Accelerator random_design(std::mt19937_64* engine) {
  const auto pick = [engine](int lowest, int highest) {
    return lowest + static_cast<int>((*engine)() % static_cast<std::uint64_t>(highest - lowest + 1));
  };
  const int sides[] = {1, 2, 4, 6, 8, 10, 12, 14, 16, 32};  // of the published space
  machine::Accelerator a;
  a.configuration.pes_x = sides[pick(0, 9)];
  a.configuration.pes_y = sides[pick(0, 9)];
  a.configuration.cores_per_pe = sides[pick(0, 9)];
  a.configuration.compute_lanes = 1 << pick(2, 8);
  return a;
}

const char* const kNetworks[] = {"mobilenet_v2", "resnet50", "rnnt_encoder", "vit_tiny"};

// Of one design after the other: `remembered` times the same ones.
void bounds(benchmark::State& state, bool remembered) {
  constexpr int kDesigns = 2000;
  const workloads::Network network = zoo::builtin_network(kNetworks[state.range(0)]);
  compiler::bound::NetworkBound bound(network);
  std::vector<machine::Accelerator> designs;
  std::mt19937_64 engine(1);
  for (int i = 0; i < kDesigns; ++i) designs.push_back(random_design(&engine));
  if (remembered)
    for (const machine::Accelerator& a : designs) bound.of(a);
  for (auto _ : state) {
    if (!remembered) {
      state.PauseTiming();
      bound = compiler::bound::NetworkBound(network);
      state.ResumeTiming();
    }
    for (const machine::Accelerator& a : designs) benchmark::DoNotOptimize(bound.of(a));
  }
  state.SetLabel(network.name);
  state.counters["designs"] = benchmark::Counter(kDesigns, benchmark::Counter::kIsIterationInvariantRate);
}

BENCHMARK_CAPTURE(bounds, unseen, false)->DenseRange(0, 3)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(bounds, seen, true)->DenseRange(0, 3)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace apollo

BENCHMARK_MAIN();
