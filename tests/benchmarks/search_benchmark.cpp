// What a search does: designs of the published space, one after the other in one process, MobileNetV2, 7 nm,
// 6.8 mm2; and mappings of one op.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <random>

#include "apollo/compiler/lower/lowering.h"
#include "apollo/compiler/map/estimate.h"
#include "apollo/compiler/map/spreads.h"
#include "apollo/designs/evaluation.h"
#include "apollo/study/space_evaluator.h"
#include "apollo/study/space_json.h"
#include "simulator/machine/baselines.h"
#include "workloads/zoo/builtin.h"

namespace apollo {
namespace {

using machine::Accelerator;

constexpr double kAreaLimit = 6.8;  // mm2
constexpr int kDesigns = 1000;

// Uniform draws from the published space, those within the area limit or those over it.
std::vector<optimizers::Point> random_points(const optimizers::SearchSpace& space, bool within_limit) {
  const auto technology = cost::technology("7nm");
  const Accelerator baseline = machine::edge_baseline();
  std::mt19937_64 random(1);
  std::vector<optimizers::Point> points;
  while (points.size() < kDesigns) {
    const auto point = space.at(random() % *space.size());
    if ((area(study::accelerator_at(baseline, space, point), technology).total() <= kAreaLimit) ==
        within_limit)
      points.push_back(point);
  }
  return points;
}

// The most memory that this process has had so far.
double peak_memory_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;
}

// From a point to its outcome: configuration, area, compiler, fast engine, energy, reward.
void evaluate(benchmark::State& state, bool within_limit) {
  const designs::DesignEvaluator designs({zoo::load_network("mobilenet_v2")}, cost::technology("7nm"),
                                         machine::edge_baseline());
  const auto space = study::read_space("apollo");
  designs::EvaluationOptions options;
  options.constraints.area_mm2 = kAreaLimit;
  study::SpaceEvaluator evaluator(designs, {machine::edge_baseline(), {}}, space, "apollo", options);
  const auto points = random_points(space, within_limit);
  std::size_t next = 0, feasible = 0;
  for (auto _ : state) feasible += evaluator.evaluate(space, points[next++ % kDesigns]).feasible;
  state.SetItemsProcessed(state.iterations());
  state.counters["feasible"] = static_cast<double>(feasible) / static_cast<double>(next);
  state.counters["peak_memory_MB"] = peak_memory_mb();
}

void random_configuration(benchmark::State& state) { evaluate(state, true); }
void over_area(benchmark::State& state) { evaluate(state, false); }

void mapping_costed(benchmark::State& state) {
  const auto lowered = compiler::lower::lower(zoo::load_network("mobilenet_v2"));
  const Accelerator a = machine::edge_baseline();
  const program::Op& op = lowered.ops[3];
  compiler::map::OpContext context;
  context.free.core = a.configuration.core_memory_bytes;
  context.free.parameter = a.parameter_memory_bytes();
  context.free.activation = a.activation_memory_bytes();
  context.free.pe = a.configuration.pe_memory_bytes;
  context.input_buffer_channels = lowered.buffers[op.input.buffer].buffer.shape.channels;
  context.output_buffer_channels = lowered.buffers[op.output.buffer].buffer.shape.channels;
  compiler::map::SplitExtents extents(op, a);
  const auto spreads = compiler::map::spreads(op, a);
  extents.set_split(spreads.front().whole_share(op, spreads.front().splits.front()));
  compiler::map::TileShape shape;
  std::array<compiler::map::LoopExtent, 4> whole;
  for (int d = 0; d < 4; ++d) {
    const auto dim = static_cast<program::Dim>(d);
    whole[d] = extents.along(dim, extents.share(dim));
    shape.along[d] = &whole[d];
  }
  std::vector<compiler::map::LoopExtent> rows;
  for (int tile = 1; tile <= extents.share(program::Dim::y); ++tile)
    rows.push_back(extents.along(program::Dim::y, tile));
  const compiler::map::ReductionExtent reduction = extents.reduction(op.C);
  shape.c = &reduction;
  const compiler::map::FootprintModel footprints(op, context, a.constants.transfers_held);
  const compiler::map::CostModel costs(op, context, a);
  std::int64_t costed = 0;
  for (auto _ : state) {
    shape.along[0] = &rows[static_cast<std::size_t>(costed++) % rows.size()];
    const compiler::map::Footprint footprint = footprints.of(extents.whole(), shape);
    benchmark::DoNotOptimize(footprints.needs(shape, footprint).fit(context.free));
    benchmark::DoNotOptimize(costs.estimate(extents.whole(), shape, footprint).cost);
  }
  state.SetItemsProcessed(costed);
}

BENCHMARK(random_configuration)->Unit(benchmark::kMillisecond)->Iterations(kDesigns);
BENCHMARK(over_area)->Unit(benchmark::kMicrosecond);
BENCHMARK(mapping_costed)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace apollo

BENCHMARK_MAIN();
