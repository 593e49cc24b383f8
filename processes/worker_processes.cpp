#include "processes/worker_processes.h"

#include <poll.h>

#include <memory>
#include <stdexcept>
#include <vector>

#include "files/config_error.h"
#include "processes/child_process.h"

namespace apollo::processes {
namespace {

struct Worker {
  int index;
  std::unique_ptr<ChildProcess> process;
};

// Blocks until a worker has sent something or has ended, or a signal has arrived. Per worker: whether it has.
std::vector<bool> wait_for_any(const std::vector<Worker>& workers) {
  std::vector<pollfd> descriptors;
  for (const Worker& worker : workers) descriptors.push_back({worker.process->descriptor(), POLLIN, 0});
  const bool interrupted = poll(descriptors.data(), descriptors.size(), -1) < 0;
  std::vector<bool> ready;
  for (const pollfd& d : descriptors) ready.push_back(!interrupted && d.revents != 0);
  return ready;
}

}  // namespace

void run_in_processes(int count, int jobs, const std::function<std::string(int)>& work,
                      const std::function<void(int, const std::string&)>& finished,
                      const std::function<void(int, const std::string&)>& failed,
                      const std::atomic<bool>* stop) {
  std::vector<Worker> workers;
  const auto finish = [&](Worker& worker) {
    std::string answer;
    try {
      answer = worker.process->result();
    } catch (const files::ConfigError&) {
      throw;
    } catch (const std::runtime_error& e) {
      return failed(worker.index, e.what());
    }
    finished(worker.index, answer);
  };
  for (int next = 0;;) {
    for (; next < count && static_cast<int>(workers.size()) < jobs && !(stop && *stop); ++next)
      workers.push_back({next, std::make_unique<ChildProcess>("worker process", [&] { return work(next); })});
    if (workers.empty()) return;
    const std::vector<bool> ready = wait_for_any(workers);
    std::vector<Worker> running;
    for (std::size_t i = 0; i < workers.size(); ++i) {
      if (!ready[i] || workers[i].process->receive()) {
        running.push_back(std::move(workers[i]));
      } else {
        finish(workers[i]);
      }
    }
    workers = std::move(running);
  }
}

}  // namespace apollo::processes
