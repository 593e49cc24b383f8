#include "files/builtin_file.h"

#include <vector>

#include "files/config_error.h"
#include "files/join.h"
#include "files/json_file.h"
#include "files/nearest.h"

namespace apollo::files {
namespace {

bool is_path(const std::string& text) {
  const std::string suffix = ".json";
  return text.find('/') != std::string::npos ||
         (text.size() > suffix.size() &&
          text.compare(text.size() - suffix.size(), suffix.size(), suffix) == 0);
}

}  // namespace

NamedText builtin_or_read(const std::string& what, const std::string& name_or_path,
                          const std::map<std::string, std::string>& builtin) {
  const auto found = builtin.find(name_or_path);
  if (found != builtin.end()) return {found->first + ".json", found->second};
  if (is_path(name_or_path)) return {name_or_path, read_text_file(name_or_path)};
  std::vector<std::string> names;
  for (const auto& file : builtin) names.push_back(file.first);
  throw ConfigError(what + " is \"" + printable(name_or_path, 60) + "\"" + did_you_mean(name_or_path, names) +
                    "; must be one of: " + join(names) + ", or the path of a " + what + " file");
}

}  // namespace apollo::files
