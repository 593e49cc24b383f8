#include "optimizers/registry.h"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

#include "optimizers/evolutionary.h"
#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

using testing::ordinal_space;

std::string error_of(const std::string& name, const OptionValues& options) {
  try {
    make_optimizer(name, ordinal_space({2}), 1, options);
    return "";
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

TEST(Registry, HasUniqueNames) {
  std::set<std::string> names;
  for (const Strategy& strategy : strategies()) EXPECT_TRUE(names.insert(strategy.name).second);
}

TEST(Registry, FindsEachStrategyByItsName) {
  for (const Strategy& strategy : strategies()) EXPECT_EQ(find_strategy(strategy.name), &strategy);
  EXPECT_EQ(find_strategy("randon"), nullptr);
}

TEST(Registry, RejectsAnUnknownNameAndListsTheKnown) {
  EXPECT_EQ(error_of("randon", {}), "optimizer is \"randon\"; must be one of: " + listed_names(strategies()));
}

TEST(Registry, RejectsAnUnknownOption) {
  EXPECT_EQ(error_of("random", {{"temperature", 1.0}}),
            "option temperature is not known; there are no options");
}

TEST(Registry, CompletesTheOptions) {
  const SearchSpace space = ordinal_space({10, 10});
  const std::vector<Option> table = EvolutionarySearch::options();
  EvolutionarySearch direct(space, 3, complete({{"population", 5}}, table));
  EXPECT_EQ(make_optimizer("evolutionary", space, 3, {{"population", 5}})->ask(20), direct.ask(20));
}

TEST(StrategyRow, HasTheOptionsOfItsClassAndMakesIt) {
  const Strategy row = strategy_row<EvolutionarySearch>("a name", "a help");
  EXPECT_EQ(row.name, "a name");
  EXPECT_EQ(row.help, "a help");
  EXPECT_EQ(listed_names(row.options), listed_names(EvolutionarySearch::options()));
  const auto optimizer = row.create(ordinal_space({2}), 1, complete({}, row.options));
  EXPECT_NE(dynamic_cast<EvolutionarySearch*>(optimizer.get()), nullptr);
}

}  // namespace
}  // namespace apollo::optimizers
