#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "files/json_file.h"

namespace apollo::files {

// How many elements an array may have.
struct Count {
  std::size_t lowest = 0, highest = 1 << 20;
};

// Reads one JSON object strictly. Use: construct, call the getters of all keys that are allowed here, then
// reject_unknown_keys().
//
//   const nlohmann::json json = parse_json(read_text_file(path), path);
//   JsonObject root(json, path);
//   design.pes_x = static_cast<int>(root.integer("pes_x", 1, 64));
//   design.clock_mhz = root.number("clock_mhz", 1, 10000, 800.0);  // optional, 800 when absent
//   for (JsonObject& part : root.objects("parts")) { ...; part.reject_unknown_keys(); }
//   root.reject_unknown_keys();
//
// A getter throws ConfigError when the value has the wrong type or is out of range, or when the key is absent
// and no fallback is given. Messages are one line: FILE: KEY PATH is VALUE; must be WHAT IS ALLOWED. Ranges
// include both ends. Refers to the json value it was made from, which must outlive it.
class JsonObject {
 public:
  // `path` is where the object is in its file, such as "layers[3]"; empty for the file's root.
  JsonObject(const nlohmann::json& value, std::string file, std::string path = "");

  bool has(const std::string& key);
  std::int64_t integer(const std::string& key, std::int64_t lowest, std::int64_t highest,
                       std::optional<std::int64_t> fallback = std::nullopt);
  double number(const std::string& key, double lowest, double highest,
                std::optional<double> fallback = std::nullopt);
  bool boolean(const std::string& key, std::optional<bool> fallback = std::nullopt);
  // A text of 1 to 1000 characters without control characters.
  std::string text(const std::string& key, std::optional<std::string> fallback = std::nullopt);
  // One of `allowed`; the error suggests the nearest and lists them.
  std::string choice(const std::string& key, const std::vector<std::string>& allowed,
                     std::optional<std::string> fallback = std::nullopt);

  // Arrays have no fallback: ask has() first if the key is optional.
  std::vector<std::int64_t> integers(const std::string& key, std::int64_t lowest, std::int64_t highest,
                                     Count count = {});
  std::vector<double> numbers(const std::string& key, double lowest, double highest, Count count = {});
  std::vector<std::string> texts(const std::string& key, Count count = {});
  std::vector<JsonObject> objects(const std::string& key, Count count = {});
  JsonObject object(const std::string& key);
  // Any value, for what the getters do not cover.
  const nlohmann::json& value(const std::string& key);

  // The object's keys in alphabetical order, for maps whose keys are data. Does not count as asking for them.
  std::vector<std::string> keys() const;

  // Call last: throws if the object has a key that no getter (nor has()) asked for. `what` names the object
  // in the message, for instance "a softmax layer".
  void reject_unknown_keys(const std::string& what = "") const;

  // Throws the error for a value that is present and well-typed, but wrong for a reason that only the caller
  // knows.
  [[noreturn]] void fail(const std::string& key, const std::string& allowed) const;

  const std::string& file() const { return file_; }
  const std::string& path() const { return path_; }
  std::string path_of(const std::string& key) const;

 private:
  // Null if the key is absent and may be; throws if it is absent and `allowed` says what it has to be.
  const nlohmann::json* find(const std::string& key, bool required, const std::string& allowed);
  const nlohmann::json& array(const std::string& key, Count count, const std::string& allowed);

  const nlohmann::json* value_;
  std::string file_, path_;
  std::set<std::string> asked_;
};

}  // namespace apollo::files
