// Whole networks: compiled, evaluated by the fast engine, simulated in SystemC; and random designs of the
// search space.
#include <benchmark/benchmark.h>

#include <random>

#include "apollo/compiler/compiler.h"
#include "apollo/compiler/lowering.h"
#include "apollo/compiler/mapping_search.h"
#include "apollo/evaluation/evaluation.h"
#include "apollo/study/space_json.h"
#include "simulator/engine.h"
#include "workloads/builtin.h"

namespace apollo {
namespace {

using simulator::Accelerator;
using simulator::Program;

// One network, from nothing to its cycles: mapping search, program, fast engine.
void compile_and_evaluate(benchmark::State& state, const std::string& name, const Accelerator& a) {
  const auto network = workloads::load_network(name);
  for (auto _ : state) {
    const auto compiled = compiler::compile(network, a);
    benchmark::DoNotOptimize(simulate_fast(std::get<Program>(compiled), {}).counters.cycles);
  }
}

// The fast engine alone.
void fast_engine(benchmark::State& state, const std::string& name, const Accelerator& a) {
  const auto program = std::get<Program>(compiler::compile(workloads::load_network(name), a));
  std::int64_t cycles = 0;
  for (auto _ : state) cycles += simulate_fast(program, {}).counters.cycles;
  state.counters["cycles/s"] = benchmark::Counter(double(cycles), benchmark::Counter::kIsRate);
  state.counters["instructions"] = double(program.instructions.size());
}

// The SystemC engine in its child process, data off.
void systemc_engine(benchmark::State& state, const std::string& name, const Accelerator& a) {
  const auto program = std::get<Program>(compiler::compile(workloads::load_network(name), a));
  std::int64_t cycles = 0;
  for (auto _ : state) cycles += simulate_systemc(program, {}).counters.cycles;
  state.counters["cycles/s"] = benchmark::Counter(double(cycles), benchmark::Counter::kIsRate);
}

// Random points of the published space, split by whether they fit 6.8 mm2 at 7 nm.
std::vector<Accelerator> random_designs(bool within_budget, std::size_t count) {
  const auto space = read_space("apollo");
  const auto technology = simulator::technology("7nm");
  std::mt19937_64 random(1);
  std::vector<Accelerator> out;
  while (out.size() < count) {
    const auto point = space.at(random() % *space.size());
    const auto a = simulator::parse_accelerator(configuration_of(space, point).dump(), "random");
    if ((area(a, technology).total() <= 6.8) == within_budget) out.push_back(a);
  }
  return out;
}

void random_area_feasible(benchmark::State& state) {
  const auto network = workloads::load_network("mobilenet_v2");
  const auto designs = random_designs(true, 64);
  std::size_t i = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(compiler::compile(network, designs[i++ % designs.size()]).index());
  state.counters["configurations/s"] = benchmark::Counter(double(i), benchmark::Counter::kIsRate);
}

void over_area_budget(benchmark::State& state) {
  const DesignEvaluator evaluator({workloads::load_network("mobilenet_v2")}, simulator::technology("7nm"),
                                  edge_baseline());
  const auto designs = random_designs(false, 64);
  EvaluationOptions options;
  options.area_limit_mm2 = 6.8;
  std::size_t i = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(evaluator.evaluate(designs[i++ % designs.size()], options).feasible);
}

void mappings_costed(benchmark::State& state) {
  const auto lowered = compiler::lower(workloads::load_network("mobilenet_v2"));
  const Accelerator a = edge_baseline();
  const simulator::Op& op = lowered.ops[3];
  compiler::OpContext context;
  context.pe_memory = a.configuration.pe_memory_bytes;
  context.core_memory = a.configuration.core_memory_bytes;
  context.input_buffer = lowered.buffers[op.input.buffer].buffer.shape;
  context.output_buffer = lowered.buffers[op.output.buffer].buffer.shape;
  simulator::Mapping m = compiler::core_splits(op, a, simulator::Dim::y, simulator::Dim::x).front();
  std::int64_t costed = 0;
  for (auto _ : state) {
    m.tile_y = 1 + static_cast<int>(costed % 7);
    const simulator::Tiling tiling(op, m, a);
    benchmark::DoNotOptimize(fits(smallest_needs(op, tiling, context), context, a));
    benchmark::DoNotOptimize(estimate(op, tiling, context, a).cost);
    ++costed;
  }
  state.counters["mappings/s"] = benchmark::Counter(double(costed), benchmark::Counter::kIsRate);
}

void register_all() {
  const auto add = [](const std::string& name, auto function) {
    return benchmark::RegisterBenchmark(name.c_str(), function)->Unit(benchmark::kMillisecond);
  };
  for (const auto& name : workloads::builtin_network_names()) {
    add("compile_and_evaluate/baseline/" + name,
        [name](benchmark::State& s) { compile_and_evaluate(s, name, edge_baseline()); });
    add("compile_and_evaluate/256_macs/" + name,
        [name](benchmark::State& s) { compile_and_evaluate(s, name, macs_256()); });
    add("fast_engine/baseline/" + name,
        [name](benchmark::State& s) { fast_engine(s, name, edge_baseline()); });
    add("systemc_engine/baseline/" + name, [name](benchmark::State& s) {
      systemc_engine(s, name, edge_baseline());
    })->UseRealTime();
  }
  add("random_area_feasible/mobilenet_v2", random_area_feasible)->Iterations(64);
  add("over_area_budget", over_area_budget)->Unit(benchmark::kMicrosecond);
  add("mappings_costed", mappings_costed)->Unit(benchmark::kMicrosecond);
}

}  // namespace
}  // namespace apollo

int main(int argc, char** argv) {
  apollo::register_all();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
