#pragma once
#include <atomic>
#include <chrono>
#include <functional>
#include <thread>
#include <utility>

#include "apollo/study/study.h"

// A small space with a made-up objective, for tests of the loop.
namespace apollo::testing {

inline study::StudySpec toy_spec() {
  using optimizers::Parameter;
  std::vector<double> digits = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  study::StudySpec spec{optimizers::SearchSpace({{"x", Parameter::Kind::ordinal, digits, {}},
                                                 {"y", Parameter::Kind::ordinal, digits, {}},
                                                 {"mode", Parameter::Kind::categorical, {}, {"a", "b"}}})};
  spec.scoring = study::ExecScoring{"toy"};  // the space is none of accelerators
  spec.seed = 5;
  spec.trials = 50;
  spec.proposals = 8;
  return spec;
}

inline study::Outcome toy_outcome(const optimizers::Point& point) {
  study::Outcome outcome;
  outcome.area_mm2 = 0.1 * (point[0] + point[1]);
  if (point[0] + point[1] > 12) {
    outcome.reason = "area";
    return outcome;
  }
  outcome.feasible = true;
  outcome.reward = (point[0] + 0.1 * point[1]) / 3 + point[2];
  outcome.details = {{"latency_ms", 1.0 / (1 + point[0])}};
  return outcome;
}

class ToyEvaluator : public study::Evaluator {
 public:
  // `before` is called with the number of evaluations so far, this one included.
  explicit ToyEvaluator(std::function<void(int)> before = {}) : before_(std::move(before)) {}

  study::Outcome evaluate(const optimizers::SearchSpace&, const optimizers::Point& point) override {
    const int call = ++calls_;
    if (before_) before_(call);
    return toy_outcome(point);
  }
  int calls() const { return calls_; }

 private:
  std::function<void(int)> before_;
  std::atomic<int> calls_{0};
};

inline study::StudyResult run_toy(const std::string& folder, const study::StudySpec& spec, int jobs = 1,
                                  study::Study::Mode mode = study::Study::Mode::create) {
  ToyEvaluator evaluator;
  study::RunOptions options;
  options.jobs = jobs;
  return study::Study(folder, spec, mode).run(evaluator, options);
}

}  // namespace apollo::testing
