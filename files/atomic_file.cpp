#include "files/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "files/config_error.h"
#include "files/json_file.h"

namespace apollo::files {
namespace {

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::size_t kDrawnLetters = 6;
constexpr std::string_view kTemporaryEnding = ".tmp";
constexpr int kMostNames = 100;  // one in 2 * 10^9 is taken: something else is wrong

[[noreturn]] void fail_writing(const std::string& path, int error) {
  throw ConfigError(printable(path, 1000) + ": cannot be written: " + std::strerror(error));
}

struct NewFile {
  std::string name;
  int descriptor;
};

// Not mkstemp(3), which opens likewise but makes files that only their owner may read.
NewFile open_beside(const std::string& path, const std::string& ending) {
  std::random_device source;
  std::uniform_int_distribution<std::size_t> letter(0, kLetters.size() - 1);
  for (int i = 0; i < kMostNames; ++i) {
    std::string name = path + ".";
    for (std::size_t n = 0; n < kDrawnLetters; ++n) name += kLetters[letter(source)];
    name += std::string(kTemporaryEnding) + ending;
    const int file = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (file >= 0) return {name, file};
    if (errno != EEXIST) break;
  }
  fail_writing(path, errno);
}

bool write_all(int file, const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t written = ::write(file, text.data() + done, text.size() - done);
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) done += static_cast<std::size_t>(written);
  }
  return true;
}

// Whether the name is one that open_beside() makes for `target`, with whatever at its end.
bool is_temporary_of(const std::string& name, const std::string& target) {
  const std::size_t end = target.size() + 1 + kDrawnLetters;
  return name.compare(0, target.size() + 1, target + ".") == 0 &&
         name.find_first_not_of(kLetters, target.size() + 1) == end &&
         name.compare(end, kTemporaryEnding.size(), kTemporaryEnding) == 0;
}

}  // namespace

void write_atomically(const std::string& path, const std::string& text) {
  const auto [temporary, file] = open_beside(path, "");
  bool good = write_all(file, text) && ::fsync(file) == 0;
  int error = errno;
  if (::close(file) != 0 && good) {
    good = false;
    error = errno;
  }
  if (good && std::rename(temporary.c_str(), path.c_str()) != 0) {
    good = false;
    error = errno;
  }
  if (good) return;
  ::unlink(temporary.c_str());
  fail_writing(path, error);
}

std::string create_beside(const std::string& path, const std::string& ending) {
  const auto [name, file] = open_beside(path, ending);
  ::close(file);
  return name;
}

void remove_left_behind(const std::string& folder, const std::vector<std::string>& names) noexcept {
  try {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      const std::string name = entry.path().filename().string();
      const auto is_of = [&](const std::string& target) { return is_temporary_of(name, target); };
      if (std::any_of(names.begin(), names.end(), is_of)) ::unlink(entry.path().c_str());
    }
  } catch (const std::exception&) {
  }
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
