#include "files/builtin_file.h"

#include <gtest/gtest.h>

#include "tests/files/error_of.h"
#include "tests/files/scratch.h"

namespace apollo::files {
namespace {

const std::map<std::string, std::string> kBuiltin = {{"large", "L"}, {"small", "S"}};

TEST(BuiltinOrRead, FindsABuiltInFileByItsName) {
  const NamedText found = builtin_or_read("space", "small", kBuiltin);
  EXPECT_EQ(found.file, "small.json");
  EXPECT_EQ(found.text, "S");
}

TEST(BuiltinOrRead, ASlashOrTheSuffixMakesAPath) {
  EXPECT_NE(testing::error_of([] { builtin_or_read("space", "./small", kBuiltin); }).find("./small"),
            std::string::npos);
  EXPECT_NE(testing::error_of([] { builtin_or_read("space", "small.json", kBuiltin); }).find("small.json: "),
            std::string::npos);
}

TEST(BuiltinOrRead, AnUnknownNameListsWhatThereIs) {
  EXPECT_EQ(
      testing::error_of([] { builtin_or_read("space", "smal", kBuiltin); }),
      "space is \"smal\" (did you mean small?); must be one of: large, small, or the path of a space file");
  EXPECT_EQ(testing::error_of([] { builtin_or_read("space", ".json", kBuiltin); }),
            "space is \".json\"; must be one of: large, small, or the path of a space file");
}

TEST(BuiltinOrRead, ReadsThePath) {
  const testing::Scratch folder;
  const std::string path = folder / "mine.json";
  testing::write_file(path, "M");
  const NamedText found = builtin_or_read("space", path, kBuiltin);
  EXPECT_EQ(found.file, path);
  EXPECT_EQ(found.text, "M");
}

}  // namespace
}  // namespace apollo::files
