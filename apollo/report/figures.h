#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace apollo {

// Writes every chart that the report has data for as FOLDER/ID.svg and as FOLDER/ID.vl.json, its Vega-Lite
// specification with the data inside. Makes the folder. The program `node` draws them. ConfigError if there
// is none, if it fails, or if a file cannot be written.
void write_figures(const nlohmann::ordered_json& report, const std::string& folder);

}  // namespace apollo
