#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "apollo/designs/evaluation.h"
#include "apollo/study/design_space.h"
#include "apollo/transfer/source.h"

namespace apollo::transfer {

// A point of one space in another.
struct Counterpart {
  optimizers::Point point;
  bool is_same = true;  // the same design; otherwise the nearest one that the space has
};

// What trials of other studies are in the study of `spec`.
class Rescoring {
 public:
  // `designs`: those of the study's scoring; null if a program of the user scores. Both have to live longer.
  Rescoring(const study::StudySpec& spec, const designs::DesignEvaluator* designs);

  // The names of parameters that the spaces share, or that the source's designs have.
  std::vector<std::string> common_parameters(const Source& source) const;

  // The point of the study's space with the same values, or with the nearest that it has; nothing if a value
  // without an order, or one that the source does not know, is missing.
  std::optional<Counterpart> counterpart(const Source& source, const optimizers::Point& point) const;

  // The outcome that the study would find for the counterpart of a trial: where it is the same design, on
  // networks that the source has scored it on, compiled for the same measure, or scored by the same program.
  // Constraints, objectives, their aggregation, weights, baseline and technology may differ, the last unless
  // energy matters. Nothing if the trial does not say: a design that broke another limit, or other networks.
  std::optional<study::Outcome> outcome(const Source& source, const study::TrialRecord& trial,
                                        const Counterpart& counterpart) const;

 private:
  std::optional<study::Outcome> own_outcome(const Source& source, const study::TrialRecord& trial,
                                            const optimizers::Point& point) const;
  std::optional<study::Outcome> exec_outcome(const Source& source, const study::TrialRecord& trial) const;
  bool has_same_programs(const designs::Scoring& source) const;

  const study::StudySpec& spec_;
  const designs::DesignEvaluator* designs_;
  designs::EvaluationOptions options_;
};

// Cycles of a network in a feasible trial of a source that apollo has scored; nothing if it says none.
std::optional<std::int64_t> cycles_of(const study::TrialRecord& trial, const designs::Design& design,
                                      const std::string& network);

}  // namespace apollo::transfer
