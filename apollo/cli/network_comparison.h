#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "apollo/designs/evaluation.h"

// What a search says of a design on each network.
namespace apollo::cli {

// The network's name, and how much its import has left out, if anything.
std::string shown_name(const designs::WorkloadResult& workload);

// Rates, energy, power and utilization, each beside the baseline's unless that is null; weights if there are
// other ones than 1.
std::string network_comparison_text(const designs::Evaluation& design, const designs::Evaluation* baseline);

// A list of {name, skipped, skipped_share, weight, batch, latency_ms, throughput_per_s, energy_mj, power_w,
// utilization}.
nlohmann::ordered_json network_results_json(const designs::Evaluation& design);

}  // namespace apollo::cli
