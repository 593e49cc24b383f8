#include "files/folder_lock.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "files/config_error.h"
#include "files/json_file.h"

namespace apollo::files {

FolderLock::FolderLock(const std::string& folder, Kind kind) {
  const std::string name = printable(folder, 1000);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw ConfigError(name + ": cannot be created as a folder: " + error.message());
  const auto fail = [](const std::string& what) {
    throw ConfigError(what + ": cannot be written to: " + std::strerror(errno));
  };
  if (::access(folder.c_str(), W_OK) != 0) fail(name);
  file_ = ::open((folder + "/.lock").c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
  if (file_ < 0) fail(name + "/.lock");
  struct flock whole_file = {};
  whole_file.l_type = kind == Kind::shared ? F_RDLCK : F_WRLCK;
  whole_file.l_whence = SEEK_SET;
  if (::fcntl(file_, F_SETLK, &whole_file) == 0) return;
  const int reason = errno;
  ::close(file_);
  if (reason == EAGAIN || reason == EACCES) {
    throw ConfigError(name + ": is in use by another run; wait for it to end, or choose another folder");
  }
  throw ConfigError(name + ": cannot be locked: " + std::strerror(reason));
}

bool FolderLock::is_held(const std::string& folder) {
  const int file = ::open((folder + "/.lock").c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (file < 0) return false;
  struct flock whole_file = {};
  whole_file.l_type = F_RDLCK;
  whole_file.l_whence = SEEK_SET;
  const bool is_held = ::fcntl(file, F_GETLK, &whole_file) == 0 && whole_file.l_type != F_UNLCK;
  ::close(file);
  return is_held;
}

FolderLock::~FolderLock() { ::close(file_); }

}  // namespace apollo::files
