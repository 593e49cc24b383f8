#include "apollo/study/attempts.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/files/error_of.h"

namespace apollo::study {
namespace {

using namespace testing;
using std::chrono::milliseconds;

const EvaluationFailure kFailure("evaluator_died", "exit status 1");

FailurePolicy policy(const std::string& text) { return *failure_policy_of(text); }

// So many failures in a row; whether another attempt may begin then.
bool goes_on_after(Attempts& attempts, int failures) {
  for (int i = 0; i < failures; ++i) {
    const auto begun = attempts.begin();
    if (!begun) return false;
    attempts.failed(*begun, 7, kFailure);
  }
  return attempts.begin().has_value();
}

TEST(Attempts, PauseAtTheEighthFailureInARow) {
  Attempts attempts(policy("retry=2"), milliseconds(0), nullptr);
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(goes_on_after(attempts, Attempts::kMostInARow - 1));
    attempts.succeeded();
  }
  EXPECT_FALSE(goes_on_after(attempts, Attempts::kMostInARow));
  EXPECT_TRUE(attempts.are_over());
  EXPECT_EQ(attempts.pause(),
            "the evaluator has failed 8 times in a row, the last at trial 7: evaluator_died: exit status 1");
}

TEST(Attempts, PauseAtTheFirstFailureIfThePolicyIsToStop) {
  Attempts attempts(policy("stop"), milliseconds(0), nullptr);
  attempts.succeeded();
  EXPECT_FALSE(goes_on_after(attempts, 1));
  EXPECT_EQ(attempts.pause(), "the evaluator has failed at trial 7: evaluator_died: exit status 1");
}

TEST(Attempts, GoOnForEverIfAFailureIsAnOutcomeAndTheEvaluatorHasAnswered) {
  Attempts attempts(policy("infeasible"), milliseconds(0), nullptr);
  attempts.succeeded();
  EXPECT_TRUE(goes_on_after(attempts, 1000));
  Attempts never(policy("infeasible"), milliseconds(0), nullptr);
  EXPECT_FALSE(goes_on_after(never, Attempts::kMostInARow));
}

// What was under way when the evaluator went down is one failure of the evaluator.
TEST(Attempts, CountFailuresOfOneMomentOnce) {
  Attempts attempts(policy("retry=2"), milliseconds(0), nullptr);
  attempts.succeeded();
  std::vector<int> under_way;
  for (int i = 0; i < 20; ++i) under_way.push_back(*attempts.begin());
  for (const int begun : under_way) attempts.failed(begun, 7, kFailure);
  EXPECT_TRUE(goes_on_after(attempts, Attempts::kMostInARow - 2));
}

TEST(Attempts, GoOneAtATimeWhileTheyFail) {
  Attempts attempts(policy("retry=2"), milliseconds(0), nullptr);
  attempts.succeeded();
  attempts.failed(*attempts.begin(), 7, kFailure);
  ASSERT_TRUE(attempts.begin());  // of this thread, under way
  std::atomic<bool> has_begun{false};
  std::thread other([&] { has_begun = attempts.begin().has_value(); });
  std::this_thread::sleep_for(milliseconds(100));
  EXPECT_FALSE(has_begun);
  attempts.succeeded();
  other.join();
  EXPECT_TRUE(has_begun);
}

TEST(Attempts, WaitTwiceAsLongEachTimeAndNotAtAllBeforeAnAnswer) {
  using Clock = std::chrono::steady_clock;
  const milliseconds first(5);
  Attempts attempts(policy("retry=2"), first, nullptr);
  attempts.succeeded();
  const auto start = Clock::now();
  EXPECT_TRUE(goes_on_after(attempts, 4));
  EXPECT_GE(Clock::now() - start, first * (1 + 2 + 4 + 8));
  Attempts never(policy("retry=2"), std::chrono::hours(1), nullptr);
  EXPECT_TRUE(goes_on_after(never, 4));
}

TEST(Attempts, EndTheirWaitWhenTheRunIsStopped) {
  std::atomic<bool> stop{false};
  Attempts attempts(policy("retry=2"), std::chrono::hours(1), &stop);
  attempts.succeeded();
  attempts.failed(*attempts.begin(), 7, kFailure);
  std::thread stopper([&] { stop = true; });
  EXPECT_FALSE(attempts.begin());
  stopper.join();
  EXPECT_EQ(attempts.pause(), "");
}

}  // namespace
}  // namespace apollo::study
