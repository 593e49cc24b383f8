#pragma once
#include <string>

namespace apollo {

// Keeps a folder to one run at a time, by a lock on the file FOLDER/.lock, which stays there. The system
// drops the lock when the process ends, however it ends.
class FolderLock {
 public:
  // Makes the folder if there is none. ConfigError if that fails, or if another run holds the lock.
  explicit FolderLock(const std::string& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int file_;
};

}  // namespace apollo
