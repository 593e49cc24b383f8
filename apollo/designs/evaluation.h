#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "apollo/compiler/bound/network_bound.h"
#include "apollo/compiler/compiler_pool.h"
#include "apollo/designs/constraints.h"
#include "apollo/designs/criteria.h"
#include "apollo/designs/layer_results.h"
#include "simulator/cost/area.h"
#include "simulator/cost/energy.h"
#include "simulator/cost/technology.h"
#include "simulator/engine.h"
#include "simulator/functional_check.h"
#include "simulator/machine/infeasible.h"
#include "workloads/network.h"

// Scores an accelerator on a set of networks: compile, simulate, area, energy, reward.
namespace apollo::designs {

enum class Engine { fast, systemc };

struct WorkloadResult;

struct EvaluationOptions {
  Engine engine = Engine::fast;
  bool layers = true;          // fill WorkloadResult::layers, parts, bound, pinned_bytes and first
  bool keep_programs = false;  // fill WorkloadResult::program and events (listings, timelines)
  bool functional = false;     // SystemC only: compute real values and compare with the plain reference
  std::string vcd_path;        // SystemC only, one workload
  std::uint64_t input_seed = 1;
  Constraints constraints;
  Criteria criteria;
  // May be empty. Asked with the results of the first networks before each further one: false ends the
  // evaluation, which is then `abandoned`.
  std::function<bool(const std::vector<WorkloadResult>&)> goes_on;
};

// The first inference, on a chip whose memories are empty: the weights that stay are loaded before it.
struct FirstInference {
  double latency_ms = 0;        // overhead, preload and inference
  std::int64_t dram_bytes = 0;  // read and written, whole bursts
  cost::EnergyBreakdown energy_mj;
};

inline constexpr int kLargestBatch = 1'000'000;  // inferences

// A batch: inferences one after the other that share the weights on the chip and the host's time. Counters,
// energy and DRAM bytes are of one of them. The steady state: weights that stay on the chip from inference to
// inference are there already (`first` has the first inference).
struct WorkloadResult {
  std::string name;
  double weight = 1;                 // in the objective
  std::vector<std::string> skipped;  // Network::skipped: its results leave these out
  double skipped_share = 0;          // likewise
  std::uint64_t macs = 0, parameters = 0;
  std::int64_t cycles = 0;  // one inference
  int batch = 1;
  double overhead_ms = 0;       // host and driver, inference_overhead_us: once a batch
  double latency_ms = 0;        // of a batch: overhead, and the cycles of each inference
  double throughput_per_s = 0;  // inferences
  double power_w = 0;           // energy of a batch / latency
  double utilization = 0;       // macs / (cycles * peak MACs per cycle)
  std::int64_t dram_bytes = 0;  // read and written, whole bursts
  machine::Counters counters;
  cost::EnergyBreakdown energy_mj;      // the chip leaks in the overhead too
  std::int64_t pinned_bytes = 0;        // of weights that stay on the chip from inference to inference
  std::optional<FirstInference> first;  // with layers
  std::vector<LayerResult> layers;
  CycleParts parts;                             // with layers: of `cycles`
  std::optional<compiler::bound::Bound> bound;  // with layers: what no program takes less than
  std::optional<simulator::FunctionalCheck> functional;
  std::shared_ptr<const program::Program> program;  // with keep_programs
  std::vector<simulator::Event> events;
};

// Sets all that says how long inferences take, of a result that has its batch.
void set_time(std::int64_t cycles, const machine::TemplateConstants& constants, WorkloadResult* result);

struct Evaluation {
  bool feasible = false;
  bool abandoned = false;  // by EvaluationOptions::goes_on; then not feasible, and without a reason
  double reward = 0;  // by the criteria, relative to the baseline if there is one; 0 if infeasible; NaN if
                      // feasible but the baseline is not
  // Of each of several objectives, by name, in their order; empty if there is one, or no reward.
  std::vector<std::pair<std::string, double>> rewards;
  cost::AreaBreakdown area_mm2;
  std::optional<machine::Infeasible> infeasible;
  std::string infeasible_workload;        // the workload that found no mapping or broke a constraint; empty
                                          // if it is the design alone
  std::vector<WorkloadResult> workloads;  // up to the first infeasible one
};

// Why nothing runs on a design, if nothing does, which is known without a compiler: over the budget, a memory
// that is no memory, or a die that cannot be made.
std::optional<machine::Infeasible> design_failure(const machine::Accelerator& accelerator, double area_mm2,
                                                  const Constraints& limits);

// The constraint that a network's result breaks, if it breaks one.
std::optional<machine::Infeasible> broken_constraint(const WorkloadResult& result, const Constraints& limits);

// Evaluates designs on one set of networks, each with its weight in the objective (all 1 if there are none).
// The baseline is evaluated once, at construction, with the fast engine. A baseline that cannot run one of
// them is no error: designs are evaluated all the same, without a reward. Without a baseline rewards are in
// the objective's unit. All are compiled for the measure, which is the criteria's, and evaluated in the same
// technology and at the same batch, unless at() says otherwise.
class DesignEvaluator {
 public:
  DesignEvaluator(std::vector<workloads::Network> networks, cost::Technology technology,
                  const std::optional<machine::Accelerator>& baseline, std::vector<double> weights = {},
                  int batch = 1, compiler::Goal::Measure measure = compiler::Goal::Measure::cycles);

  // Of the same networks with the same baseline, for designs of another technology and batch. They share what
  // compilers remember.
  DesignEvaluator at(cost::Technology technology, int batch) const;

  // Deterministic. Thread-safe with the fast engine; with SystemC for processes of one thread. Throws
  // std::runtime_error with what the engine says of it if a program deadlocks (a bug).
  Evaluation evaluate(const machine::Accelerator& accelerator, const EvaluationOptions& options) const;

  // Gives a feasible evaluation with the results of all networks, which has none yet, its rewards.
  void set_reward(const Criteria& criteria, Evaluation* evaluation) const;
  // The reward of an evaluation with the results of all networks; NaN if there are no rewards.
  double reward_of(const Evaluation& evaluation, const Criteria& criteria) const;

  // Why there are no rewards: "the baseline cannot run WORKLOAD: reason, needed and available", and what to
  // do about it. Empty if there are.
  const std::optional<std::string>& baseline_failure() const { return baseline_failure_; }

  const std::vector<workloads::Network>& networks() const { return *networks_; }
  const std::vector<double>& weights() const { return weights_; }  // of the networks, in the objective
  const cost::Technology& technology() const { return technology_; }
  int batch() const { return batch_; }

 private:
  // Everything but the reward.
  Evaluation without_reward(const machine::Accelerator& accelerator, const EvaluationOptions& options) const;

  std::shared_ptr<const std::vector<workloads::Network>> networks_;
  std::vector<double> weights_;  // of the networks
  cost::Technology technology_;
  int batch_;
  compiler::Goal::Measure measure_;
  std::shared_ptr<compiler::CompilerPool> compilers_;
  std::optional<Evaluation> baseline_;  // nothing if there is none, or it is infeasible
  std::optional<std::string> baseline_failure_;
};

}  // namespace apollo::designs
