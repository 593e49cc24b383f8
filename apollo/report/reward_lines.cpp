#include "apollo/report/reward_lines.h"

#include <algorithm>
#include <cmath>

namespace apollo::report {
namespace {

constexpr double kTolerance = 1e-3;
constexpr double kWide = 6;        // highest / lowest reward: from here on lines are a ratio apart
constexpr double kLeastLines = 4;  // of equal differences, about

struct Score {
  double area_mm2, throughput_per_s, reward;
};

std::vector<Score> scores_of(const Runs& runs) {
  std::vector<Score> scores;
  for (const Run& run : runs.runs) {
    for (const Trial& trial : run.trials) {
      if (trial.feasible && trial.throughput_per_s && trial.area_mm2 > 0 && trial.reward > 0)
        scores.push_back({trial.area_mm2, *trial.throughput_per_s, trial.reward});
    }
  }
  return scores;
}

struct Extent {
  double least = HUGE_VAL, most = 0;
};

template <class Value>
Extent extent_of(const std::vector<Score>& scores, const Value& value) {
  Extent extent;
  for (const Score& score : scores) {
    extent.least = std::min(extent.least, value(score));
    extent.most = std::max(extent.most, value(score));
  }
  return extent;
}

// Whether the throughput is a factor of the reward, and whether the area divides it.
struct Law {
  bool throughput, area;

  double operator()(const Score& score) const {
    return (throughput ? score.throughput_per_s : 1) / (area ? score.area_mm2 : 1);
  }
};

// The largest of 1, 2 and 5 times a power of ten that is not above the number.
double round_down(double number) {
  const double power = std::pow(10, std::floor(std::log10(number)));
  for (const double factor : {5, 2}) {
    if (factor * power <= number) return factor * power;
  }
  return power;
}

// Ascending.
std::vector<double> round_rewards(const Extent& rewards) {
  std::vector<double> result;
  if (rewards.most > kWide * rewards.least) {
    for (double at = round_down(rewards.most); at >= rewards.least && result.size() < 12;
         at = round_down(at * 0.99))
      result.push_back(at);
    std::reverse(result.begin(), result.end());
  } else if (rewards.most > rewards.least) {
    const double step = round_down((rewards.most - rewards.least) / kLeastLines);
    for (double n = std::ceil(rewards.least / step); n * step <= rewards.most; ++n)
      result.push_back(n * step);
  }
  return result;
}

}  // namespace

Dataset reward_lines(const Runs& runs) {
  Dataset data({"reward", "area_mm2", "throughput_per_s"});
  const std::vector<Score> scores = scores_of(runs);
  const Extent areas = extent_of(scores, [](const Score&p) { return p.area_mm2; }),
               throughputs = extent_of(scores, [](const Score&p) { return p.throughput_per_s; }),
               rewards = extent_of(scores, [](const Score&p) { return p.reward; });
  for (const Law& law : {Law{true, true}, Law{true, false}, Law{false, true}}) {
    const Extent constant = extent_of(scores, [&](const Score& p) { return p.reward / law(p); });
    if (constant.most > (1 + kTolerance) * constant.least) continue;
    for (const double reward : round_rewards(rewards)) {
      const double level = reward / constant.least;  // of the law
      Extent area = areas, throughput = throughputs;
      if (!law.area) throughput = {level, level};
      if (!law.throughput) area = {1 / level, 1 / level};
      if (law.area && law.throughput) {
        area = {std::max(areas.least, throughputs.least / level),
                std::min(areas.most, throughputs.most / level)};
        throughput = {level * area.least, level * area.most};
      }
      if (area.least > area.most) continue;
      data.add({reward, area.least, throughput.least});
      data.add({reward, area.most, throughput.most});
    }
    break;
  }
  return data;
}

}  // namespace apollo::report
