#include "apollo/report/trade_off.h"

#include <algorithm>

#include "apollo/study/space_json.h"

namespace apollo::report {
namespace {

constexpr std::size_t kMostListedDesigns = 50;

struct Candidate {
  const Run* run;
  const Trial* trial;
};

std::vector<Candidate> feasible(const Runs& runs) {
  std::vector<Candidate> result;
  for (const Run& run : runs.runs) {
    for (const Trial& trial : run.trials) {
      if (trial.feasible) result.push_back({&run, &trial});
    }
  }
  return result;
}

double position(const optimizers::Parameter& parameter, int index) {
  return parameter.size() > 1 ? static_cast<double>(index) / (parameter.size() - 1) : 0;
}

}  // namespace

Dataset frontier(const Runs& runs) {
  Dataset data({"area_mm2", "throughput_per_s", "reward", "budget", "strategy", "trial"});
  std::vector<Candidate> designs = feasible(runs);
  designs.erase(std::remove_if(designs.begin(), designs.end(),
                               [](const Candidate& c) { return !c.trial->throughput_per_s; }),
                designs.end());
  std::stable_sort(designs.begin(), designs.end(), [](const Candidate& a, const Candidate& b) {
    if (a.trial->area_mm2 != b.trial->area_mm2) return a.trial->area_mm2 < b.trial->area_mm2;
    return *a.trial->throughput_per_s > *b.trial->throughput_per_s;
  });
  double highest = 0;
  for (const auto& [run, trial] : designs) {
    if (*trial->throughput_per_s <= highest) continue;
    highest = *trial->throughput_per_s;
    data.add({trial->area_mm2, highest, trial->reward, run->budget, run->strategy, trial->id});
  }
  return data;
}

Dataset front(const Runs& runs) {
  Dataset data({"strategy", "budget", "trial", "seed", "first", "second", "third", "fourth"});
  for (const std::string& budget : runs.budgets) {
    for (const std::string& strategy : runs.strategies) {
      std::vector<Candidate> designs;
      optimizers::ParetoFront front;
      for (const Candidate& design : feasible(runs)) {
        if (design.run->budget != budget || design.run->strategy != strategy) continue;
        if (design.trial->rewards.empty()) continue;
        front.add(static_cast<std::int64_t>(designs.size()), design.trial->rewards);
        designs.push_back(design);
      }
      std::vector<optimizers::ParetoFront::Member> members = front.members();
      std::stable_sort(members.begin(), members.end(),
                       [](const auto& a, const auto& b) { return a.values[0] < b.values[0]; });
      for (const auto& member : members) {
        const Candidate& design = designs[static_cast<std::size_t>(member.number)];
        const auto reward = [&](std::size_t k) {
          return k < member.values.size() ? Json(member.values[k]) : Json(nullptr);
        };
        data.add({strategy, budget, design.trial->id, design.run->spec.seed, reward(0), reward(1), reward(2),
                  reward(3)});
      }
    }
  }
  return data;
}

Dataset budget_lines(const Runs& runs) {
  Dataset data({"area_mm2", "budget"});
  for (const std::string& budget : runs.budgets) {
    const auto run =
        std::find_if(runs.runs.begin(), runs.runs.end(), [&](const Run& r) { return r.budget == budget; });
    if (run->spec.constraints.area_mm2) data.add({*run->spec.constraints.area_mm2, budget});
  }
  return data;
}

Dataset top(const Runs& runs) {
  Dataset data({"rank", "parameter", "position", "value", "reward", "budget", "strategy"}, {"value"});
  std::vector<Candidate> designs = feasible(runs);
  std::stable_sort(designs.begin(), designs.end(),
                   [](const Candidate& a, const Candidate& b) { return a.trial->reward > b.trial->reward; });
  optimizers::PointSet seen;
  for (const auto& [run, trial] : designs) {
    if (seen.size() == kMostListedDesigns) break;
    if (!seen.insert(trial->point).second) continue;
    for (std::size_t i = 0; i < trial->point.size(); ++i) {
      const optimizers::Parameter& parameter = run->spec.space.parameters()[i];
      data.add({seen.size(), parameter.name, position(parameter, trial->point[i]),
                Json(study::value_of(parameter, trial->point[i])), trial->reward, run->budget,
                run->strategy});
    }
  }
  return data;
}

}  // namespace apollo::report
