// best.json, at every moment of a study: missing, or whole and that of the best trial that is stored.
#include <gtest/gtest.h>

#include "apollo/study/results.h"
#include "tests/apollo/study/toy_study.h"
#include "tests/files/scratch.h"

namespace apollo::study {
namespace {

using namespace testing;

std::string best_json_of(const TrialRecord& trial) {
  return configuration_of(toy_spec(), trial.point).dump(2) + "\n";
}

// What best.json has to be for the trials that are in the store.
void expect_best(const std::string& folder) {
  const std::vector<TrialRecord> trials = read_trials(folder + "/trials.sqlite");
  const TrialRecord* best = best_of(trials);
  EXPECT_EQ(read_file(folder + "/best.json"), best ? best_json_of(*best) : "");
}

class FolderObserver : public StudyObserver {
 public:
  explicit FolderObserver(std::string folder) : folder_(std::move(folder)) {}
  void trial_finished(const TrialRecord&, const StudyProgress&) override { expect_best(folder_); }

 private:
  std::string folder_;
};

TEST(BestJson, IsThatOfTheBestTrialAfterEachTrial) {
  for (const int jobs : {1, 3}) {
    const Scratch scratch;
    FolderObserver observer(scratch / "s");
    RunOptions options;
    options.jobs = jobs;
    options.observer = &observer;
    ToyEvaluator evaluator;
    const StudyResult result = Study(scratch / "s", toy_spec(), Study::Mode::create).run(evaluator, options);
    EXPECT_EQ(read_file(scratch / "s/best.json"), best_json_of(*best_of(result.trials)));
  }
}

TEST(BestJson, OfAnEarlierRunIsMadeGoodBeforeTheFirstTrialOfTheNext) {
  const Scratch scratch;
  std::atomic<bool> stop{false};
  ToyEvaluator first([&](int calls) { stop = calls == 10; });
  RunOptions options;
  options.stop = &stop;
  Study(scratch / "s", toy_spec(), Study::Mode::create).run(first, options);
  write_file(scratch / "s/best.json", "{}");
  ToyEvaluator next([&](int calls) {
    if (calls == 1) expect_best(scratch / "s");
  });
  Study(scratch / "s", toy_spec(), Study::Mode::resume).run(next, {});
  EXPECT_GT(next.calls(), 0);
}

}  // namespace
}  // namespace apollo::study
