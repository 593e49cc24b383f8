#pragma once
#include <string>
#include <utility>
#include <vector>

#include "simulator/cost/area.h"
#include "simulator/cost/energy.h"
#include "simulator/machine/accelerator.h"

// Numbers and designs as short text, and sums as named lists of their parts, for tables and JSON.
namespace apollo::designs {

// 0.01234, 1.234, 1234, 12345678; an exponent only below 1e-9 and from 1e15.
std::string significant(double value, int digits = 4);
std::string plain(double value);    // as short as it can be without loss: 30, 0.1
std::string percent(double share);  // 0.1234 -> "12.3 %"
// Of Network::skipped_share: ": 12.3 % of its elements"; "" of 0, when it is not known.
std::string skipped_share_text(double share);
std::string bytes(double value);  // whole KiB or MiB where exact: "256 KiB", otherwise "1000 B"

using Parts = std::vector<std::pair<std::string, double>>;
Parts named(const cost::AreaBreakdown& area_mm2);
Parts named(const cost::EnergyBreakdown& energy_mj);

// The ten parameters in one line: "8 x 1 PEs", a comma, and "256 KiB each; 1 core per PE, ...".
std::string array_text(const machine::Configuration& configuration);
std::string parts_text(const machine::Configuration& configuration);
std::string describe(const machine::Configuration& configuration);

}  // namespace apollo::designs
