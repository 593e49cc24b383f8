#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "apollo/study/spec.h"
#include "apollo/study/sweep_summary.h"

namespace apollo::cli {

// What a sweep ends with: as summary.json and --json have it, and as a table, with what the table does not
// say of its figures by itself. `spec` is that of one of the runs.
nlohmann::ordered_json summary_json(const std::vector<study::SweepRow>& rows, const study::StudySpec& spec,
                                    const std::string& folder, bool is_interrupted);
std::string summary_text(const std::vector<study::SweepRow>& rows, const study::StudySpec& spec);

}  // namespace apollo::cli
