#pragma once
#include <optional>
#include <string>
#include <vector>

#include "apollo/designs/reward_bound.h"
#include "apollo/prove/certificate.h"
#include "apollo/study/design_space.h"
#include "apollo/study/evaluators.h"

namespace apollo::prove {

// Rounding of a logarithm or a power may make a bound smaller than what it bounds; nothing else does.
inline constexpr double kRounding = 1e-12;
// Whether a design whose reward is at most `most` cannot be above `threshold`.
inline bool is_below(double most, double threshold) { return most * (1 + kRounding) <= threshold; }

// What a question's designs are, and what they are worth, of one thread at a time.
class Scorer {
 public:
  // `designs`: of the question's scoring (study::Evaluators). Both have to live longer.
  Scorer(const Question& question, const designs::DesignEvaluator& designs,
         const optimizers::SearchSpace& allowed);

  // What is known of a point without a bound.
  enum class Fate { over_area, breaks_condition, no_memory, may_run };

  // Makes a point the one that is meant by what follows; afterwards values can be changed one by one.
  void set(const optimizers::Point& point);
  void set(std::size_t parameter, int index);
  const optimizers::Point& point() const { return point_; }

  const std::optional<double>& budget_mm2() const { return question_.study.constraints.area_mm2; }
  double area_mm2();  // of the point
  // All of the other members are of the point as area_mm2() was last asked for.
  Fate fate();
  // The most that its reward may be, as a record.
  double most();
  PointRecord bound_record();
  // Evaluates it, as far as may still be above the threshold: partly, if bounds of the networks that are left
  // say that it is not.
  PointRecord evaluate(double threshold);

 private:
  const Question& question_;
  const designs::DesignEvaluator& designs_;
  const optimizers::SearchSpace& allowed_;
  designs::Design base_;
  study::Technologies technologies_;
  designs::EvaluationOptions options_;
  designs::RewardBound bound_;

  optimizers::Point point_;
  machine::Accelerator accelerator_;
  cost::AreaBreakdown area_;
};

}  // namespace apollo::prove
