#include "apollo/transfer/source.h"

#include <gtest/gtest.h>

#include "tests/apollo/transfer/small_source.h"
#include "tests/files/error_of.h"
#include "tests/files/scratch.h"

namespace apollo::transfer {
namespace {

using namespace testing;
using namespace apollo::testing;

TEST(Sources, AreKeptWhole) {
  const Source source = random_source(spec_of({"ds_cnn"}, 3), 30, 1);
  const std::vector<Source> again = parse_sources(to_json_text({source, source}), "transfer.json");
  ASSERT_EQ(again.size(), 2U);
  for (const Source& copy : again) {
    EXPECT_EQ(copy.folder, source.folder);
    EXPECT_EQ(copy.trials, source.trials);
    EXPECT_FALSE(first_difference(copy.spec, source.spec));
  }
}

TEST(Sources, ThatAreDamagedAreRefused) {
  const Source source = random_source(spec_of({"ds_cnn"}, 3), 2, 1);
  const std::string text = to_json_text({source});
  const auto error = [&](const std::string& from, const std::string& to) {
    std::string changed = text;
    changed.replace(changed.find(from), from.size(), to);
    return error_of([&] { parse_sources(changed, "transfer.json"); });
  };
  EXPECT_EQ(error("\"id\":0", "\"id\":-1"),
            "transfer.json: studies[0].trials[0].id is -1; must be an integer from 0 to 100000000");
  EXPECT_EQ(error("\"point\":[", "\"point\":[9,"),
            "transfer.json: studies[0].trials[0].point is " +
                nlohmann::json(source.trials[0].point).dump().insert(1, "9,") +
                "; must be a point of the study's space");
  EXPECT_EQ(error("\"feasible\":", "\"feasble\":"),
            "transfer.json: studies[0].trials[0].outcome.feasible is missing; must be true or false");
  EXPECT_EQ(error_of([] { parse_sources("{\"studies\": []}", "transfer.json"); }),
            "transfer.json: studies is []; must be an array of 1 or more objects");
}

}  // namespace
}  // namespace apollo::transfer
