#pragma once
#include <string>
#include <utility>
#include <vector>

#include "simulator/cost/area.h"
#include "simulator/cost/energy.h"
#include "simulator/machine/accelerator.h"

// Figures as short text for tables, and structs of figures as named lists for tables and JSON.
namespace apollo::designs {

std::string significant(
    double value,
    int digits = 4);              // 0.01234, 1.234, 1234, 12345678; an exponent only below 1e-9 and from 1e15
std::string plain(double value);  // as short as it can be without loss: 30, 0.1
std::string percent(double share);  // 0.1234 -> "12.3 %"
std::string bytes(double value);    // whole KiB or MiB where exact: "256 KiB", otherwise "1000 B"

using Figures = std::vector<std::pair<std::string, double>>;
Figures named(const cost::AreaBreakdown& area_mm2);
Figures named(const cost::EnergyBreakdown& energy_mj);

// "4 x 4 PEs of 1 core with 64 lanes, 256 KiB per PE, ...": the ten parameters in one line.
std::string describe(const machine::Configuration& configuration);

}  // namespace apollo::designs
