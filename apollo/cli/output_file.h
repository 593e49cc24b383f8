#pragma once
#include <string>
#include <vector>

namespace apollo::cli {

// A file that the user asked for, which appears only when it is complete. Whoever makes it writes to
// temporary_path(), and commit() puts it in its place; without commit() nothing stays behind.
class OutputFile {
 public:
  // `option` names the path in errors. An empty path: no file is asked for, and the members do nothing.
  // ConfigError if the path cannot be a file.
  OutputFile(const std::string& option, const std::string& path, const std::string& ending);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  // ConfigError if the path is one of these files.
  void keep(const std::vector<std::string>& inputs) const;

  bool wanted() const { return !path_.empty(); }
  // Makes the file. ConfigError if that is not possible.
  const std::string& temporary_path();

  // Writes the text and puts the file in its place.
  void commit(const std::string& text);
  // Puts in its place what has been written to temporary_path().
  void commit();

 private:
  std::string path_, ending_, temporary_;
};

}  // namespace apollo::cli
