#include "optimizers/member_class.h"

#include "optimizers/bayesian.h"
#include "optimizers/evolutionary.h"
#include "optimizers/local_search.h"
#include "optimizers/neighbour_search.h"
#include "optimizers/tree_search.h"

namespace apollo::optimizers {
namespace {

template <class T>
MemberClass member_class(const std::string& name, const std::string& help, int members,
                         const std::vector<std::pair<std::string, std::vector<double>>>& settings,
                         bool has_model = false) {
  std::vector<Parameter> parameters;
  for (const auto& [option, values] : settings) {
    parameters.push_back({option, Parameter::Kind::ordinal, values, {}});
  }
  return {strategy_row<T>(name, help), members, has_model, SearchSpace(parameters)};
}

}  // namespace

OptionValues MemberClass::options(const Point& genome) const {
  OptionValues values;
  for (std::size_t i = 0; i < genome.size(); ++i) {
    const Parameter& parameter = settings.parameters()[i];
    values[parameter.name] = parameter.numbers[static_cast<std::size_t>(genome[i])];
  }
  return complete(values, strategy.options);
}

// Members and values: around the defaults of the options, chosen for variety and not tuned one by one; how
// the whole does is in docs/search.md.
const std::vector<MemberClass>& member_classes() {
  static const std::vector<MemberClass> table = {
      member_class<BayesianSearch>("bayesian", "Gaussian processes in a trust region", 3,
                                   {{"failures", {4, 8, 16}},
                                    {"usable", {0.2, 0.3, 0.5, 0.7}},
                                    {"candidates", {160, 320, 480}},
                                    {"global_restarts", {0, 0.2, 0.4}},
                                    {"restart", {8, 16, 32}}},
                                   true),
      member_class<EvolutionarySearch>("evolutionary", "tournaments, crossover and mutation", 1,
                                       {{"population", {20, 50, 100, 200}},
                                        {"tournament", {2, 4, 8, 16}},
                                        {"crossover", {0.05, 0.1, 0.2, 0.4}},
                                        {"mutation", {0.02, 0.05, 0.1, 0.2}},
                                        {"by_age", {0, 1}}}),
      member_class<TreeSearch>(
          "boosted_trees", "models of boosted trees", 1,
          {{"depth", {3, 5, 7}}, {"rate", {0.1, 0.2, 0.3}}, {"mutation", {0.05, 0.15, 0.3}}}, true),
      member_class<LocalSearch>("local", "local search with restarts of its own", 2,
                                {{"kicks", {0.2, 0.5, 0.8}}, {"fresh", {0.3, 0.6, 0.9}}}),
      member_class<LocalSearch>("sweeps", "local search from the best trial of all", 2,
                                {{"kicks", {0.5, 0.8, 1}}, {"fresh", {0.3, 0.6, 0.9}}, {"follow", {1}}}),
      member_class<NeighbourSearch>(
          "neighbours", "neighbours of the best trials", 1,
          {{"greed", {0.1, 0.3, 0.6}}, {"pairs", {0.2, 0.5, 0.8}}, {"radius", {1, 2, 4}}}),
  };
  return table;
}

}  // namespace apollo::optimizers
