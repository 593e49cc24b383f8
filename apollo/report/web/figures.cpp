#include "apollo/report/web/figures.h"

#include <stdlib.h>

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <vector>

#include "apollo/designs/number_text.h"
#include "embedded/report_charts.h"
#include "embedded/report_web_files.h"
#include "files/atomic_file.h"
#include "files/config_error.h"
#include "files/json_file.h"
#include "processes/line_process.h"

namespace apollo::web {
namespace {

namespace fs = std::filesystem;
using files::printable;
using Json = nlohmann::ordered_json;

constexpr std::chrono::seconds kTimeToStart(30);
constexpr std::chrono::minutes kTimeToDraw(30);
constexpr int kOldestNode = 18;
constexpr int kNotFound = 127;  // exit status of a shell
constexpr double kDpi = 96, kPointsPerInch = 72, kMillimetresPerInch = 25.4;
constexpr double kNarrowest = 320;  // pixels that every chart can be laid out in

[[noreturn]] void fail(const fs::path& folder, const char* problem, const std::string& why) {
  throw files::ConfigError(printable(folder.string(), 1000) + ": " + problem + ": " + why);
}

// A folder of its own in another one; goes with this object.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const fs::path& parent) {
    std::string path = (parent / "apollo-figures-XXXXXX").string();
    if (!mkdtemp(path.data())) fail(parent, "cannot be written", std::strerror(errno));
    path_ = path;
  }
  ~TemporaryFolder() {
    std::error_code error;
    fs::remove_all(path_, error);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

fs::path temporary_files() {
  std::error_code error;
  const fs::path folder = fs::temp_directory_path(error);
  if (error) throw files::ConfigError("there is no folder for temporary files: " + error.message());
  return folder;
}

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) fail(folder, "cannot be made", error.message());
}

// Makes the folder; with this object it goes again, and its parents that were not there.
class TriedFolder {
 public:
  explicit TriedFolder(const fs::path& folder) {
    std::error_code error;
    for (fs::path path = fs::absolute(folder); !fs::exists(path, error) && path.has_relative_path();
         path = path.parent_path()) {
      missing_.push_back(path);
    }
    try {
      make_folder(folder);
    } catch (...) {
      remove();
      throw;
    }
  }
  ~TriedFolder() { remove(); }
  TriedFolder(const TriedFolder&) = delete;
  TriedFolder& operator=(const TriedFolder&) = delete;

 private:
  void remove() noexcept {
    std::error_code error;  // of one that is not empty
    for (const fs::path& path : missing_) fs::remove(path, error);
  }

  std::vector<fs::path> missing_;  // the innermost first
};

// Waits for a line, so that it does not end while it is being asked.
constexpr char kVersionScript[] =
    "read -r line; command -v node >/dev/null || exit 127; exec node --version 2>&1";

void check_node() {
  processes::LineProcess node(kVersionScript);
  const processes::LineProcess::Reply reply =
      node.ask("", processes::LineProcess::Clock::now() + kTimeToStart);
  int version = 0;
  if (std::sscanf(reply.line.c_str(), "v%d", &version) == 1 && version >= kOldestNode) return;
  const std::string need = "the figures need the program node";
  const std::string new_enough = need + ", version " + std::to_string(kOldestNode) + " or later; ";
  if (reply.status == processes::LineProcess::Status::answered) {
    throw files::ConfigError(new_enough + "node --version says: " + printable(reply.line, 200));
  }
  const processes::LineProcess::End end = node.end();
  if (end.exit_status == kNotFound)
    throw files::ConfigError(need + ", which is missing (Debian: apt-get install nodejs)");
  throw files::ConfigError(new_enough + "node --version has failed: " + end.text);
}

// What makes other formats of an SVG, and the Debian package that has it.
struct Converter {
  const char *program, *package;
};

std::vector<Converter> converters_of(const std::string& format) {
  const Converter drawing{"rsvg-convert", "librsvg2-bin"}, fewer_colours{"pngquant", "pngquant"};
  if (format == "svg") return {};
  return format == "png" ? std::vector<Converter>{drawing, fewer_colours} : std::vector<Converter>{drawing};
}

void check_converter(const std::string& format, const Converter& converter) {
  const std::string program = converter.program;
  processes::LineProcess process("read -r line; command -v " + program + " >/dev/null || exit 127; exec " +
                                 program + " --version 2>&1");
  const auto reply = process.ask("", processes::LineProcess::Clock::now() + kTimeToStart);
  if (reply.status == processes::LineProcess::Status::answered) return;
  const processes::LineProcess::End end = process.end();
  const std::string need = "figures as " + format + " need the program " + program;
  if (end.exit_status == kNotFound) {
    throw files::ConfigError(need + ", which is missing (Debian: apt-get install " + converter.package + ")");
  }
  throw files::ConfigError(need + "; " + program + " --version has failed: " + end.text);
}

// Letters of font_pt are to be as large in the figure as the theme's labels are in the layout.
void check_width(const nlohmann::ordered_json& theme, const FigureOptions& options) {
  if (!options.width_mm) return;
  const double letters = theme["light"]["axis"]["labelFontSize"].get<double>();  // pixels
  const double points = options.font_pt.value_or(letters * kPointsPerInch / kDpi);
  const double narrowest =
      kNarrowest / kDpi * kMillimetresPerInch * (points * kDpi / kPointsPerInch / letters);
  if (*options.width_mm >= narrowest) return;
  throw files::ConfigError("--width is " + designs::plain(*options.width_mm) + "; must be at least " +
                           designs::plain(std::ceil(narrowest)) + " mm, or --font smaller than " +
                           designs::plain(points) + " pt");
}

// Runs the script in the folder that its first line names: so the path needs no shell's quotes.
constexpr char kRunScript[] = "IFS= read -r folder; cd -- \"$folder\" && exec node render.js 2>errors";

// What node says about its end, before and after a trace of its stack: the last line that begins as an error
// does, or else the last one.
std::string last_error(const fs::path& errors) {
  static const std::regex error("error( \\[\\w+\\])?:", std::regex::icase);
  std::ifstream file(errors);
  std::string last, named;
  for (std::string line; std::getline(file, line);) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    last = line.substr(0, 1000);
    if (std::regex_search(last, error)) named = last;
  }
  return named.empty() ? last : named;
}

// Lets node draw what is in the folder. The script answers "done", or a line about what is wrong.
void run_node(const fs::path& folder) {
  processes::LineProcess node(kRunScript);
  const processes::LineProcess::Reply reply =
      node.ask(fs::absolute(folder).string(), processes::LineProcess::Clock::now() + kTimeToDraw);
  if (reply.status == processes::LineProcess::Status::answered) {
    if (reply.line == "done") return;
    throw files::ConfigError("the figures cannot be drawn: " + printable(reply.line, 1000));
  }
  const processes::LineProcess::End end = node.end();
  const std::string why = printable(last_error(folder / "errors"), 300);
  throw files::ConfigError("the figures cannot be drawn: node has failed: " + end.text +
                           (why.empty() ? "" : ": " + why));
}

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Copies a figure's file; without one, removes that of an earlier report.
void deliver(const fs::path& drawn, const fs::path& wanted) {
  if (fs::exists(drawn)) {
    files::write_atomically(wanted.string(), content(drawn));
  } else {
    std::error_code error;
    fs::remove(wanted, error);
  }
}

// Draws in the folder what `what` names, of render.js's options.
void draw(const fs::path& folder, const Json& report, const Json& theme, Json what,
          const FigureOptions& options) {
  const auto put = [&](const std::string& name, const std::string& text) {
    files::write_atomically((folder / name).string(), text);
  };
  for (const char* name : {"vega.min.js", "vega-lite.min.js", "data.js", "layout.js", "picture.js",
                           "animation.js", "render.js"}) {
    put(name, embedded::report_web_files().at(name));
  }
  for (const auto& [name, text] : embedded::report_charts()) put(name + ".json", text);
  put("theme.json", theme.dump());
  if (options.width_mm) what["width_mm"] = *options.width_mm;
  if (options.font_pt) what["font_pt"] = *options.font_pt;
  put("options.json", what.dump());
  put("report.json", report.dump(-1, ' ', false, Json::error_handler_t::replace));
  run_node(folder);
}

}  // namespace

const std::vector<std::string>& figure_formats() {
  static const std::vector<std::string> formats = {"svg", "pdf", "png"};
  return formats;
}

void check_figures(const std::string& folder, const Json& theme, const FigureOptions& options) {
  check_node();
  for (const Converter& converter : converters_of(options.format)) check_converter(options.format, converter);
  check_width(theme, options);
  const TemporaryFolder drawing(temporary_files());
  if (folder.empty()) return;
  const TriedFolder tried(folder);
  const TemporaryFolder inside(folder);
}

void write_figures(const Json& report, const Json& theme, const std::string& folder,
                   const FigureOptions& options) {
  check_figures(folder, theme, options);
  const TemporaryFolder drawing(temporary_files());
  draw(drawing.path(), report, theme, {{"figures", true}, {"format", options.format}}, options);
  make_folder(folder);
  const std::string specification = ".vl";
  for (const auto& [name, text] : embedded::report_charts()) {
    const fs::path file(name);
    if (file.extension() != specification) continue;
    const std::string id = file.stem().string();
    const bool drawn = fs::exists(drawing.path() / "figures" / (name + ".json"));
    for (const std::string& format : figure_formats()) {
      if (drawn && format != options.format) continue;  // an earlier report's, of this chart, too
      deliver(drawing.path() / "figures" / (id + "." + format), fs::path(folder) / (id + "." + format));
    }
    deliver(drawing.path() / "figures" / (name + ".json"), fs::path(folder) / (name + ".json"));
  }
}

std::string animation(const Json& report, const Json& theme, const FigureOptions& options) {
  check_figures("", theme, options);
  const TemporaryFolder drawing(temporary_files());
  draw(drawing.path(), report, theme, {{"animation", true}}, options);
  return content(drawing.path() / "figures" / "animation.svg");
}

}  // namespace apollo::web
