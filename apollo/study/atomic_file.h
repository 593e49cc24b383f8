#pragma once
#include <string>

namespace apollo {

// Replaces the file's content in one step: a reader, or a crash at any moment, sees the old content or the
// new, never a part. Writes PATH.tmp beside it first. ConfigError if that is not possible.
void write_atomically(const std::string& path, const std::string& text);

}  // namespace apollo
