#include "simulator/systemc/drain_register.h"

#include <gtest/gtest.h>

namespace apollo::systemc {
namespace {

constexpr int kUnits = 4;

struct Drained {
  int cycles = 0, beats = 0;
  bool last_cycle_writes = false;
};

Drained drained(std::int64_t beats, std::int64_t evaluations) {
  DrainRegister drain(kUnits);
  EXPECT_TRUE(drain.empty());
  Drained result;
  for (drain.take(beats, evaluations, {}); !drain.empty(); ++result.cycles) {
    result.last_cycle_writes = drain.cycle();
    result.beats += static_cast<int>(result.last_cycle_writes);
  }
  return result;
}

TEST(DrainRegister, WritesABeatPerCycleWithoutFunctions) {
  for (const int beats : {1, 2, 9}) {
    EXPECT_EQ(drained(beats, 0).cycles, beats);
    EXPECT_EQ(drained(beats, 0).beats, beats);
  }
}

TEST(DrainRegister, TakesTheLongerOfBeatsAndEvaluations) {
  for (int beats = 1; beats <= 12; ++beats)
    for (int evaluations = 0; evaluations <= 50; ++evaluations) {
      const Drained found = drained(beats, evaluations);
      EXPECT_EQ(found.cycles, std::max(beats, (evaluations + kUnits - 1) / kUnits))
          << beats << " beats, " << evaluations << " evaluations";
      EXPECT_EQ(found.beats, beats);
      EXPECT_TRUE(found.last_cycle_writes);
    }
}

TEST(DrainRegister, ABeatWaitsForAllThatItCarries) {
  constexpr int kBeats = 2, kEvaluations = 4 * kUnits;  // the first beat's results take two cycles
  DrainRegister drain(kUnits);
  drain.take(kBeats, kEvaluations, {});
  EXPECT_FALSE(drain.cycle());
  EXPECT_TRUE(drain.cycle());
  EXPECT_FALSE(drain.cycle());
  EXPECT_TRUE(drain.cycle());
  EXPECT_TRUE(drain.empty());
}

}  // namespace
}  // namespace apollo::systemc
