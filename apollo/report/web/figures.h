#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace apollo::web {

// Whether figures can be written into the folder: the program `node` runs, at least version 18, and the
// folder can be made and written. Quick, and leaves nothing behind. ConfigError if not.
void check_figures(const std::string& folder);

// Writes every chart that the report has data for as FOLDER/ID.svg and as FOLDER/ID.vl.json, its Vega-Lite
// specification with the data inside, and removes these files of the other charts. Makes the folder.
// ConfigError as above, if node fails, or if a file cannot be written.
void write_figures(const nlohmann::ordered_json& report, const std::string& folder);

}  // namespace apollo::web
