// report_page REPORT.json PAGE.html [FIGURES_FOLDER [FORMAT WIDTH_MM FONT_PT]]: the page, the figures and, as
// FIGURES_FOLDER.svg, the animation of any report, for tests. A width or size of 0: none.
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "apollo/report/web/figures.h"
#include "apollo/report/web/page.h"
#include "apollo/report/web/theme.h"

int main(int count, char** arguments) try {
  if (count < 3) throw std::runtime_error("report_page REPORT.json PAGE.html [FIGURES_FOLDER]");
  const auto report = nlohmann::ordered_json::parse(std::ifstream(arguments[1]));
  const auto theme = apollo::web::theme();
  std::ofstream(arguments[2]) << apollo::web::report_page(report, theme);
  if (count < 4) return 0;
  apollo::web::FigureOptions options;
  if (count > 4) options.format = arguments[4];
  if (count > 5 && std::atof(arguments[5]) > 0) options.width_mm = std::atof(arguments[5]);
  if (count > 6 && std::atof(arguments[6]) > 0) options.font_pt = std::atof(arguments[6]);
  const std::string folder = arguments[3];
  apollo::web::write_figures(report, theme, folder, options);
  std::ofstream(folder + ".svg") << apollo::web::animation(report, theme, options);
} catch (const std::exception& error) {
  std::cerr << error.what() << "\n";
  return 2;
}
