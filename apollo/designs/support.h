#pragma once
#include <string>
#include <vector>

#include "apollo/designs/evaluation.h"

namespace apollo::designs {

// What the reward of a design on several networks rests on.
struct NetworkSupport {
  std::string network;
  double ratio = 0;           // reward on this network alone, where the baseline has 1
  double reward_without = 0;  // reward on all others
};

// By network, in their order. Empty for a single network. Both are feasible evaluations of the same networks.
std::vector<NetworkSupport> support_of(const Criteria& criteria, const Evaluation& design,
                                       const Evaluation& baseline);

// Leaving out one network may change the reward by this share without a warning.
inline constexpr double kSmallChange = 0.2;

// "rests on: a 1.5, b 1.2 x baseline", then for each network without which the reward changes by more:
// "warning: without a the reward is 1.2 instead of 1.4 (-14 %)". No lines for no networks.
std::vector<std::string> support_lines(const std::vector<NetworkSupport>& support, double reward);

}  // namespace apollo::designs
