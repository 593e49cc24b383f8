#pragma once
#include <string>
#include <vector>

#include "simulator/machine/accelerator.h"

namespace apollo::cli {

// A design of a configuration file that the user named.
struct GivenDesign {
  std::string name;  // of the file, without folders and ending unless two are alike
  std::string file;  // as errors call it
  machine::Accelerator accelerator;
};

inline constexpr char kConfigurationHelp[] = "configuration file (JSON); - is the standard input";

// In their order; "-" is the standard input. ConfigError as of read_accelerator(), or if a file is there
// twice.
std::vector<GivenDesign> read_designs(const std::vector<std::string>& files,
                                      const machine::TemplateConstants& defaults);

}  // namespace apollo::cli
