#pragma once
#include <optional>
#include <string>
#include <vector>

#include "apollo/study/front.h"

namespace apollo::report {

// What a report needs of a trial.
struct Trial {
  std::int64_t id = 0;
  optimizers::Point point;
  bool feasible = false;
  double reward = 0;  // 0 if infeasible
  double area_mm2 = 0;
  // Geometric means over the networks, see mean_of(); nothing if infeasible or unknown.
  std::optional<double> latency_ms;  // of a batch
  std::optional<double> throughput_per_s;
  std::optional<double> energy_mj;  // of an inference, in chip and DRAM
  std::optional<double> power_w;    // energy of a batch / latency
  std::string reason;               // why it is infeasible; empty if feasible
  std::string detail;               // the same in words, with the amounts; may be empty
  std::string proposed_by;          // the member of an ensemble; empty if the strategy is one
  optimizers::Values rewards = {};  // of several objectives; empty if there is one, or infeasible
};

// A study with trials.
struct Run {
  std::string folder;
  std::string strategy;  // the sweep's label, or the optimizer, and what else differs; runs of the same name
                         // and budget differ in the seed only
  std::string budget;    // "6.8 mm²" or "no budget"
  study::StudySpec spec;
  std::vector<Trial> trials = {};  // by id; at least one
  bool complete = false;           // nothing was left to do
  // After each trial, if there are several objectives (study/front.h); otherwise empty.
  std::vector<double> hypervolumes = {};

  const Trial* best() const;  // feasible, with the highest reward, the first of equals; null if there is none
};

struct Runs {
  std::vector<Run> runs;                // in the order of the folders
  std::vector<std::string> strategies;  // each once, in the order of the runs
  std::vector<std::string> budgets;     // each once, ascending, without budget last
  std::vector<std::string> notes;       // runs that were left out, and why: a sentence each

  // Of each budget with a feasible trial, in their order: the run with the highest reward, the first of
  // equals.
  std::vector<const Run*> best_runs() const;
};

// Reads studies and sweeps. A run of a sweep that is damaged or has no trial yet is left out with a note, and
// so is a search that is there twice. ConfigError of one line if a folder is no study and no sweep, if a
// study that was named is damaged or has no trial, if no run is left, or if the runs do not score the same
// space by the same measure (space, networks, objective, evaluation and limits but the area budget have to be
// equal; the message names what differs).
Runs read_runs(const std::vector<std::string>& folders);

// The geometric mean over the networks, with their weights, of a figure that a study keeps of each trial and
// network: "latency_ms" or "energy_mj". Nothing if one is missing (a program of the user evaluates), or
// weights differ and a network is a JSON file, whose name is not known here.
std::optional<double> mean_of(const nlohmann::json& details, const std::string& figure,
                              const std::vector<zoo::WeightedNetwork>& networks);

std::string budget_label(const std::optional<double>& area_mm2);

}  // namespace apollo::report
