#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "apollo/study/evaluator.h"
#include "apollo/study/spec.h"

namespace apollo::study {

// The evaluators of studies with one scoring that differ in nothing else but their constraints, as the runs
// of a sweep: those of apollo itself share the networks' compilers.
class Evaluators {
 public:
  // `networks` are the scoring's (none if a program of the user scores); `space_name` is the space's in
  // errors. ConfigError if the baseline cannot run a network, so that there are no rewards.
  Evaluators(const StudySpec& spec, std::vector<workloads::Network> networks, std::string space_name);

  // Lives as long as this. ConfigError as of SpaceEvaluator. Thread-safe.
  Evaluator& of(const StudySpec& spec);

  // Null if a program of the user scores.
  const designs::DesignEvaluator* designs() const { return designs_ ? &*designs_ : nullptr; }

 private:
  std::unique_ptr<Evaluator> make(const StudySpec& spec) const;

  std::optional<designs::DesignEvaluator> designs_;
  std::string space_name_;
  std::mutex mutex_;  // of the map
  std::map<std::optional<double>, std::unique_ptr<Evaluator>> by_area_;
};

}  // namespace apollo::study
