#include "apollo/compiler/map/shortage.h"

#include <gtest/gtest.h>

namespace apollo::compiler::map {
namespace {

using Reason = machine::Infeasible::Reason;

constexpr Memories kFree{100, 200, 300, 400};  // core, parameter, activation, PE memory

TEST(Shortage, NamesTheFirstMemoryThatNoMappingPasses) {
  Shortage shortage;
  shortage.note({100, 250, 1, 1}, kFree);
  shortage.note({150, 1, 1, 1}, kFree);
  const machine::Infeasible reason = shortage.reason(kFree);
  EXPECT_EQ(reason.reason, Reason::parameter_memory) << "the first mapping passes core memory";
  EXPECT_EQ(reason.needed, 250);
  EXPECT_EQ(reason.available, 200);
}

TEST(Shortage, TellsTheLeastThatAnyMappingNeeds) {
  Shortage shortage;
  for (const std::int64_t bytes : {170, 130, 150}) shortage.note({bytes, 1, 1, 1}, kFree);
  EXPECT_EQ(shortage.reason(kFree).reason, Reason::core_memory);
  EXPECT_EQ(shortage.reason(kFree).needed, 130);
}

TEST(Shortage, CountsAMemoryOnlyForMappingsThatPassThoseBefore) {
  Shortage shortage;
  shortage.note({101, 1, 1, 1}, kFree);  // would need little PE memory, but lacks core memory
  shortage.note({100, 1, 1, 500}, kFree);
  shortage.note({100, 1, 1, 450}, kFree);
  EXPECT_EQ(shortage.reason(kFree).reason, Reason::pe_memory);
  EXPECT_EQ(shortage.reason(kFree).needed, 450);
}

}  // namespace
}  // namespace apollo::compiler::map
