#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "optimizers/search_space.h"

namespace apollo::study {

// The detail in which a study keeps the strategy of the ensemble's member that has proposed the point
// (Optimizer::proposers).
inline constexpr char kProposedByDetail[] = "proposed_by";

// What a point is worth.
struct Outcome {
  bool feasible = false;
  double reward = 0;    // to be maximised, finite; 0 if infeasible
  double area_mm2 = 0;  // 0 if unknown
  std::string reason;   // why it is infeasible, a short name that can be counted; empty if feasible
  nlohmann::json details = nlohmann::json::object();  // whatever else is to be kept; units in the keys

  bool operator==(const Outcome& o) const {
    return feasible == o.feasible && reward == o.reward && area_mm2 == o.area_mm2 && reason == o.reason &&
           details == o.details;
  }
};

// Finds out what a point is worth.
class Evaluator {
 public:
  virtual ~Evaluator() = default;

  // The outcome of a point of the space. An infeasible point is an outcome. Called from several threads at
  // once, so it has to be safe for that (RunOptions::in_processes: from one thread of a child process, which
  // ends after it); the same point always has the same outcome, whatever the thread and
  // the order, or studies cannot be resumed. May throw EvaluationFailure (failure.h), which is no outcome,
  // and ConfigError (a program that cannot be run): the study stops, what it has finished stays stored.
  virtual Outcome evaluate(const optimizers::SearchSpace& space, const optimizers::Point& point) = 0;

  // Whether a point keeps the constraints that are known without an evaluation, in microseconds: the area
  // budget. A study with AreaMode::known proposes no others. Called from one thread of each study, so from
  // several if studies share an evaluator.
  virtual bool within_budget(const optimizers::SearchSpace&, const optimizers::Point&) { return true; }
};

// A finished trial of a study.
struct TrialRecord {
  std::int64_t id = 0;  // position in the study, from 0
  optimizers::Point point;
  Outcome outcome;

  bool operator==(const TrialRecord& o) const {
    return id == o.id && point == o.point && outcome == o.outcome;
  }
};

}  // namespace apollo::study
