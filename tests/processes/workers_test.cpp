#include "processes/workers.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace apollo::processes {
namespace {

TEST(RunInParallel, CallsEachIndexOnce) {
  for (const int jobs : {1, 3, 100}) {
    std::vector<std::atomic<int>> calls(20);
    run_in_parallel(
        20, jobs, [&](int i) { ++calls[static_cast<std::size_t>(i)]; }, nullptr);
    for (const auto& count : calls) EXPECT_EQ(count, 1);
  }
}

TEST(RunInParallel, OfNothingDoesNothing) {
  run_in_parallel(
      0, 4, [](int) { FAIL(); }, nullptr);
}

TEST(RunInParallel, ThrowsOnAndStartsNothingMore) {
  std::atomic<int> calls{0};
  const auto work = [&](int i) {
    ++calls;
    if (i == 3) throw std::runtime_error("three");
  };
  EXPECT_THROW(run_in_parallel(1000, 1, work, nullptr), std::runtime_error);
  EXPECT_EQ(calls, 4);
  EXPECT_THROW(run_in_parallel(1000, 3, work, nullptr), std::runtime_error);
}

TEST(RunInParallel, StopsWhenAsked) {
  std::atomic<bool> stop{false};
  std::atomic<int> calls{0};
  run_in_parallel(
      1000, 1,
      [&](int i) {
        ++calls;
        stop = i == 4;
      },
      &stop);
  EXPECT_EQ(calls, 5);
}

}  // namespace
}  // namespace apollo::processes
