#include "files/folder_lock.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <memory>

#include "tests/files/scratch.h"

namespace apollo::files {
namespace {

using namespace testing;

// A child process that does `work`, says that it is done, and waits to be killed.
class Child {
 public:
  explicit Child(const std::function<void()>& work) {
    int ready[2];
    EXPECT_EQ(::pipe(ready), 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::signal(SIGALRM, SIG_DFL);
      ::alarm(60);  // so that it goes away even if the test does not come to its end
      try {
        work();
      } catch (...) {
        ::_exit(1);  // or the test program would go on in the child
      }
      [[maybe_unused]] const ssize_t written = ::write(ready[1], "x", 1);
      for (;;) ::pause();
    }
    ::close(ready[1]);
    char byte = 0;
    EXPECT_EQ(::read(ready[0], &byte, 1), 1);
    ::close(ready[0]);
  }
  ~Child() { kill(); }
  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }

 private:
  pid_t pid_ = 0;
};

TEST(FolderLock, KeepsOtherProcessesOutUntilTheHolderIsKilled) {
  const Scratch scratch;
  const std::string folder = scratch / "s";
  Child holder([&] { new FolderLock(folder); });
  expect_contains(config_error([&] { FolderLock lock(folder); }), "s: is in use by another run");
  holder.kill();
  EXPECT_EQ(config_error([&] { FolderLock lock(folder); }), "");
}

TEST(FolderLock, IsFreeAfterItsDestruction) {
  const Scratch scratch;
  const std::string folder = scratch / "s";
  Child holder([&] { FolderLock lock(folder); });
  EXPECT_EQ(config_error([&] { FolderLock lock(folder); }), "");
}

TEST(FolderLock, IsNotKeptByAChildThatOutlivesItsHolder) {
  const Scratch scratch;
  const std::string folder = scratch / "s";
  auto lock = std::make_unique<FolderLock>(folder);
  Child outliving([] {});
  lock.reset();
  Child next([&] { FolderLock again(folder); });  // ends, and says nothing, if the lock is still held
}

TEST(FolderLock, TellsWhetherAnotherProcessHoldsIt) {
  const Scratch scratch;
  const std::string folder = scratch / "s";
  EXPECT_FALSE(FolderLock::is_held(folder));  // there is no such folder
  Child holder([&] { new FolderLock(folder); });
  EXPECT_TRUE(FolderLock::is_held(folder));
  EXPECT_TRUE(FolderLock::is_held(folder));  // to ask takes nothing
  Child asks([&] {
    if (!FolderLock::is_held(folder)) ::_exit(1);
  });
  holder.kill();
  EXPECT_FALSE(FolderLock::is_held(folder));
}

TEST(FolderLock, MakesTheFolder) {
  const Scratch scratch;
  const FolderLock lock(scratch / "a/b");
  EXPECT_TRUE(std::filesystem::is_directory(scratch / "a/b"));
}

}  // namespace
}  // namespace apollo::files
