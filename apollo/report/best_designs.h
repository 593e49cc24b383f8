#pragma once
#include <optional>
#include <string>
#include <vector>

#include "apollo/designs/design.h"
#include "apollo/designs/evaluation.h"
#include "apollo/report/dataset.h"

// What the best designs are made of and what bounds them, beside the baseline if there is one. Column
// `design` is Design::label; `who` is Design::who or "baseline".
namespace apollo::report {

struct Design {
  std::string label;  // the area budget, or the name
  designs::Design design;
  designs::Evaluation evaluation;  // with layers
  std::string who = "best";        // beside the baseline
};

// {area_mm2, throughput_per_s}: the baseline, as the trials of Runs are measured (Trial). Empty if it
// is infeasible.
Dataset baseline_point(const Design& baseline);

// {design, who, part, area_mm2}
Dataset area_parts(const std::vector<Design>& designs, const std::optional<Design>& baseline);

// {design, who, network, part, energy_mj}: of one inference.
Dataset energy_parts(const std::vector<Design>& designs, const std::optional<Design>& baseline);

// {design, network, index, layer, type, cycles, share, bound_by, utilization, macs, dram_bytes,
// macs_per_byte, gmacs_per_s, mapping, fused_into}: layers of the designs in order. share is of the network's
// cycles; macs_per_byte is null without DRAM traffic; gmacs_per_s is 0 for layers that another layer's ops
// compute.
Dataset layers(const std::vector<Design>& designs);

// {design, network, part, cycles, share, times_bound}: where the cycles of the designs' networks go
// (designs::CycleParts, in its order); times_bound is what the network takes over what no program takes less
// than.
Dataset cycle_parts(const std::vector<Design>& designs);

// {design, macs_per_byte, gmacs_per_s}: the roofline min(peak, DRAM bandwidth x intensity), three points that
// span what the layers need. A layer's cycles begin at the last result of the layer before it (LayerResult),
// so a layer whose weights came in earlier may lie above the slope; none lies above the peak.
Dataset roofs(const std::vector<Design>& designs);

// {design, figure, unit, best, baseline, ratio}: reward, area, peak rate, the results of each network, and
// the values of the designs, whose ratio is null: the parameters, and of constants, technology and batch what
// is not the same in all of them and the baseline. `reward_unit` is the reward's without a baseline, where
// baseline and ratio are null.
Dataset comparison(const std::vector<Design>& designs, const std::optional<Design>& baseline,
                   const std::string& reward_unit);

}  // namespace apollo::report
