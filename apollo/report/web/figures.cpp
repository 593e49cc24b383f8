#include "apollo/report/web/figures.h"

#include <stdlib.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <vector>

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

constexpr std::chrono::seconds kTimeToStart(30);
constexpr std::chrono::minutes kTimeToDraw(30);
constexpr int kOldestNode = 18;
constexpr int kNotFound = 127;  // exit status of a shell

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
void draw(const fs::path& folder) {
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

}  // namespace

void check_figures(const std::string& folder) {
  check_node();
  const TriedFolder tried(folder);
  const TemporaryFolder inside(folder), drawing(temporary_files());
}

void write_figures(const nlohmann::ordered_json& report, const std::string& folder) {
  check_figures(folder);
  const TemporaryFolder drawing(temporary_files());
  const auto put = [&](const std::string& name, const std::string& text) {
    files::write_atomically((drawing.path() / name).string(), text);
  };
  for (const char* name : {"vega.min.js", "vega-lite.min.js", "data.js", "render.js"}) {
    put(name, embedded::report_web_files().at(name));
  }
  for (const auto& [name, text] : embedded::report_charts()) put(name + ".json", text);
  put("report.json", report.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  draw(drawing.path());
  make_folder(folder);
  const std::string specification = ".vl";
  for (const auto& [name, text] : embedded::report_charts()) {
    const fs::path file(name);
    if (file.extension() != specification) continue;
    for (const std::string& figure : {name + ".json", file.stem().string() + ".svg"}) {
      deliver(drawing.path() / "figures" / figure, fs::path(folder) / figure);
    }
  }
}

}  // namespace apollo::web
