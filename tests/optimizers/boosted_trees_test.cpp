#include "optimizers/boosted_trees.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace apollo::optimizers {
namespace {

struct Steps {  // 1 where the first input is over a half
  Eigen::MatrixXd inputs{40, 2};
  Eigen::VectorXd targets{40};
  Steps() {
    for (int i = 0; i < 40; ++i) {
      inputs.row(i) << i / 39.0, (i * 7 % 40) / 39.0;
      targets[i] = inputs(i, 0) > 0.5 ? 1 : 0;
    }
  }
};

TEST(BoostedTrees, LearnAStep) {
  const Steps data;
  for (const char* objective : {"reg:squarederror", "binary:logistic"}) {
    BoostedTrees::Settings settings;
    settings.objective = objective;
    const Eigen::VectorXd predicted = BoostedTrees(data.inputs, data.targets, settings).predict(data.inputs);
    EXPECT_LT((predicted - data.targets).cwiseAbs().maxCoeff(), 0.2) << objective;
  }
}

TEST(BoostedTrees, RepeatThemselvesWithTheSameSeedOnly) {
  const Steps data;
  BoostedTrees::Settings settings;
  settings.subsample = 0.5;
  const auto predicted = [&] {
    return BoostedTrees(data.inputs, data.targets, settings).predict(data.inputs);
  };
  const Eigen::VectorXd first = predicted();
  EXPECT_EQ(first, predicted());
  settings.seed = 2;
  EXPECT_NE(first, predicted());
}

TEST(BoostedTrees, RejectAnUnknownObjective) {
  const Steps data;
  BoostedTrees::Settings settings;
  settings.objective = "reg:nonsense";
  EXPECT_THROW(BoostedTrees(data.inputs, data.targets, settings), std::runtime_error);
}

}  // namespace
}  // namespace apollo::optimizers
