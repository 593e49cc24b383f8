#pragma once
#include <functional>
#include <string>

namespace apollo::simulator::systemc {

// Runs `work` in a forked child and returns what it returns. What it throws, and a signal or exit that ends
// the child early, becomes std::runtime_error. May be called from several threads at once; the child has only
// the calling one.
std::string run_in_child(const std::function<std::string()>& work);

}  // namespace apollo::simulator::systemc
