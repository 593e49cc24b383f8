#pragma once
#include <functional>
#include <iosfwd>

#include "apollo/study/evaluator.h"
#include "simulator/machine/accelerator.h"

namespace apollo::study {

// Answers the requests of the evaluator protocol (docs/integration.md): one line in, one line out at once,
// until the end of the input. Parameters that a request leaves out have the baseline's values, constants
// that its "constants" leave out the defaults. A bad request is answered by an error; returns whether there
// was none. ConfigError if an answer cannot be written.
bool answer_requests(std::istream& in, std::ostream& out, const machine::Accelerator& baseline,
                     const machine::TemplateConstants& defaults,
                     const std::function<Outcome(const machine::Accelerator&)>& score);

}  // namespace apollo::study
