#include "simulator/machine/baselines.h"

#include <gtest/gtest.h>

namespace apollo::machine {
namespace {

// The file of a baseline in the source tree: what runs elsewhere is the same.
Accelerator in_file(const char* name) {
  return read_accelerator(std::string(APOLLO_SOURCE "/configs/baselines/") + name + ".json");
}

TEST(Baselines, AreThoseOfTheFiles) {
  EXPECT_EQ(to_json_text(edge_baseline()), to_json_text(in_file("edge")));
  EXPECT_EQ(to_json_text(macs_256()), to_json_text(in_file("macs_256")));
}

TEST(Baselines, Macs256Has256MacsPerCycle) { EXPECT_EQ(macs_256().macs_per_cycle(), 256); }

}  // namespace
}  // namespace apollo::machine
