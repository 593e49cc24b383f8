#pragma once
#include <string>
#include <vector>

#include "apollo/designs/scoring.h"

namespace apollo::cli {

// A design of a configuration file that the user named.
struct GivenDesign {
  std::string name;  // of the file, without folders and ending unless two are alike
  designs::Design design;
};

inline constexpr char kConfigurationHelp[] = "configuration file (JSON); - is the standard input";

// In their order; "-" is the standard input. ConfigError as of designs::read_design(), or if a file is
// there twice.
std::vector<GivenDesign> read_designs(const std::vector<std::string>& files, const designs::Scoring& scoring);

}  // namespace apollo::cli
