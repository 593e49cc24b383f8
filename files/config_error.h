#pragma once
#include <stdexcept>
#include <string>

namespace apollo::files {

// A user's error: bad file, key, value or option. The message is one line that names the file, the key, the
// value and what is allowed. Thrown anywhere, caught once in main, which prints it and exits with status 2.
class ConfigError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace apollo::files
