#pragma once
#include <sys/wait.h>

#include <cerrno>

namespace apollo::processes {

// Whether this process has children, ended ones that nobody waited for among them.
inline bool has_children() { return waitpid(-1, nullptr, WNOHANG) >= 0 || errno != ECHILD; }

}  // namespace apollo::processes
