#include "apollo/study/study_request.h"

#include <limits>

#include "apollo/designs/scoring_request.h"
#include "apollo/study/space_json.h"

namespace apollo::study {

StudyRequest parse_study_request(files::JsonObject root) {
  const bool is_named = root.value("space").is_string();
  const std::string space = is_named ? root.text("space") : root.file() + ": space";
  StudyRequest request{StudySpec{is_named ? read_space(space) : parse_space(root.object("space"))}};
  StudySpec& spec = request.spec;
  if (root.has("evaluator")) {
    spec.scoring = parse_exec_request(root);
  } else {
    spec.scoring = designs::complete(designs::parse_scoring_request(root), root.file(), request.networks);
    spec.area_mode = area_mode_of(root.choice("area_mode", area_mode_names(), area_mode_names().front()));
  }
  if (root.has("constraints")) spec.constraints = designs::parse_constraints(root.object("constraints"));
  spec.optimizer = root.text("optimizer", spec.optimizer);
  if (root.has("options")) spec.options = parse_option_values(root.object("options"));
  spec.seed = root.integer("seed", 0, std::numeric_limits<std::int64_t>::max(), spec.seed);
  spec.trials = root.integer("trials", 1, kMostTrials);
  spec.proposals = static_cast<int>(root.integer("proposals", 1, kMostProposals, spec.proposals));
  spec.lag = static_cast<int>(root.integer("lag", 0, kMostLag, spec.lag));
  root.reject_unknown_keys("a study");
  check(spec, root.file());
  check_conditions(spec, space);
  return request;
}

}  // namespace apollo::study
