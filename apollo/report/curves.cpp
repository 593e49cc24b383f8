#include "apollo/report/curves.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "apollo/report/groups.h"
#include "apollo/study/results.h"
#include "apollo/study/sweep_summary.h"

namespace apollo::report {
namespace {

constexpr std::size_t kMostSteps = 150, kMostWindows = 32, kLeastWindow = 16;

std::size_t longest(const Group& group) {
  std::size_t trials = 0;
  for (const Run* run : group) trials = std::max(trials, run->trials.size());
  return trials;
}

// Numbers of trials, ascending, the last the longest run's.
std::vector<std::size_t> steps(const Group& group) {
  std::set<std::size_t> result;
  const std::size_t last = longest(group);
  for (std::size_t i = 0; i <= kMostSteps; ++i) result.insert(1 + (last - 1) * i / kMostSteps);
  for (const Run* run : group) result.insert(run->trials.size());
  return {result.begin(), result.end()};
}

// Whole batches: within one, ensembles propose in the order of their members.
std::size_t window_of(const Group& group) {
  std::size_t batch = 1;
  for (const Run* run : group) batch = std::max(batch, static_cast<std::size_t>(run->spec.proposals));
  const std::size_t window = std::max(kLeastWindow, (longest(group) + kMostWindows - 1) / kMostWindows);
  return (window + batch - 1) / batch * batch;
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
  data.add({strategy, budget, trials, study::quantile(values, 0.25), study::quantile(values, 0.5),
            study::quantile(values, 0.75)});
}

std::vector<double> best_so_far(const Run& run) {
  if (!run.hypervolumes.empty()) return run.hypervolumes;
  std::vector<double> best;
  double highest = study::best_of_none(run.spec);
  for (const Trial& trial : run.trials) {
    if (trial.feasible) highest = std::max(highest, trial.reward);
    best.push_back(highest);
  }
  return best;
}

struct Earning {
  std::size_t trial;  // the first of its batch
  std::string member;
  double share;  // of what the best reward rose by after the first batch with a feasible trial
};

// The points of a batch are proposed at once, so what a batch adds belongs to its members in proportion to
// what each would have added alone.
std::vector<Earning> earnings_of(const Run& run) {
  std::vector<Earning> result;
  const auto batch = static_cast<std::size_t>(run.spec.proposals);
  std::optional<double> first, best;  // after the first batch with a feasible trial, and before this one
  for (std::size_t begin = 0; begin < run.trials.size(); begin += batch) {
    std::map<std::string, double> rise;
    std::optional<double> highest = best;
    for (std::size_t i = begin; i < std::min(begin + batch, run.trials.size()); ++i) {
      const Trial& trial = run.trials[i];
      if (!trial.feasible || (best && trial.reward <= *best)) continue;
      highest = std::max(highest.value_or(trial.reward), trial.reward);
      if (!best) continue;
      double& own = rise[trial.proposed_by];
      own = std::max(own, trial.reward - *best);
    }
    double sum = 0;
    for (const auto& [member, own] : rise) sum += own;
    for (const auto& [member, own] : rise) result.push_back({begin, member, (*highest - *best) * own / sum});
    best = highest;
    if (!first) first = best;
  }
  for (Earning& earning : result) earning.share /= *best - *first;
  return result;
}

}  // namespace

Dataset progress(const Runs& runs) {
  Dataset data({"strategy", "budget", "trials", "lower", "median", "upper"});
  for_each_group(runs, [&](const std::string& strategy, const std::string& budget, const Group& group) {
    std::vector<std::vector<double>> curves;
    std::size_t end = longest(group);
    for (const Run* run : group) {
      curves.push_back(best_so_far(*run));
      if (!run->complete) end = std::min(end, run->trials.size());
    }
    for (const std::size_t trials : steps(group)) {
      if (trials > end) break;
      std::vector<double> values;
      for (const auto& curve : curves) values.push_back(curve[std::min(trials, curve.size()) - 1]);
      add_quartiles(data, strategy, budget, trials, values);
    }
  });
  return data;
}

Dataset finals(const Runs& runs) {
  Dataset data({"strategy", "budget", "seed", "best_reward"});
  for_each_group(runs, [&](const std::string& strategy, const std::string& budget, const Group& group) {
    for (const Run* run : group) data.add({strategy, budget, run->spec.seed, best_so_far(*run).back()});
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
    const std::string feasible = "feasible";  // a program of the user may call a reason so too
    std::map<std::string, std::int64_t> count;
    std::int64_t total = 0;
    for (const Run* run : group) {
      for (const Trial& trial : run->trials)
        ++count[trial.feasible             ? feasible
                : trial.reason == feasible ? "reason " + trial.reason
                                           : trial.reason];
      total += static_cast<std::int64_t>(run->trials.size());
    }
    for (const auto& [reason, trials] : count)
      data.add({strategy, budget, reason, static_cast<double>(trials) / static_cast<double>(total)});
  });
  return data;
}

Dataset members(const Runs& runs) {
  Dataset data({"strategy", "budget", "from", "trials", "member", "proposed", "earned"});
  for_each_group(runs, [&](const std::string& strategy, const std::string& budget, const Group& group) {
    std::set<std::string> names;
    std::vector<std::vector<Earning>> earnings;
    for (const Run* run : group) {
      for (const Trial& trial : run->trials) {
        if (!trial.proposed_by.empty()) names.insert(trial.proposed_by);
      }
      earnings.push_back(earnings_of(*run));
    }
    if (names.empty()) return;
    std::size_t begin = 0;
    for (const std::size_t end : windows(group)) {
      std::map<std::string, double> proposed, earned;
      double trials = 0, reached = 0;
      for (std::size_t r = 0; r < group.size(); ++r) {
        const std::vector<Trial>& all = group[r]->trials;
        if (all.size() <= begin) continue;
        ++reached;
        for (std::size_t i = begin; i < std::min(end, all.size()); ++i) {
          ++trials;
          ++proposed[all[i].proposed_by];
        }
        for (const Earning& earning : earnings[r]) {
          if (earning.trial >= begin && earning.trial < end) earned[earning.member] += earning.share;
        }
      }
      for (const std::string& name : names)
        data.add({strategy, budget, begin, end, name, proposed[name] / trials, earned[name] / reached});
      begin = end;
    }
  });
  return data;
}

}  // namespace apollo::report
