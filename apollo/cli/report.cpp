#include "apollo/report/report.h"

#include <spdlog/logger.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "apollo/cli/commands.h"
#include "apollo/cli/given_designs.h"
#include "apollo/cli/log.h"
#include "apollo/cli/options.h"
#include "apollo/cli/output_file.h"
#include "apollo/cli/scoring_options.h"
#include "apollo/cli/text_table.h"
#include "apollo/report/given_designs.h"
#include "apollo/report/web/figures.h"
#include "apollo/report/web/page.h"
#include "apollo/report/web/theme.h"
#include "apollo/study/shell_command.h"
#include "files/config_error.h"
#include "files/json_file.h"

namespace apollo::cli {
namespace {

constexpr std::int64_t kLeastPoints = 100, kMostPoints = 100000;

// So that an output is no file of a study. An empty name: none is asked for.
void check_ending(const std::string& option, const std::string& file,
                  const std::vector<std::string>& endings) {
  const std::string ending = std::filesystem::path(file).extension().string();
  if (file.empty() || std::find(endings.begin(), endings.end(), ending) != endings.end()) return;
  throw files::ConfigError(option + " is \"" + files::printable(file, 200) +
                           "\"; must be a file name that ends in " + endings[0]);
}

struct ReportCommand {
  std::vector<std::string> sources;  // folders, or configuration files
  std::string out, figures, animation, theme;
  web::FigureOptions drawn;
  ScoringOptions scoring;  // of configuration files
  std::int64_t points = 10000;
  bool json = false;

  void declare(Options& options) {
    options.positionals("DIR|CONFIG", sources,
                        "folders of searches and sweeps, or configuration files (JSON; - is the standard "
                        "input) of designs made by hand, with --workload or --suite",
                        true);
    options.text("--out", out, "FILE.html",
                 "the page (default report.html in DIR, or here if there are several or CONFIG)");
    options.text("--figures", figures, "DIR",
                 "also write each chart as a figure and as a Vega-Lite specification");
    options.choice("--format", drawn.format, web::figure_formats(),
                   "of the figures: svg (default), pdf or png, of 300 dots per inch");
    options.number("--width", drawn.width_mm, 0, 1000, "width of each figure in mm");
    options.number("--font", drawn.font_pt, 2, 72, "size of letters in the figures in points");
    options.text("--animation", animation, "FILE.svg",
                 "also write the search as a picture that plays by itself");
    options.text("--theme", theme, "FILE.json", "fonts and colours of the charts");
    options.integer("--points", points, kLeastPoints, kMostPoints,
                    "trials on the map, at most (default " + std::to_string(points) + ")");
    options.flag("--json", json, "print the data of all charts as JSON instead of writing a page");
    scoring.declare(options);
    scoring.declare_reward(options);
  }

  // Whether the sources are configuration files; otherwise they are folders.
  bool is_of_designs() const {
    return std::any_of(sources.begin(), sources.end(), [](const std::string& source) {
      std::error_code error;
      return source == "-" || std::filesystem::path(source).extension() == ".json" ||
             std::filesystem::is_regular_file(source, error);
    });
  }

  void check(const Options& options) const {
    for (const char* other :
         {"--out", "--figures", "--animation", "--theme", "--format", "--width", "--font"}) {
      if (json && options.given(other))
        throw files::ConfigError(std::string("--json is given; must be without ") + other);
    }
    const std::string other =
        options.given_besides({"DIR|CONFIG", "--out", "--figures", "--format", "--width", "--font",
                               "--animation", "--theme", "--points", "--json"});
    if (!is_of_designs() && !other.empty())
      throw files::ConfigError(other + ": is decided by the studies; must be used with CONFIG");
    for (const char* of_studies : {"--points", "--animation"}) {
      if (is_of_designs() && options.given(of_studies))
        throw files::ConfigError(std::string(of_studies) + ": must not be used with CONFIG");
    }
    for (const std::string& source : sources) {
      std::error_code error;
      if (is_of_designs() && std::filesystem::is_directory(source, error))
        throw files::ConfigError(files::printable(source, 200) +
                                 ": is a folder; must be a configuration file like the others");
    }
    if (options.given("--format") && figures.empty())
      throw files::ConfigError("--format is given; must be with --figures");
    for (const char* size : {"--width", "--font"}) {
      if (options.given(size) && figures.empty() && animation.empty())
        throw files::ConfigError(std::string(size) + " is given; must be with --figures or --animation");
    }
    check_ending("--out", out, {".html", ".htm"});
    check_ending("--animation", animation, {".svg"});
  }

  std::string page() const {
    if (!out.empty()) return out;
    return sources.size() == 1 && !is_of_designs() ? sources[0] + "/report.html" : "report.html";
  }
};

// Says on a terminal what takes the time; nothing elsewhere.
class Stage {
 public:
  ~Stage() { end(); }
  void begin(const std::string& what) const {
    if (terminal_) std::cerr << "\r\033[K" << what << " ..." << std::flush;
  }
  void end() const {
    if (terminal_) std::cerr << "\r\033[K" << std::flush;
  }

 private:
  bool terminal_ = isatty(STDERR_FILENO) != 0 && progress_log().should_log(spdlog::level::info);
};

report::Json study_report(const ReportCommand& given, report::Runs runs, const Stage& stage) {
  stage.begin("evaluating the best designs");
  const report::Sources sources = report::sources_of(std::move(runs), given.sources);
  stage.begin("laying out designs");
  return report::report(sources, given.points);
}

report::Json design_report(const ReportCommand& given, const Arguments& arguments, const Stage& stage) {
  report::GivenDesigns sources;
  sources.scoring = given.scoring.scoring();
  sources.constraints = given.scoring.constraints;
  sources.command = study::shell_command("report", arguments);
  sources.version = version();
  const auto designs = read_designs(given.sources, sources.scoring);
  const designs::DesignEvaluator evaluator = load_evaluator(sources.scoring);
  stage.begin("evaluating the designs");
  designs::EvaluationOptions how = designs::options_of(sources.scoring, sources.constraints);
  for (const GivenDesign& given_design : designs) {
    const designs::Design& design = given_design.design;
    sources.designs.push_back({given_design.name, design, evaluate(design, evaluator, how)});
  }
  how.constraints = {};
  if (sources.scoring.is_relative && !evaluator.baseline_failure()) {
    const designs::Design baseline = baseline_design(sources.scoring);
    sources.baseline = {"baseline", baseline, evaluate(baseline, evaluator, how)};
  }
  return report::report(sources);
}

// The head of the page, and where it is.
std::string text(const report::Json& content, const ReportCommand& given) {
  const auto text_of = [](const report::Json& value) {
    std::string ascii = value.get<std::string>();
    static const std::string square = "²";
    for (std::size_t at = 0; (at = ascii.find(square)) != std::string::npos;)
      ascii.replace(at, square.size(), "2");
    return files::printable(ascii, 1000);
  };
  std::string lines = wrapped(text_of(content["title"]) + ": " + text_of(content["subtitle"]) + "\n");
  TextTable table({{"", Align::left}, {"", Align::left}, {"", Align::left}});
  for (const report::Json& fact : content["facts"])
    table.row({text_of(fact["label"]), text_of(fact["value"]), text_of(fact["note"])});
  lines += table.text(2);
  for (const report::Json& note : content["notes"]) lines += wrapped(text_of(note) + "\n");
  lines += "\npage: " + given.page() + "\n";
  if (!given.figures.empty()) lines += "figures: " + given.figures + "\n";
  if (!given.animation.empty()) lines += "animation: " + given.animation + "\n";
  return lines;
}

}  // namespace

int report(const Arguments& arguments, std::ostream& out) {
  ReportCommand given;
  Options options("report",
                  "Makes a page and figures of what searches and sweeps have found, or of designs.");
  given.declare(options);
  if (!options.parse(arguments, out)) return 0;
  given.check(options);

  if (!given.json && !web::is_built_in())
    throw files::ConfigError(
        "this apollo was built without the report page (APOLLO_REPORT=OFF); --json has its data");
  const report::Json theme = given.json ? report::Json() : web::theme(given.theme);
  const bool draws = !given.figures.empty() || !given.animation.empty();
  if (draws) web::check_figures(given.figures, theme, given.drawn);
  Stage stage;
  report::Runs runs;
  stage.begin("reading trials");
  if (!given.is_of_designs()) runs = report::read_runs(given.sources);
  OutputFile page("--out", given.json ? "" : given.page(), "");
  if (given.is_of_designs()) page.keep(given.sources);
  OutputFile animation("--animation", given.animation, ".svg");
  const report::Json content = given.is_of_designs() ? design_report(given, arguments, stage)
                                                     : study_report(given, std::move(runs), stage);
  if (given.json) {
    stage.end();
    out << content.dump(-1, ' ', false, report::Json::error_handler_t::replace) << "\n";
    return 0;
  }
  if (draws) stage.begin("drawing figures");
  if (!given.figures.empty()) web::write_figures(content, theme, given.figures, given.drawn);
  if (!given.animation.empty()) animation.commit(web::animation(content, theme, given.drawn));
  page.commit(web::report_page(content, theme));
  stage.end();
  out << text(content, given);
  return 0;
}

}  // namespace apollo::cli
