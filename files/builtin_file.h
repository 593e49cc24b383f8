#pragma once
#include <map>
#include <string>

namespace apollo::files {

struct NamedText {
  std::string file;  // for error messages: NAME.json or the path
  std::string text;
};

// The built-in file (name -> text) of that name or, if the argument holds a '/' or ends in ".json", the file
// with that path. `what`, such as "space", is what errors call it. ConfigError if there is none.
NamedText builtin_or_read(const std::string& what, const std::string& name_or_path,
                          const std::map<std::string, std::string>& builtin);

}  // namespace apollo::files
