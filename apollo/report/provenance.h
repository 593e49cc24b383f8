#pragma once
#include <optional>
#include <string>
#include <vector>

#include "apollo/study/host.h"

namespace apollo::report {

// How a study or a sweep came about.
struct Provenance {
  std::string folder;
  std::optional<std::string> command, repeat;    // shell commands: what was called, and what does it again
  std::string version, started, ended, machine;  // empty where unknown
};

// What the folders' histories say, in the order of the folders and each once; in place of a run of a sweep
// the sweep. Adds to the notes what is missing or damaged, and whose commands' paths are not meant from here.
std::vector<Provenance> provenance_of(const std::vector<std::string>& folders,
                                      std::vector<std::string>& notes);

// What is known of it, in a line.
std::string host_text(const study::Host& host);

}  // namespace apollo::report
