#pragma once
#include <optional>
#include <string>
#include <vector>

namespace apollo::files {

// Replaces the file's content in one step: a reader, or a crash at any moment, sees the old content or the
// new, never a part; of several writers at the same time the last one's is there. Writes a temporary file
// (create_beside) first, so that nothing is written through a link or pipe that lies there. ConfigError if
// that is not possible.
void write_atomically(const std::string& path, const std::string& text);

// Makes a new, empty file PATH.XXXXXX.tmp, with six letters drawn from the system's random source, and
// `ending` after it; gives its name. Never opens what is there already (O_EXCL, O_NOFOLLOW), so it is no
// other writer's. ConfigError that names PATH.
std::string create_beside(const std::string& path, const std::string& ending = "");

// Removes what writers of these files in the folder have left there that were killed. For the holder of the
// folder's lock: nobody else may be writing one of them. Says nothing if it cannot.
void remove_left_behind(const std::string& folder, const std::vector<std::string>& names) noexcept;

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
