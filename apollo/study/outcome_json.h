#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "apollo/study/evaluator.h"
#include "files/json_object.h"

// Outcomes as answers of the evaluator protocol (docs/integration.md), without the answer's id.
namespace apollo::study {

// {"feasible": true, "reward": 1.02, "area_mm2": 4.2, DETAILS...}, or
// {"feasible": false, "reason": "...", "area_mm2": 4.2, DETAILS...}.
nlohmann::ordered_json to_json(const Outcome& outcome);

// The other way round: every further key but "id" is a detail, area_mm2 may be left out, and the reward of an
// infeasible design is not read, nor is any if the caller makes it of the details (`has_reward`). ConfigError
// that names the answer's file if a key is missing, has the wrong type or is out of range.
Outcome parse_outcome(files::JsonObject answer, bool has_reward = true);

// An outcome as bytes (CBOR), and the other way round, for a message between processes of this program.
std::string encode(const Outcome& outcome);
Outcome decode_outcome(const std::string& bytes);

}  // namespace apollo::study
