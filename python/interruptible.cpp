#include "python/interruptible.h"

#include <pybind11/pybind11.h>

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

namespace apollo::python {
namespace {

namespace py = pybind11;

constexpr std::chrono::milliseconds kBetweenSignals{50};

}  // namespace

void run_interruptible(const std::function<void()>& work, std::atomic<bool>& stop) {
  std::mutex mutex;
  std::condition_variable ended;
  bool is_done = false;
  std::exception_ptr failure, raised;
  std::thread worker([&] {
    try {
      work();
    } catch (...) {
      failure = std::current_exception();
    }
    const std::lock_guard<std::mutex> guard(mutex);
    is_done = true;
    ended.notify_one();
  });
  {
    const py::gil_scoped_release release;
    std::unique_lock<std::mutex> lock(mutex);
    while (!ended.wait_for(lock, kBetweenSignals, [&] { return is_done; })) {
      lock.unlock();
      {
        const py::gil_scoped_acquire acquire;
        if (!raised && PyErr_CheckSignals() != 0) {
          raised = std::make_exception_ptr(py::error_already_set());
          stop = true;
        }
      }
      lock.lock();
    }
    lock.unlock();
    worker.join();
  }
  if (raised) std::rethrow_exception(raised);
  if (failure) std::rethrow_exception(failure);
}

}  // namespace apollo::python
