// CPU time per proposal of each strategy when a given number of trials is known: mean and 95th percentile
// over single asks and asks of 16, on the published space's shape with 2 to 3 % of the points feasible.
//   proposal_benchmark [TRIALS]        4000 unless given
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <numeric>

#include "optimizers/registry.h"
#include "tests/optimizers/problems.h"

namespace apollo::optimizers {
namespace {

// CPU time, as other work may run on the machine; all strategies are single-threaded.
double milliseconds() { return 1e3 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

std::vector<Trial> evaluate(const testing::Problem& problem, const std::vector<Point>& points) {
  std::vector<Trial> trials;
  for (const Point& point : points) {
    const auto reward = problem.reward(point);
    trials.push_back({0, point, reward.has_value(), reward.value_or(0), ""});
  }
  return trials;
}

// The trials that a good search leaves behind: those of the evolutionary strategy.
std::vector<Trial> history(const testing::Problem& problem, std::size_t count) {
  const auto optimizer = make_optimizer("evolutionary", problem.space, 1, {});
  std::vector<Trial> all;
  while (all.size() < count) {
    const auto trials = evaluate(problem, optimizer->ask(16));
    optimizer->tell(trials);
    all.insert(all.end(), trials.begin(), trials.end());
  }
  return all;
}

// Milliseconds per proposal of each ask, the tell that follows included.
std::vector<double> times(const std::string& strategy, const testing::Problem& problem,
                          const std::vector<Trial>& known, int batch, int asks) {
  const auto optimizer = make_optimizer(strategy, problem.space, 1, {});
  optimizer->tell(known);
  std::vector<double> result;
  for (int i = 0; i < asks; ++i) {
    const double asked = milliseconds();
    const auto points = optimizer->ask(batch);
    const double proposed = milliseconds();
    const auto trials = evaluate(problem, points);
    const double evaluated = milliseconds();
    optimizer->tell(trials);
    const double time = milliseconds() - evaluated + proposed - asked;
    result.push_back(time / static_cast<double>(points.size()));
  }
  return result;
}

void run(std::size_t trials) {
  const testing::Problem problem = testing::accelerator_problem();
  const auto known = history(problem, trials);
  std::printf("CPU ms per proposal, %zu trials known\n\n", trials);
  std::printf("| strategy | batch | mean | 95th percentile | longest |\n|---|---|---|---|---|\n");
  for (const Strategy& strategy : strategies()) {
    for (const int batch : {1, 16}) {
      auto all = times(strategy.name, problem, known, batch, batch == 1 ? 200 : 40);
      std::sort(all.begin(), all.end());
      const double mean = std::accumulate(all.begin(), all.end(), 0.0) / static_cast<double>(all.size());
      std::printf("| %s | %d | %.3f | %.3f | %.3f |\n", strategy.name.c_str(), batch, mean,
                  all[all.size() * 95 / 100], all.back());
    }
  }
}

}  // namespace
}  // namespace apollo::optimizers

int main(int argc, char** argv) {
  apollo::optimizers::run(argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 4000);
}
