#include "files/atomic_file.h"

#include <gtest/gtest.h>

#include "tests/files/scratch.h"

namespace apollo::files {
namespace {

using namespace testing;

TEST(AtomicFile, IsCreatedAndReplacedAsAWhole) {
  const Scratch scratch;
  const std::string path = scratch / "file", longer(10000, 'x'), shorter = "y";
  for (const std::string& text : {longer, shorter, std::string()}) {
    write_atomically(path, text);
    EXPECT_EQ(read_file(path), text);
    EXPECT_FALSE(std::filesystem::exists(path + ".tmp"));
  }
}

TEST(AtomicFile, ThatCannotBeWrittenIsAnErrorAndKeepsItsContent) {
  const Scratch scratch;
  const std::string path = scratch / "file";
  write_file(path, "old");
  std::filesystem::create_directory(path + ".tmp");  // nothing can be written there
  expect_contains(error_of([&] { write_atomically(path, "new"); }), path);
  EXPECT_EQ(read_file(path), "old");
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
