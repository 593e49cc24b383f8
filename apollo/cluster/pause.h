#pragma once
#include <algorithm>
#include <chrono>

namespace apollo::cluster {

// How long a rank sleeps between two looks for messages. MPI waits by looking without a pause, which takes a
// processor from those that evaluate.
inline constexpr std::chrono::microseconds kPauseOfRank0{200};
inline constexpr std::chrono::milliseconds kPauseOfBusy{10};  // nothing is to come but the end

// Of a rank that has nothing to do: the longer, the longer it had none; what comes is read late by a tenth of
// that time at most, and by no more than a millisecond.
class Pause {
 public:
  void reset() { next_ = kShortest; }
  std::chrono::microseconds next() {
    const auto pause = next_;
    next_ = std::min(kLongest, next_ * 11 / 10);
    return pause;
  }

 private:
  static constexpr std::chrono::microseconds kShortest{50}, kLongest{1000};
  std::chrono::microseconds next_ = kShortest;
};

}  // namespace apollo::cluster
