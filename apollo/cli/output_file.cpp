#include "apollo/cli/output_file.h"

#include <filesystem>

#include "files/atomic_file.h"
#include "files/config_error.h"
#include "files/json_file.h"

namespace apollo::cli {

namespace fs = std::filesystem;

OutputFile::OutputFile(const std::string& option, const std::string& path, const std::string& ending)
    : path_(path) {
  if (path.empty()) return;
  std::error_code error;
  const fs::path folder = fs::path(path).parent_path();
  const auto fail = [&](const std::string& allowed) {
    throw files::ConfigError(option + " is \"" + files::printable(path, 200) + "\"; must be " + allowed);
  };
  if (!folder.empty() && !fs::is_directory(folder, error)) fail("in a folder that exists");
  if (fs::is_directory(path, error)) fail("a file, not a folder");
  if (fs::is_symlink(path, error)) path_ = fs::weakly_canonical(path, error).string();
  if (fs::exists(path, error) && !fs::is_regular_file(path, error)) fail("a regular file, or none yet");
  ending_ = ending;
}

void OutputFile::keep(const std::vector<std::string>& inputs) const {
  std::error_code error;
  for (const std::string& input : inputs) {
    if (!wanted() || !fs::equivalent(path_, input, error)) continue;
    throw files::ConfigError(files::printable(path_, 200) + ": is to be read; must not be written over");
  }
}

OutputFile::~OutputFile() {
  std::error_code error;
  if (!temporary_.empty()) fs::remove(temporary_, error);
}

const std::string& OutputFile::temporary_path() {
  if (wanted() && temporary_.empty()) temporary_ = files::create_beside(path_, ending_);
  return temporary_;
}

void OutputFile::commit(const std::string& text) {
  if (wanted()) files::write_atomically(path_, text);
}

void OutputFile::commit() {
  if (!wanted()) return;
  std::error_code error;
  fs::rename(temporary_, path_, error);
  if (error)
    throw files::ConfigError(files::printable(path_, 200) + ": cannot be written: " + error.message());
}

}  // namespace apollo::cli
