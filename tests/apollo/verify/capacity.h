#pragma once
#include <string>
#include <vector>

#include "simulator/program/program.h"

namespace apollo::testing {

// A line for each way in which a program does not stay within the memories of its accelerator, found by
// walking through its instructions in order (the preload, and two inferences):
//  - it has more instructions than instruction memory has entries;
//  - a range of the parameter, activation, PE or core memories or of DRAM that an instruction reads or writes
//    lies not inside that memory, or begins not on an entry of a staging memory or a word of partial sums;
//  - what an instruction reads has been overwritten by something else since it was written: two things share
//    bytes while both are alive (weights, pinned ones also from inference to inference; holds; slots; partial
//    sums; what is staged).
// An address counts for every PE and core: as many bytes as the one takes that needs most.
std::vector<std::string> capacity_violations(const program::Program& program);

}  // namespace apollo::testing
