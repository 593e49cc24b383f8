// Whole networks on the baseline and on 256 MACs: compiled and evaluated from nothing, and the engines alone.
#include <benchmark/benchmark.h>

#include "apollo/compiler/compiler.h"
#include "apollo/designs/evaluation.h"
#include "simulator/engine.h"
#include "simulator/fast/fast_engine.h"
#include "simulator/functional_check.h"
#include "simulator/machine/baselines.h"
#include "simulator/systemc/systemc_engine.h"
#include "workloads/zoo/builtin.h"
#include "workloads/zoo/suite.h"

namespace apollo {
namespace {

using machine::Accelerator;
using program::Program;

// One network, from nothing to its cycles: mapping search, program, fast engine.
void compile_and_evaluate(benchmark::State& state, const std::string& name, const Accelerator& a) {
  const auto network = zoo::load_network(name);
  for (auto _ : state) {
    const auto compiled = compiler::compile(network, a);
    benchmark::DoNotOptimize(fast::simulate(std::get<Program>(compiled), {}).counters.cycles);
  }
}

// The fast engine alone.
void fast_engine(benchmark::State& state, const std::string& name, const Accelerator& a) {
  const auto program = std::get<Program>(compiler::compile(zoo::load_network(name), a));
  std::int64_t cycles = 0;
  for (auto _ : state) cycles += fast::simulate(program, {}).counters.cycles;
  state.counters["cycles/s"] = benchmark::Counter(static_cast<double>(cycles), benchmark::Counter::kIsRate);
  state.counters["instructions"] = static_cast<double>(program.instructions.size());
}

// The SystemC engine in its child process, with data or without.
void systemc_engine(benchmark::State& state, const std::string& name, const Accelerator& a, bool with_data) {
  const auto network = zoo::load_network(name);
  const auto program = std::get<Program>(compiler::compile(network, a));
  simulator::SimulationOptions options;
  options.functional = with_data;
  simulator::FunctionalData data;
  if (with_data) data = simulator::functional_data(network, program, 1);
  std::int64_t cycles = 0;
  for (auto _ : state) cycles += systemc::simulate(program, options, &data).counters.cycles;
  state.counters["cycles/s"] = benchmark::Counter(static_cast<double>(cycles), benchmark::Counter::kIsRate);
}

void register_all() {
  const auto add = [](const std::string& name, auto function) {
    return benchmark::RegisterBenchmark(name.c_str(), function)->Unit(benchmark::kMillisecond);
  };
  const std::pair<std::string, Accelerator> configurations[] = {{"baseline", machine::edge_baseline()},
                                                                {"macs_256", machine::macs_256()}};
  for (const auto& weighted : zoo::builtin_suite("all").networks)
    for (const auto& configuration : configurations) {
      const std::string& name = weighted.network;
      const Accelerator& a = configuration.second;
      const std::string suffix = "/" + configuration.first + "/" + name;
      add("compile_and_evaluate" + suffix, [=](benchmark::State& s) { compile_and_evaluate(s, name, a); });
      add("fast_engine" + suffix, [=](benchmark::State& s) { fast_engine(s, name, a); });
      add("systemc_engine" + suffix, [=](benchmark::State& s) {
        systemc_engine(s, name, a, false);
      })->UseRealTime();
    }
  add("systemc_engine_with_data/baseline/mobilenet_v2", [](benchmark::State& s) {
    systemc_engine(s, "mobilenet_v2", machine::edge_baseline(), true);
  })->UseRealTime();
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
