#include "apollo/report/curves.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>

#include "apollo/study/sweep_summary.h"

namespace apollo::report {
namespace {

constexpr std::size_t most_steps = 150, most_windows = 32, least_window = 16;

using Group = std::vector<const Run*>;

// Without the runs that are not complete, unless none is.
Group comparable(Group group) {
  const auto incomplete = [](const Run* run) { return !run->complete; };
  if (std::all_of(group.begin(), group.end(), incomplete)) return group;
  group.erase(std::remove_if(group.begin(), group.end(), incomplete), group.end());
  return group;
}

void for_each_group(
    const Runs& runs,
    const std::function<void(const std::string& strategy, const std::string& budget, const Group&)>& visit) {
  for (const std::string& budget : runs.budgets) {
    for (const std::string& strategy : runs.strategies) {
      Group group;
      for (const Run& run : runs.runs) {
        if (run.budget == budget && run.strategy == strategy) group.push_back(&run);
      }
      if (!group.empty()) visit(strategy, budget, comparable(group));
    }
  }
}

std::size_t longest(const Group& group) {
  std::size_t trials = 0;
  for (const Run* run : group) trials = std::max(trials, run->trials.size());
  return trials;
}

// Numbers of trials, ascending, the last the longest run's.
std::vector<std::size_t> steps(const Group& group) {
  std::set<std::size_t> result;
  const std::size_t last = longest(group);
  for (std::size_t i = 0; i <= most_steps; ++i) result.insert(1 + (last - 1) * i / most_steps);
  for (const Run* run : group) result.insert(run->trials.size());
  return {result.begin(), result.end()};
}

std::size_t window_of(const Group& group) {
  return std::max(least_window, (longest(group) + most_windows - 1) / most_windows);
}

// Ends of windows; the last may be shorter than the others, but is no sliver.
std::vector<std::size_t> windows(const Group& group) {
  const std::size_t last = longest(group), window = window_of(group);
  std::vector<std::size_t> ends;
  for (std::size_t end = window; end < last; end += window) ends.push_back(end);
  if (!ends.empty() && last - ends.back() < window / 2) ends.pop_back();
  ends.push_back(last);
  return ends;
}

void add_quartiles(Dataset& data, const std::string& strategy, const std::string& budget, std::size_t trials,
                   const std::vector<double>& values) {
  data.add({strategy, budget, trials, quantile(values, 0.25), quantile(values, 0.5), quantile(values, 0.75)});
}

std::vector<double> best_so_far(const Run& run) {
  std::vector<double> best;
  for (const Trial& trial : run.trials)
    best.push_back(std::max(best.empty() ? 0.0 : best.back(), trial.feasible ? trial.reward : 0.0));
  return best;
}

}  // namespace

Dataset progress(const Runs& runs) {
  Dataset data({"strategy", "budget", "trials", "lower", "median", "upper"});
  for_each_group(runs, [&](const std::string& strategy, const std::string& budget, const Group& group) {
    std::vector<std::vector<double>> curves;
    for (const Run* run : group) curves.push_back(best_so_far(*run));
    for (const std::size_t trials : steps(group)) {
      std::vector<double> values;
      for (const auto& curve : curves) {
        if (curve.size() >= trials) values.push_back(curve[trials - 1]);
      }
      add_quartiles(data, strategy, budget, trials, values);
    }
  });
  return data;
}

Dataset finals(const Runs& runs) {
  Dataset data({"strategy", "budget", "seed", "best_reward"});
  for_each_group(runs, [&](const std::string& strategy, const std::string& budget, const Group& group) {
    for (const Run* run : group) {
      const Trial* best = run->best();
      data.add({strategy, budget, run->spec.seed, best ? best->reward : 0.0});
    }
  });
  return data;
}

Dataset feasible_share(const Runs& runs) {
  Dataset data({"strategy", "budget", "trials", "lower", "median", "upper"});
  for_each_group(runs, [&](const std::string& strategy, const std::string& budget, const Group& group) {
    std::size_t begin = 0;
    for (const std::size_t end : windows(group)) {
      std::vector<double> shares;
      for (const Run* run : group) {
        if (run->trials.size() < end) continue;
        const auto first = run->trials.begin();
        const auto feasible = std::count_if(first + static_cast<std::ptrdiff_t>(begin),
                                            first + static_cast<std::ptrdiff_t>(end),
                                            [](const Trial& trial) { return trial.feasible; });
        shares.push_back(static_cast<double>(feasible) / static_cast<double>(end - begin));
      }
      add_quartiles(data, strategy, budget, end, shares);
      begin = end;
    }
  });
  return data;
}

Dataset reasons(const Runs& runs) {
  Dataset data({"strategy", "budget", "reason", "share"});
  for_each_group(runs, [&](const std::string& strategy, const std::string& budget, const Group& group) {
    std::map<std::string, std::int64_t> count;
    std::int64_t total = 0;
    for (const Run* run : group) {
      for (const Trial& trial : run->trials) ++count[trial.feasible ? "feasible" : trial.reason];
      total += static_cast<std::int64_t>(run->trials.size());
    }
    for (const auto& [reason, trials] : count)
      data.add({strategy, budget, reason, static_cast<double>(trials) / static_cast<double>(total)});
  });
  return data;
}

Dataset members(const Runs& runs) {
  Dataset data({"budget", "trials", "member", "proposed", "earned"});
  std::set<std::string> names;
  for (const Run& run : runs.runs) {
    for (const Trial& trial : run.trials) {
      if (!trial.proposed_by.empty()) names.insert(trial.proposed_by);
    }
  }
  for (const std::string& budget : runs.budgets) {
    Group group;
    for (const Run& run : runs.runs) {
      if (run.budget == budget && !run.trials[0].proposed_by.empty()) group.push_back(&run);
    }
    if (group.empty()) continue;
    group = comparable(group);
    std::vector<std::vector<double>> best;
    for (const Run* run : group) best.push_back(best_so_far(*run));
    std::size_t begin = 0;
    for (const std::size_t end : windows(group)) {
      std::map<std::string, double> proposed, earned;
      double trials = 0;
      for (std::size_t r = 0; r < group.size(); ++r) {
        for (std::size_t i = begin; i < std::min(end, best[r].size()); ++i) {
          const std::string& member = group[r]->trials[i].proposed_by;
          ++trials;
          ++proposed[member];
          if (i > 0 && best[r][i - 1] > 0)
            earned[member] += std::log(best[r][i] / best[r][i - 1]) / static_cast<double>(group.size());
        }
      }
      for (const std::string& name : names)
        data.add({budget, end, name, proposed[name] / trials, earned[name]});
      begin = end;
    }
  }
  return data;
}

}  // namespace apollo::report
