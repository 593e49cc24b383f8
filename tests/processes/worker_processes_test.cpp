#include "processes/worker_processes.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <map>
#include <stdexcept>

#include "tests/processes/children.h"

namespace apollo::processes {
namespace {

// What a run reported, by index.
struct Report {
  std::map<int, std::string> finished, failed;
};

Report run(int count, int jobs, const std::function<std::string(int)>& work,
           const std::atomic<bool>* stop = nullptr) {
  Report report;
  run_in_processes(
      count, jobs, work,
      [&](int i, const std::string& answer) { EXPECT_TRUE(report.finished.emplace(i, answer).second); },
      [&](int i, const std::string& why) { EXPECT_TRUE(report.failed.emplace(i, why).second); }, stop);
  return report;
}

TEST(RunInProcesses, ReportsEachIndexOnce) {
  const auto work = [](int i) { return std::string(static_cast<std::size_t>(i) * 20'000, 'x'); };
  for (const int jobs : {1, 3, 100}) {
    const Report report = run(20, jobs, work);
    ASSERT_EQ(report.finished.size(), 20u);
    for (const auto& [i, answer] : report.finished) EXPECT_EQ(answer, work(i));
    EXPECT_TRUE(report.failed.empty());
    EXPECT_FALSE(has_children());
  }
}

TEST(RunInProcesses, OfNothingDoesNothing) { EXPECT_TRUE(run(0, 4, {}).finished.empty()); }

TEST(RunInProcesses, GoesOnAfterOneThatDies) {
  const auto work = [](int i) -> std::string {
    if (i == 2) raise(SIGKILL);
    if (i == 3) _exit(9);
    if (i == 5) throw std::runtime_error("five");
    return std::to_string(i);
  };
  for (const int jobs : {1, 4}) {
    const Report report = run(8, jobs, work);
    EXPECT_EQ(report.finished.size(), 5u);
    const std::map<int, std::string> failed{{2, "worker process: died of signal Killed"},
                                            {3, "worker process: left with exit status 9"},
                                            {5, "worker process: five"}};
    EXPECT_EQ(report.failed, failed);
  }
}

TEST(RunInProcesses, StopsWhenAskedAndReportsWhatHasStarted) {
  std::atomic<bool> stop{false};
  int finished = 0;
  run_in_processes(
      1000, 3, [](int i) { return std::to_string(i); },
      [&](int, const std::string&) { stop = ++finished >= 5; },
      [](int, const std::string& why) { FAIL() << why; }, &stop);
  EXPECT_GE(finished, 5);
  EXPECT_LE(finished, 5 + 2);
}

TEST(RunInProcesses, AnExceptionOfTheCallerEndsAllChildren) {
  const auto work = [](int i) { return i == 0 ? std::string("first") : std::to_string(pause()); };
  const auto thrower = [](int, const std::string&) { throw std::logic_error("enough"); };
  EXPECT_THROW(run_in_processes(10, 3, work, thrower, thrower, nullptr), std::logic_error);
  EXPECT_FALSE(has_children());
}

}  // namespace
}  // namespace apollo::processes
