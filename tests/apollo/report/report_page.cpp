// report_page REPORT.json PAGE.html [FIGURES_FOLDER]: the page and the figures of any report, for tests.
#include <fstream>
#include <iostream>

#include "apollo/report/figures.h"
#include "apollo/report/page.h"

int main(int count, char** arguments) try {
  if (count < 3) throw std::runtime_error("report_page REPORT.json PAGE.html [FIGURES_FOLDER]");
  const auto report = nlohmann::ordered_json::parse(std::ifstream(arguments[1]));
  std::ofstream(arguments[2]) << apollo::report::report_page(report);
  if (count > 3) apollo::report::write_figures(report, arguments[3]);
} catch (const std::exception& error) {
  std::cerr << error.what() << "\n";
  return 2;
}
