#pragma once
#include <vector>

#include "apollo/study/spec.h"

namespace apollo::study {

// A study as a program asks for it, and the networks that it is scored on, loaded (none if a program of the
// user scores).
struct StudyRequest {
  StudySpec spec;
  std::vector<workloads::Network> networks = {};
};

// Reads
//   {"space": "apollo", "trials": 1000, "optimizer": "random", "options": {}, "seed": 1, "proposals": 16,
//    "lag": 0, "constraints": {"area_mm2": 6.8}, "area_mode": "blackbox"}
// with the keys of designs::parse_scoring_request(), or those of parse_exec_request(), besides. "space" may
// also be a space itself (space_json.h); it and "trials" are required. The others have the defaults of
// StudySpec. ConfigError.
StudyRequest parse_study_request(files::JsonObject root);

}  // namespace apollo::study
