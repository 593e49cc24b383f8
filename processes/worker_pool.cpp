#include "processes/worker_pool.h"

#include <utility>

namespace apollo::processes {

WorkerPool::WorkerPool(int workers) {
  for (int i = 0; i < workers; ++i) threads_.emplace_back([this] { work(); });
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard<std::mutex> guard(mutex_);
    is_ending_ = true;
  }
  submitted_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

// Null if no task is waiting.
WorkerPool::Source* WorkerPool::next_source() {
  Source* next = nullptr;
  for (Source& source : sources_) {
    if (source.waiting.empty()) continue;
    if (next == nullptr || source.under_way < next->under_way) next = &source;
  }
  return next;
}

void WorkerPool::work() {
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    Source* const source = next_source();
    if (source == nullptr) {
      if (is_ending_) return;
      submitted_.wait(lock);
      continue;
    }
    const std::function<void()> task = std::move(source->waiting.front());
    source->waiting.pop_front();
    ++source->under_way;
    lock.unlock();
    task();
    lock.lock();
    --source->under_way;
    done_.notify_all();
  }
}

WorkerPool::Lane::Lane(WorkerPool& pool) : pool_(pool) {
  const std::lock_guard<std::mutex> guard(pool_.mutex_);
  source_ = pool_.sources_.emplace(pool_.sources_.end());
}

WorkerPool::Lane::~Lane() {
  std::unique_lock<std::mutex> lock(pool_.mutex_);
  pool_.done_.wait(lock, [&] { return source_->waiting.empty() && source_->under_way == 0; });
  pool_.sources_.erase(source_);
}

void WorkerPool::Lane::submit(std::function<void()> task) {
  {
    const std::lock_guard<std::mutex> guard(pool_.mutex_);
    source_->waiting.push_back(std::move(task));
  }
  pool_.submitted_.notify_one();
}

}  // namespace apollo::processes
