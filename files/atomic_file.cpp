#include "files/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "files/config_error.h"
#include "files/json_file.h"

namespace apollo::files {
namespace {

bool write_all(int file, const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t written = ::write(file, text.data() + done, text.size() - done);
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) done += static_cast<std::size_t>(written);
  }
  return true;
}

}  // namespace

void write_atomically(const std::string& path, const std::string& text) {
  const std::string temporary = path + ".tmp";
  const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  bool good = file >= 0 && write_all(file, text) && ::fsync(file) == 0;
  int error = errno;
  if (file >= 0 && ::close(file) != 0 && good) {
    good = false;
    error = errno;
  }
  if (good && std::rename(temporary.c_str(), path.c_str()) != 0) {
    good = false;
    error = errno;
  }
  if (good) return;
  if (file >= 0) ::unlink(temporary.c_str());
  throw ConfigError(printable(path, 1000) + ": cannot be written: " + std::strerror(error));
}

SavedFile::SavedFile(const std::string& path) : path_(path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return;
  std::ifstream stream(path, std::ios::binary);
  text_ = std::string(std::istreambuf_iterator<char>(stream), {});
}

void SavedFile::restore() const noexcept {
  try {
    if (text_) {
      write_atomically(path_, *text_);
    } else {
      std::filesystem::remove(path_);
    }
  } catch (const std::exception&) {
  }
}

}  // namespace apollo::files
