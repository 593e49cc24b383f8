#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "apollo/study/search_summary.h"

namespace apollo::cli {

// What a search ends with, as `apollo search` prints it.
std::string to_text(const study::SearchSummary& summary);
nlohmann::ordered_json to_json(const study::SearchSummary& summary);

}  // namespace apollo::cli
