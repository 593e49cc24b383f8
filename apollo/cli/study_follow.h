#pragma once
#include "apollo/study/study_watch.h"

namespace apollo::cli {

// Shows on the standard output how the study stands until no run works on it: on a terminal as a text that is
// drawn anew every second, elsewhere as a line every few seconds; with `json` as an object a line. `watch`
// has looked once. The last state is left to be shown. ConfigError as of StudyWatch.
void follow(study::StudyWatch& watch, const study::StudyStatus& status, bool json);

}  // namespace apollo::cli
