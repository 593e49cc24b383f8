#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace apollo::web {

// Fonts, sizes and colours of the charts: {"light": CONFIG, "dark": CONFIG} of
// apollo/report/charts/theme.json, each a part of a configuration of Vega-Lite. With a file: the same with
// the file's values in the place of the ones that it names. ConfigError if the file cannot be read, has a key
// that theme.json does not have, or a value of another type: numbers are 0 to 1000; colours "#rgb",
// "#rrggbb", "#rrggbbaa" or "transparent".
nlohmann::ordered_json theme(const std::string& file = "");

}  // namespace apollo::web
