#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "apollo/verify/campaign.h"

// Both engines side by side, the plain reference, and the bounds that no program goes below, on random
// designs.
namespace apollo::verify {

// What came of one (network, accelerator) pair.
struct Sample {
  std::int64_t index = 0;
  std::string network;
  std::string accelerator;  // JSON
  bool feasible = false;    // it has a mapping
  bool whole_network = false;
  std::int64_t cycles = 0, values = 0;
  // Empty if all is as it must be: counters that differ ("name: fast != systemc"), broken_bounds(), wrong
  // values, a deadlock, an exception, the end of the process that ran it.
  std::string difference;
};

// The same for a campaign and an index, whatever else runs. For processes of one thread (systemc::simulate).
Sample run_sample(const Campaign& campaign, std::int64_t index);

// All samples, up to campaign.jobs at a time, each in a child process; `finished` is called for each, in
// order of index: the calls do not depend on campaign.jobs. Nothing new starts once `stop` (may be null) is
// true; what has started is still reported. For processes of one thread. ConfigError if the campaign has no
// designs.
void run(const Campaign& campaign, const std::function<void(const Sample&)>& finished,
         const std::atomic<bool>* stop);

}  // namespace apollo::verify
