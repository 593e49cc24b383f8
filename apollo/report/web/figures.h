#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace apollo::web {

// How figures are drawn.
struct FigureOptions {
  std::string format = "svg";      // one of figure_formats()
  std::optional<double> width_mm;  // of each; without, each is as wide as its chart's file says
  std::optional<double> font_pt;   // size of the labels at axes; all else that is written is in proportion
};

// "svg"; "pdf", with letters and lines as such; "png", with 300 dots per inch in 128 colours.
const std::vector<std::string>& figure_formats();

// Whether figures can be drawn so, and written into the folder if one is given: the program `node` runs, at
// least version 18, for PDF and PNG `rsvg-convert`, for PNG `pngquant`; the width has room for letters of
// that size; the folder can be made and written. Quick, and leaves nothing behind. ConfigError if not.
void check_figures(const std::string& folder, const nlohmann::ordered_json& theme,
                   const FigureOptions& options);

// Writes every chart that the report has data for as FOLDER/ID.svg (or .pdf, .png) and as FOLDER/ID.vl.json,
// its Vega-Lite specification with the data inside, and removes the files of the other charts. Makes the
// folder. ConfigError as above, if one of the programs fails, or if a file cannot be written.
void write_figures(const nlohmann::ordered_json& report, const nlohmann::ordered_json& theme,
                   const std::string& folder, const FigureOptions& options);

// The designs that each strategy explored, side by side, as an SVG that plays by itself: points appear by
// their trial. `options.format` is not asked for. ConfigError as above.
std::string animation(const nlohmann::ordered_json& report, const nlohmann::ordered_json& theme,
                      const FigureOptions& options);

}  // namespace apollo::web
