#pragma once
#include <functional>
#include <iosfwd>

#include "apollo/designs/design.h"
#include "apollo/study/evaluator.h"

namespace apollo::study {

// Answers the requests of the evaluator protocol (docs/integration.md): one line in, one line out at once,
// until the end of the input. What a configuration leaves out is the base's. A bad request is answered by an
// error; returns whether there was none. ConfigError if an answer cannot be written.
bool answer_requests(std::istream& in, std::ostream& out, const designs::Design& base,
                     const std::function<Outcome(const designs::Design&)>& score);

}  // namespace apollo::study
