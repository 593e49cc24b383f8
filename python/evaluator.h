#pragma once
#include <pybind11/pybind11.h>

#include <string>
#include <vector>

#include "apollo/designs/scoring.h"
#include "python/evaluation.h"

namespace apollo::python {

// Scores designs on networks, with the fast engine.
class Evaluator {
 public:
  // `arguments`: a dict with the keys of designs::parse_scoring_request() and "constraints"; `networks`: a
  // list of further ones that are at hand. ConfigError.
  Evaluator(pybind11::handle arguments, pybind11::handle networks);

  // Of a dict, or the path of a file. ConfigError. Releases the interpreter's lock while it evaluates.
  Evaluation evaluate(pybind11::handle configuration, bool layers) const;
  // On so many threads, in their order.
  std::vector<Evaluation> evaluate_many(const pybind11::iterable& configurations, int threads,
                                        bool layers) const;

  const designs::Scoring& scoring() const { return scoring_; }
  const designs::DesignEvaluator& designs() const { return *designs_; }

 private:
  designs::Design design_of(pybind11::handle configuration, const std::string& where) const;
  Evaluation evaluation_of(const designs::Design& design, bool layers) const;

  designs::Scoring scoring_;
  designs::Design base_;  // what a configuration leaves out
  designs::EvaluationOptions options_;
  std::optional<designs::DesignEvaluator> designs_;
  std::string reward_unit_;
};

void bind_evaluator(pybind11::module_& module);

}  // namespace apollo::python
