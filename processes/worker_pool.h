#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <thread>
#include <vector>

namespace apollo::processes {

// Threads, the workers, that are shared by several sources of tasks: a free worker takes the next task of the
// source that has the fewest under way, the first opened of equals. So while there are as many sources with
// tasks as workers, each has one worker, and when there are fewer, none of the workers is idle.
class WorkerPool {
  struct Source {
    std::deque<std::function<void()>> waiting;
    int under_way = 0;
  };

 public:
  explicit WorkerPool(int workers);  // >= 1
  // All lanes have to be gone.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // One source of tasks. Thread-safe.
  class Lane {
   public:
    explicit Lane(WorkerPool& pool);
    // Waits until all of its tasks are done.
    ~Lane();
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    // The tasks of a lane begin in the order of submission. A task throws nothing.
    void submit(std::function<void()> task);

   private:
    WorkerPool& pool_;
    std::list<Source>::iterator source_;
  };

 private:
  void work();
  Source* next_source();

  std::mutex mutex_;  // of all that follows
  std::condition_variable submitted_, done_;
  std::list<Source> sources_;  // in the order of opening
  bool is_ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace apollo::processes
