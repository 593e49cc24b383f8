#pragma once
#include <iosfwd>
#include <string>

#include "apollo/study/study.h"

namespace apollo::cli {

// Shows a trial of a study: what is stored of it and, unless a program of the user has scored it, the design
// evaluated again and explained. `listing`: the file for the programs' listing, or empty. ConfigError, also
// if a network is not what it was.
void show_trial(const study::StoredStudy& study, const study::TrialRecord& trial, const std::string& folder,
                const std::string& listing, bool json, std::ostream& out);

}  // namespace apollo::cli
