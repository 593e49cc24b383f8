#include "files/json_object.h"

#include <gtest/gtest.h>

#include "tests/files/error_of.h"

namespace apollo::files {
namespace {

// Runs `read` on the root object of `text` and returns the error's message.
template <typename Read>
std::string error_in(const std::string& text, Read read) {
  const nlohmann::json json = parse_json(text, "file.json");
  return testing::error_of([&] {
    JsonObject root(json, "file.json");
    read(root);
  });
}

TEST(JsonObject, ReadsEveryType) {
  const nlohmann::json json = parse_json(
      R"({"i": 3, "n": 2.5, "b": true, "t": "x", "c": "up", "is": [1, 2], "ns": [0.5], "ts": ["a"], "o": {"k": 1}, "os": [{}]})",
      "f");
  JsonObject root(json, "f");
  EXPECT_EQ(root.integer("i", 0, 3), 3);
  EXPECT_EQ(root.number("n", 0, 3), 2.5);
  EXPECT_EQ(root.number("i", 0, 3), 3);
  EXPECT_TRUE(root.boolean("b"));
  EXPECT_EQ(root.text("t"), "x");
  EXPECT_EQ(root.choice("c", {"up", "down"}), "up");
  EXPECT_EQ(root.integers("is", 0, 9), (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(root.numbers("ns", 0, 9), (std::vector<double>{0.5}));
  EXPECT_EQ(root.texts("ts"), (std::vector<std::string>{"a"}));
  JsonObject inner = root.object("o");
  EXPECT_EQ(inner.path(), "o");
  EXPECT_EQ(inner.integer("k", 0, 9), 1);
  EXPECT_EQ(root.objects("os").at(0).path(), "os[0]");
  root.reject_unknown_keys();
}

TEST(JsonObject, UsesFallbacksOnlyForAbsentKeys) {
  const nlohmann::json json = parse_json("{\"a\": 5}", "f");
  JsonObject root(json, "f");
  EXPECT_EQ(root.integer("a", 0, 9, 1), 5);
  EXPECT_EQ(root.integer("b", 0, 9, 1), 1);
  EXPECT_EQ(root.number("b", 0, 9, 0.5), 0.5);
  EXPECT_EQ(root.text("b", "none"), "none");
  EXPECT_FALSE(root.boolean("b", false));
  EXPECT_EQ(root.choice("b", {"x"}, "y"), "y");
}

TEST(JsonObject, NamesFileKeyValueAndRange) {
  EXPECT_EQ(error_in("{\"a\": 10}", [](JsonObject& o) { o.integer("a", 1, 9); }),
            "file.json: a is 10; must be an integer from 1 to 9");
  EXPECT_EQ(error_in("{\"a\": {\"b\": \"x\"}}", [](JsonObject& o) { o.object("a").number("b", 0, 800); }),
            "file.json: a.b is \"x\"; must be a number from 0 to 800");
  EXPECT_EQ(error_in("{\"a\": [1, 0]}", [](JsonObject& o) { o.integers("a", 1, 9); }),
            "file.json: a[1] is 0; must be an integer from 1 to 9");
  EXPECT_EQ(error_in("{}", [](JsonObject& o) { o.boolean("a"); }),
            "file.json: a is missing; must be true or false");
}

TEST(JsonObject, RejectsWrongTypes) {
  const auto integer = [](JsonObject& o) { o.integer("a", 0, 9); };
  for (const char* value :
       {"1.0", "\"1\"", "true", "null", "[1]", "{}", "18446744073709551615", "-1", "1e3"}) {
    testing::expect_contains(error_in("{\"a\": " + std::string(value) + "}", integer),
                             "must be an integer from 0 to 9");
  }
  testing::expect_contains(error_in("{\"a\": 1}", [](JsonObject& o) { o.text("a"); }),
                           "a is 1; must be a text");
  testing::expect_contains(error_in("{\"a\": \"\"}", [](JsonObject& o) { o.text("a"); }),
                           "must be a text of 1 to 1000");
  testing::expect_contains(error_in("{\"a\": \"x\\ny\"}", [](JsonObject& o) { o.text("a"); }),
                           "must be a text of 1 to 1000");
  testing::expect_contains(error_in("{\"a\": 1}", [](JsonObject& o) { o.boolean("a"); }),
                           "a is 1; must be true or false");
  testing::expect_contains(error_in("{\"a\": 1}", [](JsonObject& o) { o.object("a"); }),
                           "a is 1; must be an object");
  testing::expect_contains(error_in("{\"a\": [1]}", [](JsonObject& o) { o.objects("a"); }),
                           "a[0] is 1; must be an object");
}

TEST(JsonObject, ChecksArrayLengths) {
  const auto pair = [](JsonObject& o) { o.integers("a", 0, 9, {2, 2}); };
  EXPECT_EQ(error_in("{\"a\": [1]}", pair), "file.json: a is [1]; must be an array of 2 integers");
  testing::expect_contains(error_in("{\"a\": 1}", pair), "a is 1; must be an array of 2 integers");
  testing::expect_contains(error_in("{\"a\": []}", [](JsonObject& o) { o.texts("a", {1}); }),
                           "an array of 1 or more texts");
}

TEST(JsonObject, SuggestsChoicesAndKeys) {
  EXPECT_EQ(error_in("{\"a\": \"dwon\"}",
                     [](JsonObject& o) {
                       o.choice("a", {"up", "down"});
                     }),
            "file.json: a is \"dwon\" (did you mean down?); must be one of: up, down");
  EXPECT_EQ(
      error_in("{\"pes_z\": 1}",
               [](JsonObject& o) {
                 o.integer("pes_x", 1, 9, 1);
                 o.has("lanes");
                 o.reject_unknown_keys("a design");
               }),
      "file.json: pes_z is not a known key of a design (did you mean pes_x?); must be one of: lanes, pes_x");
}

TEST(JsonObject, FailsWithTheCallersReason) {
  EXPECT_EQ(error_in("{\"a\": 3}", [](JsonObject& o) { o.fail("a", "even"); }),
            "file.json: a is 3; must be even");
}

TEST(JsonObject, RejectsARootThatIsNoObject) {
  EXPECT_EQ(error_in("[]", [](JsonObject&) {}),
            "file.json: the content is []; must be an object: {\"key\": value, ...}");
}

TEST(ParseJson, AllowsComments) { EXPECT_EQ(parse_json("// why\n{\"a\": /* one */ 1}", "f").at("a"), 1); }

TEST(ParseJson, RejectsARepeatedKey) {
  testing::expect_contains(testing::error_of([] { parse_json("{\"a\": {\"b\": 1, \"b\": 2}}", "f"); }),
                           "f: key \"b\" occurs twice");
  EXPECT_EQ(parse_json("[{\"a\": 1}, {\"a\": {\"a\": 2}}]", "f").size(), 2U);
}

}  // namespace
}  // namespace apollo::files
