#pragma once
#include <optional>
#include <string>

namespace apollo::files {

// Replaces the file's content in one step: a reader, or a crash at any moment, sees the old content or the
// new, never a part. Writes PATH.tmp beside it first. ConfigError if that is not possible.
void write_atomically(const std::string& path, const std::string& text);

// What a file holds, or that it does not exist, so that a later change can be taken back.
class SavedFile {
 public:
  explicit SavedFile(const std::string& path);
  // As far as that is possible; says nothing if it is not.
  void restore() const noexcept;

 private:
  std::string path_;
  std::optional<std::string> text_;
};

}  // namespace apollo::files
