#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "apollo/designs/evaluation.h"
#include "apollo/prove/certificate.h"

namespace apollo::prove {

struct CheckOptions {
  int jobs = 1;             // threads
  std::int64_t sample = 0;  // points to evaluate again, the best one among them; 0: all
  std::function<void(std::uint64_t done, std::uint64_t of)> observer;  // may be empty; points, one at a time
  const std::atomic<bool>* stop = nullptr;                             // may be null
};

// Holds a certificate to what it says, without the code that has made it and without what that takes for
// granted. Every point of the space is looked at by itself: its area, the conditions, its memories, and its
// own bound, whatever its neighbours are. Points that were evaluated are compiled and simulated again.
// ConfigError that names `file`, and what is not as it says. Returns whether it came to the end: it was not
// stopped.
bool check_certificate(const Certificate& certificate, const designs::DesignEvaluator& designs,
                       const std::string& file, const CheckOptions& options);

}  // namespace apollo::prove
