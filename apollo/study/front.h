#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "apollo/study/evaluator.h"
#include "apollo/study/spec.h"
#include "optimizers/pareto.h"

// Studies of several objectives.
namespace apollo::study {

// The detail in which a trial has its reward by an objective.
std::string reward_detail(const std::string& objective);

// The trials of a study that no other dominates. Of a study with one objective it stays empty.
class Front {
 public:
  explicit Front(const StudySpec& spec);

  // By name; empty if there is but one.
  const std::vector<std::string>& objectives() const { return objectives_; }
  // A reward of each.
  const optimizers::Values& reference() const { return reference_; }

  // The rewards of a feasible trial; empty if there is but one objective, or the trial does not have them.
  optimizers::Values values_of(const Outcome& outcome) const;
  // Whether the trial has joined the front.
  bool add(const TrialRecord& trial);
  // Ascending by trial.
  const std::vector<optimizers::ParetoFront::Member>& members() const { return front_.members(); }
  // Above the reference.
  double hypervolume() const;

 private:
  std::vector<std::string> objectives_;
  optimizers::Values reference_;
  optimizers::ParetoFront front_;
};

// The hypervolume after each of the trials, in their order; empty if the study has one objective.
std::vector<double> hypervolumes(const StudySpec& spec, const std::vector<TrialRecord>& trials);

// {"objectives", "reference", "hypervolume", "designs": [{"trial", "rewards": {OBJECTIVE: reward},
// "area_mm2", "configuration"}]}: front.json. `trial_of` gives the trial of a number.
template <class TrialOf>
nlohmann::ordered_json front_json(const Front& front, const StudySpec& spec, TrialOf trial_of) {
  nlohmann::ordered_json result = {{"objectives", front.objectives()},
                                   {"reference", front.reference()},
                                   {"hypervolume", front.hypervolume()},
                                   {"designs", nlohmann::ordered_json::array()}};
  for (const optimizers::ParetoFront::Member& member : front.members()) {
    const TrialRecord& trial = trial_of(member.number);
    nlohmann::ordered_json rewards;
    for (std::size_t k = 0; k < member.values.size(); ++k) rewards[front.objectives()[k]] = member.values[k];
    result["designs"].push_back({{"trial", trial.id},
                                 {"rewards", rewards},
                                 {"area_mm2", trial.outcome.area_mm2},
                                 {"configuration", configuration_of(spec, trial.point)}});
  }
  return result;
}

}  // namespace apollo::study
