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

constexpr double kUsPerMs = 1e3, kMsPerS = 1e3;

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

// What loading the weights that stay takes, as a program of its own.
machine::Counters count_preload(const Program& program, const EvaluationOptions& options) {
  if (program.preload.empty()) return {};
  Program preload = program;
  preload.instructions = std::move(preload.preload);
  preload.preload.clear();
  EvaluationOptions counting;
  counting.engine = options.engine;
  counting.layers = false;
  return simulate(preload, counting, nullptr).counters;
}

std::int64_t pinned_bytes(const Program& program) {
  std::int64_t bytes = 0;
  for (const program::Instruction& i : program.preload)
    if (unit_of(i.opcode) == machine::Unit::dma) bytes += i.bytes;
  return bytes;
}

double ms_of(std::int64_t cycles, const machine::TemplateConstants& constants) {
  return static_cast<double>(cycles) / (constants.clock_mhz * kUsPerMs);
}

// What figures are made with from counters.
struct Conversion {
  const Accelerator& accelerator;
  const cost::EventEnergies& picojoules;
  int batch;

  double overhead_us() const { return accelerator.constants.inference_overhead_us; }
  double ms(std::int64_t cycles) const { return ms_of(cycles, accelerator.constants); }
  // Of a program, and of the chip's share of the overhead in an inference.
  cost::EnergyBreakdown program_mj(const machine::Counters& counters) const {
    return energy(counters, accelerator.constants, picojoules);
  }
  double overhead_mj(int inferences) const {
    const double cycles = overhead_us() * accelerator.constants.clock_mhz;
    return cycles * picojoules.cycle * cost::kMjPerPj / inferences;
  }
};

WorkloadResult result_of(const workloads::Network& network, const machine::Counters& counters,
                         const Conversion& conversion) {
  WorkloadResult out;
  out.name = network.name;
  out.skipped = network.skipped;
  out.skipped_share = network.skipped_share;
  out.macs = network.macs();
  out.parameters = network.parameters();
  out.batch = conversion.batch;
  set_time(counters.cycles, conversion.accelerator.constants, &out);
  out.utilization =
      static_cast<double>(out.macs) /
      (static_cast<double>(out.cycles) * static_cast<double>(conversion.accelerator.macs_per_cycle()));
  out.counters = counters;
  out.dram_bytes = counters.dram_read_bytes + counters.dram_write_bytes;
  out.energy_mj = conversion.program_mj(counters);
  out.energy_mj.leakage += conversion.overhead_mj(out.batch);
  out.power_w = out.batch * out.energy_mj.total() / out.latency_ms;
  return out;
}

FirstInference first_inference(const machine::Counters& preload, const machine::Counters& inference,
                               const Conversion& conversion) {
  FirstInference first;
  first.latency_ms = conversion.overhead_us() / kUsPerMs + conversion.ms(preload.cycles + inference.cycles);
  first.energy_mj.leakage = conversion.overhead_mj(1);
  for (const machine::Counters* counters : {&preload, &inference}) {
    first.dram_bytes += counters->dram_read_bytes + counters->dram_write_bytes;
    first.energy_mj += conversion.program_mj(*counters);
  }
  return first;
}

WorkloadResult result_of(const workloads::Network& network, Program program, const EvaluationOptions& options,
                         const Conversion& conversion) {
  simulator::FunctionalData data;
  if (options.functional) data = simulator::functional_data(network, program, options.input_seed);
  SimulationResult result = simulate(program, options, options.functional ? &data : nullptr);
  WorkloadResult out = result_of(network, result.counters, conversion);
  if (options.layers) {
    out.bound = compiler::bound::NetworkBound(network).of(program.accelerator);
    const std::vector<CycleParts> parts =
        cycle_parts(program, result.events, compiler::bound::least_array_cycles(program));
    for (const CycleParts& of_op : parts) out.parts += of_op;
    out.layers = layer_results(network, program, result.events, parts);
    out.pinned_bytes = pinned_bytes(program);
    out.first = first_inference(count_preload(program, options), result.counters, conversion);
  }
  if (options.functional)
    out.functional = simulator::check_outputs(network, program, result, options.input_seed);
  if (options.keep_programs) {
    out.program = std::make_shared<const Program>(std::move(program));
    out.events = std::move(result.events);
  }
  return out;
}

}  // namespace

void set_time(std::int64_t cycles, const machine::TemplateConstants& constants, WorkloadResult* result) {
  result->cycles = cycles;
  result->overhead_ms = constants.inference_overhead_us / kUsPerMs;
  result->latency_ms = result->overhead_ms + result->batch * ms_of(cycles, constants);
  result->throughput_per_s = result->batch * kMsPerS / result->latency_ms;
}

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

DesignEvaluator::DesignEvaluator(std::vector<workloads::Network> networks, cost::Technology technology,
                                 const std::optional<Accelerator>& baseline, std::vector<double> weights,
                                 int batch, compiler::Goal::Measure measure)
    : networks_(std::make_shared<const std::vector<workloads::Network>>(std::move(networks))),
      weights_(std::move(weights)),
      technology_(std::move(technology)),
      batch_(batch),
      measure_(measure),
      compilers_(std::make_shared<compiler::CompilerPool>()) {
  if (weights_.empty()) weights_.assign(networks_->size(), 1);
  assert(weights_.size() == networks_->size());
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

DesignEvaluator DesignEvaluator::at(cost::Technology technology, int batch) const {
  DesignEvaluator result = *this;
  result.technology_ = std::move(technology);
  result.batch_ = batch;
  return result;
}

Evaluation DesignEvaluator::evaluate(const Accelerator& accelerator, const EvaluationOptions& options) const {
  Evaluation e = without_reward(accelerator, options);
  if (e.feasible) set_reward(options.criteria, &e);
  return e;
}

void DesignEvaluator::set_reward(const Criteria& criteria, Evaluation* e) const {
  if (baseline_failure_) {
    e->reward = std::numeric_limits<double>::quiet_NaN();
    return;
  }
  const std::vector<double> rewards = rewards_of(criteria, *e, baseline_ ? &*baseline_ : nullptr);
  e->reward = compromise(criteria, rewards);
  for (std::size_t i = 0; rewards.size() > 1 && i < rewards.size(); ++i)
    e->rewards.emplace_back(criteria.objectives[i]->name, rewards[i]);
}

double DesignEvaluator::reward_of(const Evaluation& evaluation, const Criteria& criteria) const {
  if (baseline_failure_) return std::numeric_limits<double>::quiet_NaN();
  return compromise(criteria, rewards_of(criteria, evaluation, baseline_ ? &*baseline_ : nullptr));
}

Evaluation DesignEvaluator::without_reward(const Accelerator& accelerator,
                                           const EvaluationOptions& options) const {
  Evaluation e;
  e.area_mm2 = area(accelerator, technology_);
  const double total_mm2 = e.area_mm2.total();
  const Constraints& limits = options.constraints;
  e.infeasible = design_failure(accelerator, total_mm2, limits);
  if (e.infeasible) return e;
  const compiler::Goal goal{measure_, event_energies(accelerator, technology_)};
  const Conversion conversion{accelerator, goal.picojoules, batch_};
  compiler::CompilerPool::Loan compilers(compilers_.get(), *networks_);
  for (std::size_t i = 0; i < networks_->size(); ++i) {
    const workloads::Network& network = (*networks_)[i];
    if (i > 0 && options.goes_on && !options.goes_on(e.workloads)) {
      e.abandoned = true;
      return e;
    }
    const auto compiled = compilers[i].compile(accelerator, goal);
    if (const auto* infeasible = std::get_if<machine::Infeasible>(&compiled)) {
      e.infeasible = *infeasible;
      e.infeasible_workload = network.name;
      return e;
    }
    e.workloads.push_back(needs_program(options)
                              ? result_of(network, compilers[i].program(), options, conversion)
                              : result_of(network, std::get<machine::Counters>(compiled), conversion));
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
