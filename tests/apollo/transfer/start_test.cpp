#include "apollo/transfer/start.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/apollo/transfer/small_source.h"
#include "tests/files/error_of.h"

namespace apollo::transfer {
namespace {

using namespace testing;
using namespace apollo::testing;
using optimizers::Parameter;
using optimizers::Point;
using optimizers::PointSet;
using optimizers::Start;
using study::StudySpec;

StudySpec learner(StudySpec spec, std::int64_t proposals, bool is_offline) {
  spec.transfer = study::Transfer{{"source"}, "1", proposals, is_offline};
  return spec;
}

double best_of(const Source& source) {
  double best = 0;
  for (const auto& trial : source.trials) best = std::max(best, trial.outcome.reward);
  return best;
}

TEST(StartOf, TriesTheBestThatIsKnownAndWhatPromisesMore) {
  const Source source = random_source(spec_of({"ds_cnn"}, 4), 30, 2);
  const Scored scored(learner(spec_of({"ds_cnn"}, 2.5), 16, false));
  const Start start = start_of(*scored.spec, scored.evaluators->designs(), {source});
  ASSERT_EQ(start.proposals.size(), 16U);
  EXPECT_EQ(PointSet(start.proposals.begin(), start.proposals.end()).size(), 16U);
  double best_known = 0;
  PointSet known;
  for (const auto& trial : start.known) {
    known.insert(trial.point);
    best_known = std::max(best_known, trial.reward);
  }
  EXPECT_EQ(known.size(), start.known.size());
  EXPECT_EQ(scored.outcome(start.proposals.front()).reward, best_known);
  EXPECT_EQ(std::count_if(start.proposals.begin(), start.proposals.end(),
                          [&](const Point& point) { return known.count(point) > 0; }),
            8);
  double best_new = 0;
  for (const Point& point : start.proposals)
    if (known.count(point) == 0) best_new = std::max(best_new, scored.outcome(point).reward);
  EXPECT_GT(best_new, best_known);
}

TEST(StartOf, OfflineProposesWhatTheLogHasNotSeen) {
  const Source source = random_source(spec_of({"ds_cnn"}, 4), 200, 2);
  const Scored scored(learner(spec_of({"ds_cnn"}, 4), 20, true));
  const Start start = start_of(*scored.spec, scored.evaluators->designs(), {source});
  ASSERT_EQ(start.proposals.size(), 20U);
  double best = 0;
  for (const Point& point : start.proposals) {
    for (const auto& trial : source.trials) EXPECT_NE(point, trial.point);
    best = std::max(best, scored.outcome(point).reward);
  }
  EXPECT_GT(best, best_of(source));
}

TEST(StartOf, IsTheSameEachTime) {
  const Source source = random_source(spec_of({"ds_cnn"}, 4), 100, 3);
  const Scored scored(learner(spec_of({"rnnt_encoder"}, 4), 10, false));
  const Start one = start_of(*scored.spec, scored.evaluators->designs(), {source});
  const Start two = start_of(*scored.spec, scored.evaluators->designs(), {source});
  EXPECT_EQ(one.proposals, two.proposals);
  EXPECT_EQ(one.known.size(), two.known.size());
}

// By the reward alone, for cycles say nothing of energy.
TEST(StartOf, LearnsFromRanksWhereCyclesDoNotDecide) {
  const Source source = random_source(spec_of({"ds_cnn"}, 4), 200, 4);
  StudySpec spec = learner(spec_of({"ds_cnn"}, 4), 12, false);
  std::get_if<designs::Scoring>(&spec.scoring)->objectives = {"energy"};
  const Scored scored(spec);
  const Start start = start_of(*scored.spec, scored.evaluators->designs(), {source});
  for (const auto& trial : start.known) EXPECT_FALSE(trial.feasible);
  EXPECT_EQ(start.proposals.size(), 12U);
}

TEST(StartOf, RefusesASourceWithoutACommonParameter) {
  study::StudySpec toy{optimizers::SearchSpace({{"speed", Parameter::Kind::ordinal, {1, 2, 3}, {}}})};
  toy.scoring = *study::exec_scoring_of("exec:true");
  const Source source{"toys", toy, {{0, {1}, {true, 1, 0, "", {}}}}};
  const Scored scored(learner(spec_of({"ds_cnn"}, 4), 10, false));
  EXPECT_EQ(error_of([&] { start_of(*scored.spec, scored.evaluators->designs(), {source}); }),
            "toys: has none of the parameters of the space: pes_x, pes_y, pe_memory_bytes, compute_lanes, "
            "dram_bandwidth_gbps");
}

}  // namespace
}  // namespace apollo::transfer
