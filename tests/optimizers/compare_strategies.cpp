// Runs strategies on the problems of known optimum and prints a table, as in docs/search.md:
//   compare_strategies [--trials N] [--batch N] [--seeds N] [--strategy NAME]... [--problem TEXT]...
//   [--option NAME=VALUE]... [--fronts]
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <ctime>

#include "tests/optimizers/search_loop.h"

namespace apollo::optimizers::testing {
namespace {

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

struct Settings {
  int trials = 1000, batch = 16, seeds = 10;
  std::vector<std::string> strategies, problems, options;
  bool fronts = false;
};

OptionValues parsed(const std::vector<std::string>& given) {
  OptionValues options;
  for (const std::string& option : given) {
    const std::size_t equals = option.find('=');
    options[option.substr(0, equals)] = std::stod(option.substr(equals + 1));
  }
  return options;
}

void compare(const Problem& problem, const std::string& strategy, const Settings& settings) {
  std::vector<double> final_best, trials_to_reach;
  int reached = 0;
  const std::clock_t start = std::clock();  // other work may run on the machine
  for (int seed = 1; seed <= settings.seeds; ++seed) {
    const auto optimizer =
        make_optimizer(strategy, problem.space, static_cast<std::uint64_t>(seed), parsed(settings.options));
    const auto best = best_so_far(*optimizer, problem, settings.trials, settings.batch);
    const auto within = std::find_if(best.begin(), best.end(), [](double b) { return b >= 0.99; });
    if (within != best.end()) ++reached;
    trials_to_reach.push_back(within == best.end() ? INFINITY
                                                   : static_cast<double>(within - best.begin() + 1));
    final_best.push_back(best.back());
  }
  const double milliseconds = 1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  const double to_reach = median(trials_to_reach);
  std::printf("| %s | %s | %.4f | %.4f | %d of %d | %s | %.2f ms |\n", problem.name.c_str(), strategy.c_str(),
              median(final_best), *std::min_element(final_best.begin(), final_best.end()), reached,
              settings.seeds, std::isinf(to_reach) ? "-" : std::to_string(static_cast<int>(to_reach)).c_str(),
              milliseconds / settings.trials / settings.seeds);
  std::fflush(stdout);
}

std::vector<FrontProblem> all_front_problems() {
  std::vector<FrontProblem> result = front_problems();
  result.push_back(dtlz2_problem(4));
  return result;
}

void compare(const FrontProblem& problem, const std::string& strategy, const Settings& settings) {
  std::vector<double> volumes;
  const std::clock_t start = std::clock();
  for (int seed = 1; seed <= settings.seeds; ++seed) {
    const auto optimizer =
        make_optimizer(strategy, problem.space, static_cast<std::uint64_t>(seed), parsed(settings.options));
    volumes.push_back(volume_so_far(*optimizer, problem, settings.trials, settings.batch).back());
  }
  const double milliseconds = 1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  std::printf("| %s | %s | %.4f | %.4f | %.2f ms |\n", problem.name.c_str(), strategy.c_str(),
              median(volumes), *std::min_element(volumes.begin(), volumes.end()),
              milliseconds / settings.trials / settings.seeds);
  std::fflush(stdout);
}

template <class Problems>
void compare_all(const Problems& problems, const Settings& settings) {
  for (const auto& problem : problems) {
    const auto wanted = [&](const std::string& part) { return problem.name.find(part) != std::string::npos; };
    if (!settings.problems.empty() &&
        std::none_of(settings.problems.begin(), settings.problems.end(), wanted))
      continue;
    for (const std::string& strategy : settings.strategies) compare(problem, strategy, settings);
  }
}

int run(int argc, char** argv) {
  Settings settings;
  for (const Strategy& strategy : strategies()) settings.strategies.push_back(strategy.name);
  CLI::App app("Compares strategies on problems of known optimum.");
  app.add_option("--trials", settings.trials)->check(CLI::PositiveNumber);
  app.add_option("--batch", settings.batch)->check(CLI::PositiveNumber);
  app.add_option("--seeds", settings.seeds)->check(CLI::PositiveNumber);
  app.add_option("--strategy", settings.strategies);
  app.add_option("--problem", settings.problems, "part of a name");
  app.add_option("--option", settings.options, "NAME=VALUE, of the strategies");
  app.add_flag("--fronts", settings.fronts,
               "problems of several objectives: shares of the front's hypervolume");
  CLI11_PARSE(app, argc, argv);
  if (settings.fronts) {
    std::printf(
        "| problem | strategy | median hypervolume | worst | CPU time per trial |\n|---|---|---|---|---|\n");
    compare_all(all_front_problems(), settings);
    return 0;
  }
  std::printf(
      "| problem | strategy | median best | worst | within 1 %% | trials to it | CPU time per trial |\n");
  std::printf("|---|---|---|---|---|---|---|\n");
  compare_all(problems(), settings);
  return 0;
}

}  // namespace
}  // namespace apollo::optimizers::testing

int main(int argc, char** argv) { return apollo::optimizers::testing::run(argc, argv); }
