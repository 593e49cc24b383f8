#pragma once
#include <string>
#include <vector>

#include "apollo/transfer/rescoring.h"
#include "optimizers/started_search.h"

namespace apollo::transfer {

// The start of a study that learns from others, with as many proposals as StudySpec::transfer says: half of
// them the best points that are known, the others those of which most is expected. If it is offline, none of
// them is known. `designs` as of Rescoring; both have to live longer than
// what is returned. Deterministic. ConfigError if a source has none of the space's parameters.
optimizers::Start start_of(const study::StudySpec& spec, const designs::DesignEvaluator* designs,
                           const std::vector<Source>& sources);

}  // namespace apollo::transfer
