#pragma once
#include <string>
#include <vector>

#include "apollo/report/report.h"
#include "apollo/study/machine.h"

namespace apollo::cli {

// What the folders' histories say, in the order of the folders and each once; in place of a run of a sweep
// the sweep. Adds to the notes what is missing or damaged, and whose commands' paths are not meant from here.
std::vector<report::Provenance> provenance_of(const std::vector<std::string>& folders,
                                              std::vector<std::string>& notes);

// What is known of it, in a line.
std::string machine_text(const study::Machine& machine);

}  // namespace apollo::cli
