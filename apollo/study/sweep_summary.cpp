#include "apollo/study/sweep_summary.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "apollo/study/results.h"

namespace apollo::study {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNearBest = 0.05;  // of the best reward, below it

double best_of(const SweepCurve& curve) { return curve.best_reward.empty() ? 0 : curve.best_reward.back(); }

// The first trial, from 1, after which the best reward is at least this.
double trials_to(const SweepCurve& curve, double reward) {
  const auto& best = curve.best_reward;
  const auto reached = std::lower_bound(best.begin(), best.end(), reward);
  return reached == best.end() ? kInfinity : static_cast<double>(reached - best.begin() + 1);
}

bool improved_in_last_half(const SweepCurve& curve) {
  const auto& best = curve.best_reward;
  return !best.empty() && best.back() > best[(best.size() - 1) / 2];
}

void fill(SweepRow& row, const std::vector<SweepCurve>& curves, double best_known) {
  std::vector<double> best, trials;
  double feasible = 0, all = 0;
  for (const SweepCurve& curve : curves) {
    best.push_back(best_of(curve));
    trials.push_back(curve.feasible > 0 ? trials_to(curve, best_known - kNearBest * std::abs(best_known))
                                        : kInfinity);
    feasible += static_cast<double>(curve.feasible);
    all += static_cast<double>(curve.best_reward.size());
    if (!improved_in_last_half(curve) && best.back() < best_known) ++row.stalled;
  }
  row.runs = static_cast<std::int64_t>(curves.size());
  if (curves.empty()) return;
  row.lowest = quantile(best, 0);
  row.lower_quartile = quantile(best, 0.25);
  row.median = quantile(best, 0.5);
  row.upper_quartile = quantile(best, 0.75);
  row.highest = quantile(best, 1);
  const double median = quantile(trials, 0.5);
  if (std::isfinite(median)) row.trials_to_95_percent = median;
  row.feasible_share = all > 0 ? feasible / all : 0;
}

}  // namespace

double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  const double position = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const double part = position - static_cast<double>(below);
  if (part == 0 || std::isinf(values[below]) || values[below] == values[below + 1])
    return values[below];  // also the infinite
  return values[below] + part * (values[below + 1] - values[below]);
}

std::vector<SweepRow> summary_of(const std::vector<SweepRun>& runs,
                                 const std::vector<std::optional<SweepCurve>>& curves) {
  std::vector<SweepRow> rows;
  std::vector<std::vector<SweepCurve>> of_row;
  std::vector<double> best_of_row;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto& area = runs[i].spec.constraints.area_mm2;
    const auto same = [&](const SweepRow& row) { return row.area_mm2 == area && row.label == runs[i].label; };
    const auto found = std::find_if(rows.begin(), rows.end(), same);
    const auto at = static_cast<std::size_t>(found - rows.begin());
    if (found == rows.end()) {
      rows.emplace_back();
      rows.back().area_mm2 = area;
      rows.back().label = runs[i].label;
      of_row.emplace_back();
      best_of_row.push_back(best_of_none(runs[i].spec));
    }
    if (!curves[i]) continue;
    const double best = best_of(*curves[i]);
    if (best > best_of_row[at]) {
      best_of_row[at] = best;
      rows[at].best_folder = runs[i].folder;
    }
    of_row[at].push_back(*curves[i]);
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    double best_known = -kInfinity;
    for (std::size_t j = 0; j < rows.size(); ++j) {
      if (rows[j].area_mm2 == rows[i].area_mm2) best_known = std::max(best_known, best_of_row[j]);
    }
    fill(rows[i], of_row[i], best_known);
  }
  return rows;
}

}  // namespace apollo::study
