#include "apollo/study/requests.h"

#include <istream>
#include <ostream>
#include <string>

#include "apollo/study/outcome_json.h"
#include "files/config_error.h"
#include "files/json_object.h"
#include "processes/line_process.h"

namespace apollo::study {
namespace {

using files::JsonObject;
using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::size_t kLongestLine = processes::LineProcess::kLongestLine;

// The next line, cut after kLongestLine + 1 bytes. False at the end of the input.
bool read_line(std::istream& in, std::string& line) {
  line.clear();
  char c = 0;
  while (in.get(c) && c != '\n') {
    if (line.size() <= kLongestLine) line += c;
  }
  return in || !line.empty();
}

json id_of(JsonObject& request) {
  if (!request.has("id") || !(request.value("id").is_number_integer() || request.value("id").is_string()))
    request.fail("id", "an integer or a text");
  return request.value("id");
}

designs::Design design_of(JsonObject& request, const designs::Design& base) {
  request.object("configuration");
  return with_values(base, request.value("configuration"), "configuration");
}

}  // namespace

bool answer_requests(std::istream& in, std::ostream& out, const designs::Design& base,
                     const std::function<Outcome(const designs::Design&)>& score) {
  bool all_good = true;
  for (std::string line; read_line(in, line);) {
    ordered_json answer = {{"id", nullptr}};
    try {
      if (line.size() > kLongestLine)
        throw files::ConfigError("request: longer than " + std::to_string(kLongestLine) + " bytes");
      const json parsed = files::parse_json(line, "request");
      JsonObject request(parsed, "request");
      answer["id"] = id_of(request);
      const designs::Design design = design_of(request, base);
      request.reject_unknown_keys("a request");
      answer.update(to_json(score(design)));
    } catch (const files::ConfigError& error) {
      all_good = false;
      answer["error"] = error.what();
    }
    if (!(out << answer.dump() << std::endl)) throw files::ConfigError("standard output: cannot be written");
  }
  return all_good;
}

}  // namespace apollo::study
