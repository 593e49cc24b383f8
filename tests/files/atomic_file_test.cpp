#include "files/atomic_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <set>
#include <thread>
#include <vector>

#include "files/config_error.h"
#include "tests/files/scratch.h"

namespace apollo::files {
namespace {

using namespace testing;

std::set<std::string> names_in(const std::string& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.insert(entry.path().filename().string());
  return names;
}

TEST(AtomicFile, IsCreatedAndReplacedAsAWhole) {
  const Scratch scratch;
  const std::string path = scratch / "file", longer(10000, 'x'), shorter = "y";
  for (const std::string& text : {longer, shorter, std::string()}) {
    write_atomically(path, text);
    EXPECT_EQ(read_file(path), text);
    EXPECT_EQ(names_in(scratch / ""), std::set<std::string>{"file"});
  }
}

TEST(AtomicFile, IsWrittenByManyAtOnceAsAWholeOfOne) {
  const Scratch scratch;
  const std::string path = scratch / "file";
  std::vector<std::thread> writers;
  std::atomic<int> errors{0};
  for (char c = 'a'; c < 'e'; ++c) {
    writers.emplace_back([&, c] {
      for (int i = 0; i < 20; ++i) {
        try {
          write_atomically(path, std::string(100000, c));
        } catch (const ConfigError&) {
          ++errors;
        }
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(errors, 0);
  const std::string text = read_file(path);
  ASSERT_EQ(text.size(), 100000U);
  EXPECT_EQ(text, std::string(100000, text[0]));
  EXPECT_EQ(names_in(scratch / ""), std::set<std::string>{"file"});
}

// Whatever lies at its name is replaced and not written through.
TEST(AtomicFile, FollowsNoLinkAndNoPipe) {
  const Scratch scratch;
  const std::string path = scratch / "file", other = scratch / "other";
  write_file(other, "untouched");
  std::filesystem::create_symlink(other, path);
  write_atomically(path, "text");
  EXPECT_FALSE(std::filesystem::is_symlink(path));
  EXPECT_EQ(read_file(other), "untouched");
  std::filesystem::remove(path);
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  write_atomically(path, "text");
  EXPECT_EQ(read_file(path), "text");
}

TEST(AtomicFile, MayBeReadByWhomTheMaskLets) {
  const Scratch scratch;
  const mode_t before = ::umask(022);
  write_atomically(scratch / "file", "text");
  ::umask(before);
  struct stat status = {};
  ASSERT_EQ(::stat((scratch / "file").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0644U);
}

TEST(AtomicFile, MakesANewFileEachTimeAndRemovesWhatKilledWritersLeft) {
  const Scratch scratch;
  const std::string first = create_beside(scratch / "file"), second = create_beside(scratch / "file", ".vcd");
  EXPECT_NE(first, second);
  create_beside(scratch / "other");
  for (const char* name : {"file", "file.tmp", "file.abcdef", "file.abc.tmp", "file.ABCDEF.tmp"})
    write_file(scratch / name, "of the user");
  write_file(first + "-wal", "");
  const std::size_t files = names_in(scratch / "").size();
  remove_left_behind(scratch / "", {"file"});
  const std::set<std::string> left = names_in(scratch / "");
  EXPECT_EQ(left.size(), files - 3);
  for (const std::string& gone : {first, second, first + "-wal"}) EXPECT_FALSE(std::filesystem::exists(gone));
}

TEST(AtomicFile, ThatCannotBeWrittenIsAnErrorAndLeavesNothing) {
  const Scratch scratch;
  const std::string path = scratch / "file";
  std::filesystem::create_directories(path + "/in_the_way");
  expect_contains(error_of([&] { write_atomically(path, "new"); }), path + ": cannot be written: ");
  EXPECT_EQ(names_in(scratch / ""), std::set<std::string>{"file"});
}

TEST(AtomicFile, InAFolderThatIsNotThereIsAnErrorOfItsPath) {
  const Scratch scratch;
  const std::string path = scratch / "nowhere/file";
  expect_contains(error_of([&] { write_atomically(path, "text"); }), path);
}

TEST(AtomicFile, RestoredHasItsContentBack) {
  const Scratch scratch;
  const std::string path = scratch / "file";
  write_file(path, "old");
  const SavedFile saved(path);
  write_file(path, "new");
  saved.restore();
  EXPECT_EQ(read_file(path), "old");
}

TEST(AtomicFile, RestoredIsGoneIfThereWasNone) {
  const Scratch scratch;
  const std::string path = scratch / "file";
  const SavedFile saved(path);
  write_file(path, "new");
  saved.restore();
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace apollo::files
