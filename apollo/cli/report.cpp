#include "apollo/report/report.h"

#include <unistd.h>

#include <iostream>

#include "apollo/cli/commands.h"
#include "apollo/cli/options.h"
#include "apollo/cli/output_file.h"
#include "apollo/cli/report_designs.h"

namespace apollo::cli {
namespace {

constexpr std::int64_t least_points = 100, most_points = 100000;

struct ReportCommand {
  std::vector<std::string> folders;
  std::string out, figures;
  std::int64_t points = 10000;
  bool json = false;

  void declare(Options& options) {
    options.positionals("DIR", folders, "folders of searches and sweeps");
    options.text("--out", out, "FILE", "the page (default report.html in DIR, or here if there are several)");
    options.text("--figures", figures, "DIR",
                 "also write each chart as SVG and as a Vega-Lite specification");
    options.integer("--points", points, least_points, most_points,
                    "trials on the map, at most (default " + std::to_string(points) + ")");
    options.flag("--json", json, "print the data of all charts as JSON instead of writing a page");
  }

  std::string page() const {
    if (!out.empty()) return out;
    return folders.size() == 1 ? folders[0] + "/report.html" : "report.html";
  }
};

}  // namespace

int report(const Arguments& arguments, std::ostream& out) {
  ReportCommand given;
  Options options("report", "Makes a page and figures of what searches and sweeps have found.");
  given.declare(options);
  if (!options.parse(arguments, out)) return 0;

  report::Sources sources;
  sources.runs = report::read_runs(given.folders);
  for (const std::string& note : sources.runs.notes) std::cerr << note << std::endl;
  ReportDesigns designs = report_designs(sources.runs);
  sources.best = std::move(designs.best);
  sources.baseline = std::move(designs.baseline);
  sources.notes = std::move(designs.notes);
  const report::Json content = report::report(sources, given.points);
  if (given.json) {
    out << content.dump(-1, ' ', false, report::Json::error_handler_t::replace) << "\n";
    return 0;
  }
  return 0;
}

}  // namespace apollo::cli
