#include "apollo/prove/scorer.h"

namespace apollo::prove {

using optimizers::Parameter;
using optimizers::Point;

Scorer::Scorer(const Question& question, const designs::DesignEvaluator& designs,
               const optimizers::SearchSpace& allowed)
    : question_(question),
      designs_(designs),
      allowed_(allowed),
      base_(default_design(*question.study.own_scoring())),
      technologies_(base_, question.study.space),
      options_(options_of(*question.study.own_scoring(), question.study.constraints)),
      bound_(designs, options_.criteria) {
  options_.layers = false;
  set(Point(question.study.space.parameters().size(), 0));
}

void Scorer::set(const Point& point) {
  point_ = point;
  accelerator_ = study::accelerator_at(base_.accelerator, question_.study.space, point);
}

void Scorer::set(std::size_t parameter, int index) {
  point_[parameter] = index;
  const Parameter& p = question_.study.space.parameters()[parameter];
  if (!p.numbers.empty()) set_value(p.name, p.numbers[static_cast<std::size_t>(index)], &accelerator_);
}

double Scorer::area_mm2() {
  area_ = area(accelerator_, technologies_.at(point_));
  return area_.total();
}

Scorer::Fate Scorer::fate() {
  const auto& budget = question_.study.constraints.area_mm2;
  if (budget && area_.total() > *budget) return Fate::over_area;
  if (!allowed_.allows(point_)) return Fate::breaks_condition;
  const bool fails = designs::design_failure(accelerator_, area_.total(), {}).has_value();
  return fails ? Fate::no_memory : Fate::may_run;
}

double Scorer::most() {
  return bound_.reward(accelerator_, area_, study::batch_at(base_.batch, question_.study.space, point_),
                       bound_.least_cycles(accelerator_));
}

PointRecord Scorer::bound_record() {
  PointRecord record;
  record.kind = PointRecord::Kind::bound;
  record.point = point_;
  record.reward = most();
  record.area_mm2 = area_.total();
  record.cycles = bound_.least_cycles(accelerator_);
  return record;
}

PointRecord Scorer::evaluate(double threshold) {
  const int batch = study::batch_at(base_.batch, question_.study.space, point_);
  PointRecord record;
  record.point = point_;
  record.area_mm2 = area_.total();
  const std::vector<std::int64_t> least = bound_.least_cycles(accelerator_);
  designs::EvaluationOptions options = options_;
  options.goes_on = [&](const std::vector<designs::WorkloadResult>& results) {
    record.cycles = least;
    for (std::size_t i = 0; i < results.size(); ++i) record.cycles[i] = results[i].cycles;
    record.known = static_cast<int>(results.size());
    record.reward = bound_.reward(accelerator_, area_, batch, record.cycles);
    return !is_below(record.reward, threshold);
  };
  const designs::Evaluation evaluation =
      designs_.at(technologies_.at(point_), batch).evaluate(accelerator_, options);
  if (evaluation.abandoned) {
    record.kind = PointRecord::Kind::partial;
    return record;
  }
  record.known = 0;
  record.reward = evaluation.reward;
  record.cycles.clear();
  for (const designs::WorkloadResult& result : evaluation.workloads) record.cycles.push_back(result.cycles);
  if (evaluation.infeasible) record.reason = to_string(evaluation.infeasible->reason);
  return record;
}

}  // namespace apollo::prove
