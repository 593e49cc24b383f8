#pragma once
#include <string>

#include "apollo/cluster/ranks.h"

namespace apollo::cluster {

// What a rank other than 0 does: evaluates what rank 0 asks for, in a thread of its own, until that tells it
// to end. Writes nothing: what is wrong is told to rank 0. `version` is this program's. Returns when no
// evaluation is under way any more; otherwise it calls finish() and ends the process with status 0, so that
// an end never waits for an evaluation.
void serve(Ranks& ranks, const std::string& version);

}  // namespace apollo::cluster
