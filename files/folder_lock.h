#pragma once
#include <string>

namespace apollo::files {

// Keeps a folder to one process at a time, by a record lock (fcntl) on the file FOLDER/.lock, which stays
// there. The system drops the lock when the process ends, however it ends; child processes do not inherit it,
// so one that outlives a killed run does not keep the folder locked. Within one process nothing is refused:
// it has to keep its own folders apart.
class FolderLock {
 public:
  enum class Kind {
    exclusive,  // no other process holds it
    shared      // others may hold it as shared
  };

  // Makes the folder if there is none. ConfigError if that fails, if the folder cannot be written to, or if
  // another process holds the lock and not both as shared.
  explicit FolderLock(const std::string& folder, Kind kind = Kind::exclusive);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

  // Whether another process holds the lock of the folder as exclusive; takes none. Not for a folder that this
  // process has locked: the system would drop that lock.
  static bool is_held(const std::string& folder);

 private:
  int file_;
};

}  // namespace apollo::files
