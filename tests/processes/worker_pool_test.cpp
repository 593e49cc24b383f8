#include "processes/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>

namespace apollo::processes {
namespace {

TEST(WorkerPool, DoesAllTasksOfALaneInTheirOrder) {
  WorkerPool pool(1);
  std::vector<int> done;
  {
    WorkerPool::Lane lane(pool);
    for (int i = 0; i < 100; ++i) lane.submit([&done, i] { done.push_back(i); });
  }
  ASSERT_EQ(done.size(), 100U);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(done[static_cast<std::size_t>(i)], i);
}

// Two workers, and a lane with many tasks that was there first: the second has a worker all the same, and
// once it has no task left, the first has both.
TEST(WorkerPool, GivesEachLaneAWorkerAndIdleWorkersToThoseThatHaveTasks) {
  WorkerPool pool(2);
  std::mutex mutex;
  std::condition_variable changed;
  int under_way[2] = {0, 0}, most[2] = {0, 0};
  bool second_is_over = false, both = false;
  const auto task = [&](int lane) {
    return [&, lane] {
      std::unique_lock<std::mutex> lock(mutex);
      most[lane] = std::max(most[lane], ++under_way[lane]);
      if (lane == 0 && !second_is_over) {
        EXPECT_LE(under_way[0], 1);
      }
      changed.notify_all();
      // Long enough that the other worker looks for a task meanwhile.
      changed.wait_for(lock, std::chrono::milliseconds(20),
                       [&] { return second_is_over && under_way[0] == 2; });
      both = both || under_way[0] == 2;
      --under_way[lane];
    };
  };
  std::mutex gate;
  {
    WorkerPool::Lane first(pool), second(pool);
    gate.lock();
    for (int i = 0; i < 2; ++i)
      first.submit([&] { const std::lock_guard<std::mutex> guard(gate); });  // both workers
    for (int i = 0; i < 40; ++i) first.submit(task(0));
    for (int i = 0; i < 5; ++i) second.submit(task(1));
    second.submit([&] {
      const std::lock_guard<std::mutex> guard(mutex);
      second_is_over = true;
    });
    gate.unlock();
  }
  EXPECT_TRUE(both);
  EXPECT_GE(most[1], 1);
}

}  // namespace
}  // namespace apollo::processes
