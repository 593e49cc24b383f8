// report_page REPORT.json PAGE.html [FIGURES_FOLDER]: the page and the figures of any report, for tests.
#include <fstream>
#include <iostream>

#include "apollo/report/web/figures.h"
#include "apollo/report/web/page.h"

int main(int count, char** arguments) try {
  if (count < 3) throw std::runtime_error("report_page REPORT.json PAGE.html [FIGURES_FOLDER]");
  const auto report = nlohmann::ordered_json::parse(std::ifstream(arguments[1]));
  std::ofstream(arguments[2]) << apollo::web::report_page(report);
  if (count > 3) apollo::web::write_figures(report, arguments[3]);
} catch (const std::exception& error) {
  std::cerr << error.what() << "\n";
  return 2;
}
