#include "apollo/report/web/page.h"

#include "embedded/report_charts.h"
#include "embedded/report_web_files.h"

namespace apollo::web {
namespace {

// JSON inside a script element: no "<" that could end it or open a comment. Invalid UTF-8 is replaced.
std::string json_for_html(const nlohmann::ordered_json& json) {
  const std::string text = json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    if (c == '<') {
      escaped += "\\u003c";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string text_for_html(const std::string& text) {
  std::string escaped;
  for (const char c : text)
    escaped += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : std::string(1, c);
  return escaped;
}

// The content of a file that page.html names.
std::string content_of(const std::string& file, const nlohmann::ordered_json& report,
                       const nlohmann::ordered_json& theme) {
  if (file == "report.json") return json_for_html(report);
  if (file == "THIRD-PARTY.txt") return text_for_html(embedded::report_web_files().at(file));
  if (file != "charts.json") return embedded::report_web_files().at(file);
  nlohmann::ordered_json charts;  // {file name without .json -> its content}
  for (const auto& [name, text] : embedded::report_charts())
    charts[name] = nlohmann::ordered_json::parse(text);
  charts["theme"] = theme;
  return json_for_html(charts);
}

}  // namespace

bool is_built_in() { return !embedded::report_web_files().empty(); }

// page.html names each file where its content belongs: <!-- file NAME -->.
std::string report_page(const nlohmann::ordered_json& report, const nlohmann::ordered_json& theme) {
  const std::string& page = embedded::report_web_files().at("page.html");
  const std::string begin = "<!-- file ", end = " -->";
  std::string html;
  std::size_t done = 0;
  for (std::size_t at; (at = page.find(begin, done)) != std::string::npos;) {
    html.append(page, done, at - done);
    const std::size_t name = at + begin.size(), after = page.find(end, name);
    html += content_of(page.substr(name, after - name), report, theme);
    done = after + end.size();
  }
  return html.append(page, done, std::string::npos);
}

}  // namespace apollo::web
