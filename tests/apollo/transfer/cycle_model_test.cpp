#include "apollo/transfer/cycle_model.h"

#include <gtest/gtest.h>

#include <cmath>

#include "apollo/transfer/expectations.h"
#include "tests/apollo/transfer/small_source.h"

namespace apollo::transfer {
namespace {

using namespace testing;

// Of the mapped samples the mean distance between the logarithms of cycles and of what `foretold` says.
template <class Foretold>
double error(const std::vector<Sample>& samples, Foretold foretold) {
  double sum = 0;
  int count = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (!samples[i].is_mapped) continue;
    sum += std::abs(std::log(static_cast<double>(samples[i].cycles) / foretold(i)));
    ++count;
  }
  return sum / count;
}

std::vector<Features::Row> rows_of(const std::vector<Sample>& samples) {
  std::vector<Features::Row> rows;
  for (const Sample& sample : samples) rows.push_back(sample.row);
  return rows;
}

TEST(CycleModel, SamplesAreWhatTheTrialsSay) {
  const Source source = random_source(spec_of({"ds_cnn", "rnnt_encoder"}, 4), 80, 1);
  std::size_t feasible = 0, unmapped = 0;
  for (const study::TrialRecord& trial : source.trials) {
    feasible += trial.outcome.feasible;
    unmapped += !trial.outcome.details.value("infeasible_workload", std::string()).empty();
  }
  const std::vector<Sample> samples = samples_of({source});
  EXPECT_EQ(samples.size(), 2 * feasible + unmapped);
  for (const Sample& sample : samples) {
    if (sample.is_mapped) {
      EXPECT_GE(sample.cycles, sample.row.bound);
    }
  }
}

TEST(CycleModel, ForetellsDesignsThatItHasNotSeenBetterThanTheBound) {
  const CycleModel model(samples_of({random_source(spec_of({"ds_cnn", "rnnt_encoder"}, 4), 400, 1)}));
  const std::vector<Sample> others =
      samples_of({random_source(spec_of({"ds_cnn", "rnnt_encoder"}, 4), 200, 2)});
  const Eigen::VectorXd foretold = model.predict(rows_of(others)).cycles;
  const double of_model =
      error(others, [&](std::size_t i) { return foretold[static_cast<Eigen::Index>(i)]; });
  const double of_bound =
      error(others, [&](std::size_t i) { return static_cast<double>(others[i].row.bound); });
  EXPECT_LT(of_model, 0.5 * of_bound);
}

TEST(CycleModel, ForetellsANetworkThatItHasNotSeen) {
  const CycleModel model(samples_of({random_source(spec_of({"ds_cnn", "mobilenet_v1"}, 4), 100, 1)}));
  const std::vector<Sample> others = samples_of({random_source(spec_of({"mobilenet_v2"}, 4), 50, 2)});
  const Eigen::VectorXd foretold = model.predict(rows_of(others)).cycles;
  const double of_model =
      error(others, [&](std::size_t i) { return foretold[static_cast<Eigen::Index>(i)]; });
  const double of_bound =
      error(others, [&](std::size_t i) { return static_cast<double>(others[i].row.bound); });
  EXPECT_LT(of_model, of_bound);
}

TEST(CycleModel, IsNeverBelowTheBound) {
  const std::vector<Sample> samples = samples_of({random_source(spec_of({"ds_cnn"}, 4), 150, 1)});
  const CycleModel model(samples);
  const CycleModel::Prediction prediction = model.predict(rows_of(samples));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    EXPECT_GE(prediction.cycles[static_cast<Eigen::Index>(i)] * (1 + 1e-12),
              static_cast<double>(samples[i].row.bound));
    EXPECT_GE(prediction.mapped[static_cast<Eigen::Index>(i)], 0);
    EXPECT_LE(prediction.mapped[static_cast<Eigen::Index>(i)], 1);
  }
}

}  // namespace
}  // namespace apollo::transfer
