#include "files/json_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/files/error_of.h"

namespace apollo::files {
namespace {

TEST(ReadTextFile, GivesTheWholeContent) {
  const auto path =
      std::filesystem::temp_directory_path() / ("apollo_json_file_test_" + std::to_string(getpid()));
  const std::string content("a\n\0b", 4);
  std::ofstream(path, std::ios::binary) << content;
  EXPECT_EQ(read_text_file(path.string()), content);
  std::filesystem::remove(path);
}

TEST(ReadTextFile, RefusesWhatIsNoFileOrTooLarge) {
  testing::expect_contains(testing::error_of([] { read_text_file("/nowhere/at all"); }),
                           "/nowhere/at all: no such file");
  testing::expect_contains(testing::error_of([] { read_text_file("/"); }), "/: not a regular file");
  const auto path =
      std::filesystem::temp_directory_path() / ("apollo_json_file_test_" + std::to_string(getpid()));
  std::ofstream(path).close();
  constexpr std::uintmax_t kLargest = 16U << 20;
  std::filesystem::resize_file(path, kLargest);
  EXPECT_EQ(read_text_file(path.string()).size(), kLargest);
  std::filesystem::resize_file(path, kLargest + 1);
  testing::error_of([&] { read_text_file(path.string()); });
  std::filesystem::remove(path);
}

// Linux: a regular file that begins at an address where no memory is.
TEST(ReadTextFile, SaysWhyAFileCannotBeRead) {
  EXPECT_EQ(testing::error_of([] { read_text_file("/proc/self/mem"); }),
            "/proc/self/mem: cannot be read: Input/output error");
}

TEST(ReadTextFile, DoesNotWaitForAPipe) {
  const auto path =
      std::filesystem::temp_directory_path() / ("apollo_json_file_test_" + std::to_string(getpid()));
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  testing::expect_contains(testing::error_of([&] { read_text_file(path.string()); }), "not a regular file");
  std::filesystem::remove(path);
}

TEST(ParseJson, ReadsJsonWithComments) {
  const nlohmann::json json = parse_json("{\"a\": 1, // one\n /* two */ \"b\": [2]}", "f.json");
  EXPECT_EQ(json["a"], 1);
  EXPECT_EQ(json["b"][0], 2);
}

TEST(ParseJson, RefusesARepeatedKeyInOneObjectOnly) {
  testing::expect_contains(testing::error_of([] { parse_json(R"({"a": 1, "a": 2})", "f.json"); }),
                           "f.json: ");
  testing::expect_contains(testing::error_of([] { parse_json(R"([{"b": {"a": 1, "a": 1}}])", "f.json"); }),
                           "a");
  EXPECT_EQ(parse_json(R"([{"a": 1}, {"a": {"a": 2}}])", "f.json").size(), 2U);
}

TEST(Printable, ReplacesControlCharactersAndInvalidBytes) {
  EXPECT_EQ(printable("plain text", 100), "plain text");
  EXPECT_EQ(printable("a\nb\x7f"
                      "c",
                      100),
            "a?b?c");
  for (const char c : printable(std::string("\xff\xc3(\0", 4), 100)) EXPECT_TRUE(c >= ' ' && c <= '~');
}

TEST(Printable, IsCutToItsLimit) {
  EXPECT_EQ(printable(std::string(10, 'x'), 10), std::string(10, 'x'));
  EXPECT_LE(printable(std::string(1000, 'x'), 10).size(), 10U + 3);
}

}  // namespace
}  // namespace apollo::files
