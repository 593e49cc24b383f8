#include "apollo/report/figures.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "apollo/study/atomic_file.h"
#include "apollo/study/line_process.h"
#include "embedded/report_charts.h"
#include "embedded/report_web_files.h"
#include "workloads/config_error.h"
#include "workloads/json_file.h"

namespace apollo {
namespace {

namespace fs = std::filesystem;
using workloads::printable;

constexpr std::chrono::minutes time_to_draw(30);
constexpr int not_found = 127;  // exit status of a shell

// The folder in which node works, inside the one for the figures, which is made if it is not there. With this
// object it goes, and so does the outer one if there is nothing else in it.
class DrawingFolder {
 public:
  explicit DrawingFolder(const fs::path& figures) : figures_(figures) {
    std::error_code error;
    fs::remove_all(path(), error);  // of a run that was killed
    fs::create_directories(path(), error);
    if (error) throw ConfigError(printable(figures.string(), 1000) + ": cannot be made: " + error.message());
  }
  ~DrawingFolder() {
    std::error_code error;
    fs::remove_all(path(), error);
    fs::remove(figures_, error);  // fails if it is not empty
  }
  DrawingFolder(const DrawingFolder&) = delete;
  DrawingFolder& operator=(const DrawingFolder&) = delete;

  fs::path path() const { return figures_ / ".drawing"; }

 private:
  fs::path figures_;
};

// Runs the script that its first line names: so the path needs no shell's quotes.
constexpr char run_script[] =
    "exec node -e \"require('readline').createInterface({input: process.stdin})"
    ".once('line', (script) => require(JSON.parse(script)))\" 2>/dev/null";

// Lets node draw what is in the folder. The script answers "done", or a line about what is wrong.
void draw(const fs::path& folder) {
  const std::string script = nlohmann::json(fs::absolute(folder / "render.js").string())
                                 .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  LineProcess node(run_script);
  const LineProcess::Reply reply = node.ask(script, LineProcess::Clock::now() + time_to_draw);
  if (reply.status == LineProcess::Status::answered) {
    if (reply.line == "done") return;
    throw ConfigError("the figures cannot be drawn: " + printable(reply.line, 1000));
  }
  const LineProcess::End end = node.end();
  if (end.exit_status == not_found) {
    throw ConfigError("the figures need the program node, which is missing (Debian: apt-get install nodejs)");
  }
  throw ConfigError("the figures cannot be drawn: node has failed: " + end.text);
}

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

void write_figures(const nlohmann::ordered_json& report, const std::string& folder) {
  const DrawingFolder drawing(folder);
  const auto put = [&](const std::string& name, const std::string& text) {
    write_atomically((drawing.path() / name).string(), text);
  };
  for (const char* name : {"vega.min.js", "vega-lite.min.js", "data.js", "render.js"}) {
    put(name, embedded::report_web_files().at(name));
  }
  for (const auto& [name, text] : embedded::report_charts()) put(name + ".json", text);
  put("report.json", report.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  draw(drawing.path());
  for (const auto& figure : fs::directory_iterator(drawing.path() / "figures")) {
    write_atomically((fs::path(folder) / figure.path().filename()).string(), content(figure.path()));
  }
}

}  // namespace apollo
