#include "apollo/designs/evaluation.h"

#include <cassert>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "simulator/fast/fast_engine.h"
#include "simulator/functional_check.h"
#include "simulator/machine/capacity.h"
#include "simulator/systemc/systemc_engine.h"

namespace apollo::designs {

using machine::Accelerator;
using program::Program;
using simulator::SimulationResult;

namespace {

// Whether an answer takes more than the fast engine's counters, which the compiler has anyway.
bool needs_program(const EvaluationOptions& options) {
  return options.engine == Engine::systemc || options.layers || options.keep_programs;
}

SimulationResult simulate(const Program& program, const EvaluationOptions& options,
                          const simulator::FunctionalData* data) {
  simulator::SimulationOptions simulation;
  simulation.events = options.layers || options.keep_programs;
  if (options.engine == Engine::fast) return fast::simulate(program, simulation);
  simulation.functional = options.functional;
  simulation.vcd_path = options.vcd_path;
  SimulationResult result = systemc::simulate(program, simulation, data);
  if (!result.deadlock.empty())
    throw std::runtime_error("the simulation of " + program.network_name + " stands still:\n" +
                             result.deadlock);
  return result;
}

WorkloadResult result_of(const workloads::Network& network, const Accelerator& accelerator,
                         const machine::Counters& counters, const cost::Technology& technology,
                         double area_mm2) {
  WorkloadResult out;
  out.name = network.name;
  out.skipped = network.skipped;
  out.skipped_share = network.skipped_share;
  out.macs = network.macs();
  out.parameters = network.parameters();
  out.cycles = counters.cycles;
  const double seconds = static_cast<double>(out.cycles) / (accelerator.constants.clock_mhz * 1e6);
  out.latency_ms = seconds * 1e3;
  out.throughput_per_s = 1 / seconds;
  out.utilization = static_cast<double>(out.macs) /
                    (static_cast<double>(out.cycles) * static_cast<double>(accelerator.macs_per_cycle()));
  out.counters = counters;
  out.dram_bytes = counters.dram_read_bytes + counters.dram_write_bytes;
  out.energy_mj = energy(counters, accelerator, technology, area_mm2);
  out.power_w = out.energy_mj.total() / out.latency_ms;
  return out;
}

WorkloadResult result_of(const workloads::Network& network, const Accelerator& accelerator, Program program,
                         const EvaluationOptions& options, const cost::Technology& technology,
                         double area_mm2) {
  simulator::FunctionalData data;
  if (options.functional) data = simulator::functional_data(network, program, options.input_seed);
  SimulationResult result = simulate(program, options, options.functional ? &data : nullptr);
  WorkloadResult out = result_of(network, accelerator, result.counters, technology, area_mm2);
  if (options.layers) out.layers = layer_results(network, program, result.events, out.cycles);
  if (options.functional)
    out.functional = simulator::check_outputs(network, program, result, options.input_seed);
  if (options.keep_programs) {
    out.program = std::make_shared<const Program>(std::move(program));
    out.events = std::move(result.events);
  }
  return out;
}

// Why nothing runs on a design, if nothing does: over the budget, a memory that is no memory, or a die that
// cannot be made.
std::optional<machine::Infeasible> design_failure(const Accelerator& accelerator, double area_mm2,
                                                  const Constraints& limits) {
  using Reason = machine::Infeasible::Reason;
  if (limits.area_mm2 && area_mm2 > *limits.area_mm2)
    return machine::Infeasible{Reason::area, "", area_mm2, *limits.area_mm2};
  if (auto shortage = memory_shortage(accelerator)) return shortage;
  const double largest_mm2 = accelerator.constants.largest_die_mm2;
  if (area_mm2 > largest_mm2) return machine::Infeasible{Reason::reticle, "", area_mm2, largest_mm2};
  return std::nullopt;
}

std::optional<machine::Infeasible> broken_constraint(const WorkloadResult& w, const Constraints& limits) {
  if (limits.latency_ms && w.latency_ms > *limits.latency_ms)
    return machine::Infeasible{machine::Infeasible::Reason::latency, "", w.latency_ms, *limits.latency_ms};
  if (limits.power_w && w.power_w > *limits.power_w)
    return machine::Infeasible{machine::Infeasible::Reason::power, "", w.power_w, *limits.power_w};
  return std::nullopt;
}

}  // namespace

DesignEvaluator::DesignEvaluator(std::vector<workloads::Network> networks, cost::Technology technology,
                                 const std::optional<Accelerator>& baseline, std::vector<double> weights)
    : networks_(std::move(networks)),
      weights_(std::move(weights)),
      technology_(std::move(technology)),
      compilers_(std::make_unique<compiler::CompilerPool>()) {
  if (weights_.empty()) weights_.assign(networks_.size(), 1);
  assert(weights_.size() == networks_.size());
  if (!baseline) return;
  EvaluationOptions options;
  options.layers = false;
  Evaluation e = without_reward(*baseline, options);
  if (e.feasible) {
    baseline_ = std::move(e);
  } else {
    baseline_failure_ = "the baseline cannot run " +
                        (e.infeasible_workload.empty() ? "any network" : e.infeasible_workload) + ": " +
                        describe(*e.infeasible) +
                        "; --baseline FILE|none takes another design, or none for absolute rewards";
  }
}

Evaluation DesignEvaluator::evaluate(const Accelerator& accelerator, const EvaluationOptions& options) const {
  Evaluation e = without_reward(accelerator, options);
  if (!e.feasible) return e;
  e.reward = baseline_failure_ ? std::numeric_limits<double>::quiet_NaN()
                               : options.objective->reward(e, baseline_ ? &*baseline_ : nullptr);
  return e;
}

Evaluation DesignEvaluator::without_reward(const Accelerator& accelerator,
                                           const EvaluationOptions& options) const {
  Evaluation e;
  e.area_mm2 = area(accelerator, technology_);
  const double total_mm2 = e.area_mm2.total();
  const Constraints& limits = options.constraints;
  e.infeasible = design_failure(accelerator, total_mm2, limits);
  if (e.infeasible) return e;
  compiler::CompilerPool::Loan compilers(compilers_.get(), networks_);
  for (std::size_t i = 0; i < networks_.size(); ++i) {
    const workloads::Network& network = networks_[i];
    const auto compiled = compilers[i].compile(accelerator);
    if (const auto* infeasible = std::get_if<machine::Infeasible>(&compiled)) {
      e.infeasible = *infeasible;
      e.infeasible_workload = network.name;
      return e;
    }
    e.workloads.push_back(
        needs_program(options)
            ? result_of(network, accelerator, compilers[i].program(), options, technology_, total_mm2)
            : result_of(network, accelerator, std::get<machine::Counters>(compiled), technology_, total_mm2));
    e.workloads.back().weight = weights_[i];
    e.infeasible = broken_constraint(e.workloads.back(), limits);
    if (e.infeasible) {
      e.infeasible_workload = network.name;
      return e;
    }
  }
  e.feasible = true;
  return e;
}

}  // namespace apollo::designs
