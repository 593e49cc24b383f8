#include "apollo/report/pairings.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <map>

#include "apollo/report/groups.h"
#include "apollo/study/sweep_summary.h"

namespace apollo::report {
namespace {

using Binomial = boost::math::binomial_distribution<>;

constexpr double kTail = 0.025;  // of an interval of 95 %
constexpr std::size_t kLeastSeeds = 2;

// The best rewards of a group by seed; 0 if nothing is feasible. The first run of a seed counts.
std::map<std::int64_t, double> rewards_of(const Group& group) {
  std::map<std::int64_t, double> rewards;
  for (const Run* run : group) {
    const Trial* best = run->best();
    rewards.emplace(run->spec.seed, best ? best->reward : 0.0);
  }
  return rewards;
}

// Ranks, from the lowest and from the highest of n values, of the ends of the interval for their median: the
// largest r for which fewer than r of n tosses of a coin are heads with a probability of at most kTail. 0 if
// there is none.
std::size_t rank_of_ends(std::size_t n) {
  const Binomial heads(static_cast<double>(n), 0.5);
  std::size_t rank = 0;
  while (cdf(heads, static_cast<double>(rank)) <= kTail) ++rank;
  return rank;
}

struct Counts {
  int wins = 0, ties = 0, losses = 0;
};

Counts counts_of(const std::vector<double>& differences) {
  Counts counts;
  for (const double difference : differences)
    ++(difference > 0 ? counts.wins : difference < 0 ? counts.losses : counts.ties);
  return counts;
}

// {probability, lower, upper}.
std::vector<Json> probability_of(const Counts& counts) {
  const double decided = counts.wins + counts.losses;
  if (decided == 0) return {nullptr, 0, 1};
  return {counts.wins / decided, Binomial::find_lower_bound_on_p(decided, counts.wins, kTail),
          Binomial::find_upper_bound_on_p(decided, counts.wins, kTail)};
}

// {difference, least, most}.
std::vector<Json> median_of(std::vector<double> differences) {
  std::sort(differences.begin(), differences.end());
  const double median = study::quantile(differences, 0.5);
  const std::size_t rank = rank_of_ends(differences.size());
  if (rank == 0) return {median, nullptr, nullptr};
  return {median, differences[rank - 1], differences[differences.size() - rank]};
}

}  // namespace

Dataset pairings(const Runs& runs) {
  Dataset data({"strategy", "other", "budget", "seeds", "wins", "ties", "losses", "probability", "lower",
                "upper", "difference", "least", "most"});
  struct Earlier {
    std::string strategy, budget;
    std::map<std::int64_t, double> rewards;
  };
  std::vector<Earlier> earlier;
  for_each_group(runs, [&](const std::string& strategy, const std::string& budget, const Group& group) {
    const std::map<std::int64_t, double> own = rewards_of(group);
    for (const Earlier& other : earlier) {
      if (other.budget != budget) continue;
      std::vector<double> differences;
      for (const auto& [seed, reward] : own) {
        const auto found = other.rewards.find(seed);
        if (found != other.rewards.end()) differences.push_back(reward - found->second);
      }
      if (differences.size() < kLeastSeeds) continue;
      const Counts counts = counts_of(differences);
      std::vector<Json> row = {strategy,    other.strategy, budget,       differences.size(),
                               counts.wins, counts.ties,    counts.losses};
      for (const std::vector<Json>& part : {probability_of(counts), median_of(differences)})
        row.insert(row.end(), part.begin(), part.end());
      data.add(row);
    }
    earlier.push_back({strategy, budget, own});
  });
  return data;
}

}  // namespace apollo::report
