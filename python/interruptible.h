#pragma once
#include <atomic>
#include <functional>

namespace apollo::python {

// Calls `work` on a thread of its own, without the interpreter's lock, and waits for its end. Meanwhile
// Python handles signals: once a handler raises, as it does for Ctrl-C, `stop` becomes true, and when `work`
// has returned for that reason, what was raised goes on. Throws what `work` throws. To be called with the
// lock.
void run_interruptible(const std::function<void()>& work, std::atomic<bool>& stop);

}  // namespace apollo::python
