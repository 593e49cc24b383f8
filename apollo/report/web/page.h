#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace apollo::web {

// The report as one HTML file, which needs nothing but a browser. The report's keys: docs/report.md.
std::string report_page(const nlohmann::ordered_json& report);

}  // namespace apollo::web
