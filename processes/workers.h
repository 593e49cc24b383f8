#pragma once
#include <atomic>
#include <functional>

namespace apollo::processes {

// Calls work(0), ..., work(count - 1), each once, on up to `jobs` threads, in that order of starting. Starts
// nothing more once `stop` (may be null) is true or a call has thrown; waits for what has started, and then
// throws the first exception again.
void run_in_parallel(int count, int jobs, const std::function<void(int)>& work,
                     const std::atomic<bool>* stop);

}  // namespace apollo::processes
