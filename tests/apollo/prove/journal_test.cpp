#include "apollo/prove/journal.h"

#include <gtest/gtest.h>

#include <fstream>

#include "files/json_file.h"
#include "tests/files/error_of.h"
#include "tests/files/scratch.h"

namespace apollo::prove {
namespace {

using namespace testing;

const optimizers::SearchSpace& space() {
  static const optimizers::SearchSpace space(
      {{"pes_x", optimizers::Parameter::Kind::ordinal, {1, 2, 4}, {}}});
  return space;
}

PointRecord record(int index) {
  PointRecord r;
  r.point = {index};
  r.reward = 0.1 + index;
  r.cycles = {100, 200};
  return r;
}

TEST(Journal, KeepsWhatWasAppended) {
  const Scratch scratch;
  {
    Journal journal(scratch / "j", space());
    journal.append(record(0));
    journal.append(record(2));
  }
  const Journal again(scratch / "j", space());
  ASSERT_NE(again.find({2}), nullptr);
  EXPECT_EQ(again.find({2})->reward, record(2).reward);
  EXPECT_EQ(again.find({2})->cycles, record(2).cycles);
  EXPECT_EQ(again.find({1}), nullptr);
}

TEST(Journal, CutsOffALineThatWasNotWrittenToItsEnd) {
  const Scratch scratch;
  { Journal(scratch / "j", space()).append(record(0)); }
  const std::string whole = files::read_text_file(scratch / "j");
  for (std::size_t length = 1; length < whole.size(); ++length) {
    std::ofstream(scratch / "j") << whole << whole.substr(0, length);
    Journal journal(scratch / "j", space());
    EXPECT_NE(journal.find({0}), nullptr);
    journal.append(record(1));
    const Journal again(scratch / "j", space());
    EXPECT_NE(again.find({1}), nullptr) << length;
  }
}

TEST(Journal, NamesALineThatIsDamaged) {
  const Scratch scratch;
  std::ofstream(scratch / "j") << "{\"point\": {\"pes_x\": 3}, \"by\": \"evaluated\"}\n";
  const std::string error = config_error([&] { Journal(scratch / "j", space()); });
  expect_contains(error, "j:1: pes_x is 3; must be one of the values that the space has of it");
}

}  // namespace
}  // namespace apollo::prove
