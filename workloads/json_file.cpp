#include "workloads/json_file.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <vector>

#include "workloads/config_error.h"

namespace apollo::workloads {
namespace {

constexpr std::uintmax_t largest_file = 64U << 20;
constexpr int deepest_nesting = 64;

// The library's own messages, without their "[json.exception.parse_error.101] " prefix.
std::string reason(const nlohmann::json::exception& error) {
  const std::string text = error.what();
  const std::size_t prefix = text.find("] ");
  return printable(prefix == std::string::npos ? text : text.substr(prefix + 2), 200);
}

// Sees each parser event; throws on what the library would let pass.
class Strictness {
 public:
  explicit Strictness(std::string file) : file_(std::move(file)) {}

  bool operator()(int depth, nlohmann::json::parse_event_t event, nlohmann::json& parsed) {
    using Event = nlohmann::json::parse_event_t;
    if (depth > deepest_nesting) {
      throw ConfigError(file_ + ": nested deeper than " + std::to_string(deepest_nesting) + " levels");
    }
    if (event == Event::object_start) keys_.emplace_back();
    if (event == Event::object_end) keys_.pop_back();
    if (event == Event::key && !keys_.back().insert(parsed.get<std::string>()).second) {
      throw ConfigError(file_ + ": key \"" + printable(parsed.get<std::string>(), 60) +
                        "\" occurs twice in one object; must be unique");
    }
    return true;
  }

 private:
  std::string file_;
  std::vector<std::set<std::string>> keys_;  // of each open object
};

}  // namespace

std::string printable(const std::string& text, std::size_t limit) {
  std::string result;
  for (const char c : text) {
    if (result.size() == limit) return result + "...";
    result += c >= ' ' && c <= '~' ? c : '?';
  }
  return result;
}

std::string read_text_file(const std::string& path) {
  const std::string file = printable(path, 1000);
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) throw ConfigError(file + ": no such file");
  if (!std::filesystem::is_regular_file(status)) {
    throw ConfigError(file + ": not a regular file; must be a text file");
  }
  if (std::filesystem::file_size(path, error) > largest_file || error) {
    throw ConfigError(file + ": too large; must be at most 64 MiB");
  }
  std::ifstream stream(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream) throw ConfigError(file + ": cannot be read");
  return text;
}

nlohmann::json parse_json(const std::string& text, const std::string& file) {
  const std::string name = printable(file, 1000);
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
    throw ConfigError(name + ": is empty; must be a JSON object");
  }
  try {
    return nlohmann::json::parse(text, Strictness(name), true, true);
  } catch (const nlohmann::json::exception& error) {
    throw ConfigError(name + ": not valid JSON: " + reason(error));
  }
}

}  // namespace apollo::workloads
