#include "apollo/cli/deadline.h"

#include <charconv>
#include <ctime>
#include <map>
#include <optional>

#include "files/config_error.h"
#include "files/json_file.h"

namespace apollo::cli {
namespace {

constexpr double kLongestSeconds = 1e9;  // from now

std::optional<Deadline> time_from_now(const std::string& text) {
  static const std::map<std::string, double> units = {{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}};
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc()) return std::nullopt;
  const auto unit = units.find(std::string(read.ptr, end));
  if (unit == units.end() || !(number > 0 && number * unit->second <= kLongestSeconds)) return std::nullopt;
  const std::chrono::duration<double> seconds(number * unit->second);
  return std::chrono::system_clock::now() +
         std::chrono::duration_cast<std::chrono::system_clock::duration>(seconds);
}

std::optional<Deadline> date_and_time(const std::string& text) {
  for (const char* format : {"%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"}) {
    struct tm parts = {};
    const char* const rest = ::strptime(text.c_str(), format, &parts);
    const bool is_utc = rest && std::string(rest) == "Z";
    if (!rest || (!is_utc && *rest != '\0')) continue;
    const int day = parts.tm_mday;
    parts.tm_isdst = -1;
    const std::time_t time = is_utc ? ::timegm(&parts) : std::mktime(&parts);
    if (time != -1 && parts.tm_mday == day) return std::chrono::system_clock::from_time_t(time);
  }
  return std::nullopt;
}

}  // namespace

Deadline deadline_of(const std::string& text) {
  std::optional<Deadline> deadline = time_from_now(text);
  if (!deadline) deadline = date_and_time(text);
  if (!deadline || *deadline <= std::chrono::system_clock::now()) {
    throw files::ConfigError("--deadline is \"" + files::printable(text, 60) +
                             "\"; must be a time from now such as 90m, 1.5h or 2d, or a later date and time "
                             "such as 2026-11-30T06:00, with a Z if it is UTC");
  }
  return *deadline;
}

}  // namespace apollo::cli
