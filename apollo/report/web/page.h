#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace apollo::web {

// Whether the page and what figures are drawn with are part of this build: APOLLO_REPORT. The other functions
// of this folder require it.
bool is_built_in();

// The report as one HTML file, which needs nothing but a browser. The report's keys: docs/report.md; the
// charts look as the theme (theme.h) says.
std::string report_page(const nlohmann::ordered_json& report, const nlohmann::ordered_json& theme);

}  // namespace apollo::web
