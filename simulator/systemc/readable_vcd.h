#pragma once
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

namespace apollo::systemc {

// Copies a VCD file that SystemC has written in cycles: its times become picoseconds at the clock, and the
// values of the signals that `texts` has, by their own names without the modules, become the texts of these
// numbers (as `string` variables, which GTKWave and Surfer show), spaces as underscores.
void make_readable(std::istream& cycles, std::ostream& readable, int clock_mhz,
                   const std::map<std::string, std::vector<std::string>>& texts);

}  // namespace apollo::systemc
