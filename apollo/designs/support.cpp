#include "apollo/designs/support.h"

#include <cmath>

#include "apollo/designs/number_text.h"
#include "files/join.h"

namespace apollo::designs {
namespace {

// Of the networks of which `counts` says so.
template <class Counts>
double reward_on(const Criteria& criteria, const Evaluation& design, const Evaluation& baseline,
                 Counts counts) {
  Evaluation of_design, of_baseline;
  of_design.area_mm2 = design.area_mm2;
  of_baseline.area_mm2 = baseline.area_mm2;
  for (std::size_t i = 0; i < design.workloads.size(); ++i) {
    if (!counts(i)) continue;
    of_design.workloads.push_back(design.workloads[i]);
    of_baseline.workloads.push_back(baseline.workloads[i]);
  }
  return compromise(criteria, rewards_of(criteria, of_design, &of_baseline));
}

}  // namespace

std::vector<NetworkSupport> support_of(const Criteria& criteria, const Evaluation& design,
                                       const Evaluation& baseline) {
  std::vector<NetworkSupport> support;
  if (design.workloads.size() < 2) return support;
  for (std::size_t network = 0; network < design.workloads.size(); ++network) {
    support.push_back({design.workloads[network].name,
                       reward_on(criteria, design, baseline, [&](std::size_t i) { return i == network; }),
                       reward_on(criteria, design, baseline, [&](std::size_t i) { return i != network; })});
  }
  return support;
}

std::vector<std::string> support_lines(const std::vector<NetworkSupport>& support, double reward) {
  std::vector<std::string> lines;
  if (support.empty()) return lines;
  lines.push_back("rests on: " +
                  files::join(support, ", ",
                              [](const NetworkSupport& network) {
                                return network.network + " " + significant(network.ratio);
                              }) +
                  " x baseline");
  for (const NetworkSupport& network : support) {
    const double change = network.reward_without / reward - 1;
    if (!(std::fabs(change) > kSmallChange)) continue;
    lines.push_back("warning: without " + network.network + " the reward is " +
                    significant(network.reward_without) + " instead of " + significant(reward) + " (" +
                    (change > 0 ? "+" : "-") + percent(std::fabs(change)) + ")");
  }
  return lines;
}

}  // namespace apollo::designs
