#pragma once
#include <atomic>
#include <functional>
#include <string>

namespace apollo::processes {

// Calls work(0), ..., work(count - 1), each once, in a child process of its own, up to `jobs` at a time, in
// that order of starting; and in this process, in order of finishing, either finished(i, what it returned) or
// failed(i, why there is nothing): what it threw, or the signal or exit that ended it; a ConfigError, and
// what becomes one (child_process.h), is thrown. Starts nothing more
// once `stop` (may be null) is true, and waits for what has started. An exception of finished() or failed()
// ends all children. For work that needs a process without other threads (ChildProcess), as the SystemC
// engine does; this process must have none either.
void run_in_processes(int count, int jobs, const std::function<std::string(int)>& work,
                      const std::function<void(int, const std::string&)>& finished,
                      const std::function<void(int, const std::string&)>& failed,
                      const std::atomic<bool>* stop);

}  // namespace apollo::processes
