// Runs strategies on the problems by which they are ranked, and lets others evaluate them
// (tools/rank_strategies):
//   run_problem_set --list                                    number, half and name, a line each
//   run_problem_set --problem N --strategy NAME --seed S --trials N [--batch N] [--option NAME=VALUE]...
//   run_problem_set --problem N --serve    sizes and kinds of the parameters, then the reward of each line of
//   indices
// A run prints the worth of the best trial after each trial, "none" before the first feasible one; a served
// point its reward and its worth, or "infeasible".
#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <sstream>

#include "optimizers/registry.h"
#include "tests/optimizers/problem_set.h"

namespace apollo::optimizers::testing {
namespace {

struct RunSettings {
  std::size_t problem = 0;
  std::string strategy = "random";
  int trials = 1000, batch = 16;
  std::uint64_t seed = 1;
  std::vector<std::string> options;
};

double worth(const RankedProblem& ranked, const Point& point, double reward) {
  return ranked.truth ? ranked.truth(point) : reward;
}

void run_strategy(const RankedProblem& ranked, const RunSettings& settings) {
  OptionValues options;
  for (const std::string& option : settings.options) {
    const std::size_t equals = option.find('=');
    options[option.substr(0, equals)] = std::stod(option.substr(equals + 1));
  }
  const auto optimizer = make_optimizer(settings.strategy, ranked.problem.space, settings.seed, options);
  std::optional<double> best, best_worth;
  for (int done = 0; done < settings.trials;) {
    std::vector<Trial> trials;
    for (const Point& point : optimizer->ask(std::min(settings.batch, settings.trials - done))) {
      const auto reward = ranked.problem.reward(point);
      trials.push_back({done++, point, reward.has_value(), reward.value_or(0), ""});
      if (reward && (!best || *reward > *best)) {
        best = reward;
        best_worth = worth(ranked, point, *reward);
      }
      if (best_worth) {
        std::printf("%.17g\n", *best_worth);
      } else {
        std::printf("none\n");
      }
    }
    if (trials.empty()) return;
    optimizer->tell(trials);
  }
}

void serve(const RankedProblem& ranked) {
  for (const Parameter& parameter : ranked.problem.space.parameters())
    std::cout << parameter.size()
              << (parameter.kind == Parameter::Kind::ordinal ? " ordinal;" : " categorical;");
  std::cout << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    Point point;
    for (int index = 0; words >> index;) point.push_back(index);
    const auto reward = ranked.problem.reward(point);
    std::cout.precision(17);
    if (reward) {
      std::cout << *reward << " " << worth(ranked, point, *reward) << std::endl;
    } else {
      std::cout << "infeasible" << std::endl;
    }
  }
}

int run_set(int argc, char** argv) {
  RunSettings settings;
  bool list = false, is_server = false;
  const auto set = problem_set();
  CLI::App app("Runs a strategy on a problem of the set.");
  app.add_flag("--list", list);
  app.add_flag("--serve", is_server);
  app.add_option("--problem", settings.problem)->check(CLI::Range(std::size_t{0}, set.size() - 1));
  app.add_option("--strategy", settings.strategy);
  app.add_option("--trials", settings.trials)->check(CLI::PositiveNumber);
  app.add_option("--batch", settings.batch)->check(CLI::PositiveNumber);
  app.add_option("--seed", settings.seed);
  app.add_option("--option", settings.options, "NAME=VALUE, of the strategy");
  CLI11_PARSE(app, argc, argv);
  if (list) {
    for (std::size_t i = 0; i < set.size(); ++i) {
      std::printf("%zu\t%s\t%.17g\t%s\n", i, set[i].held_out ? "held out" : "tuned on",
                  set[i].problem.optimum, set[i].problem.name.c_str());
    }
  } else if (is_server) {
    serve(set[settings.problem]);
  } else {
    run_strategy(set[settings.problem], settings);
  }
  return 0;
}

}  // namespace
}  // namespace apollo::optimizers::testing

int main(int argc, char** argv) { return apollo::optimizers::testing::run_set(argc, argv); }
