#include "simulator/systemc/scoreboard.h"

#include <gtest/gtest.h>

#include "tests/simulator/systemc/simulated.h"

namespace apollo::systemc::scoreboard_test {
namespace {

using machine::Unit;

TEST(Scoreboard, ACompletionIsVisibleFromTheNextCycleOn) {
  constexpr std::int64_t kCompleted = 2;
  EXPECT_EQ(simulated([] {
              std::string seen;
              Clock clock("clock");
              Scoreboard scoreboard("scoreboard");
              scoreboard.begin(2, 0, false);
              EveryCycle every(clock, [&](std::int64_t cycle) {
                if (cycle == kCompleted) scoreboard.complete(Unit::dma, 0);
                seen += std::to_string(scoreboard.completed(Unit::dma));
              });
              run_cycles(5);
              return seen;
            }),
            "00011");
}

TEST(Scoreboard, CountsCyclesToTheLastCompletion) {
  constexpr std::int64_t kFirst = 1, kLast = 4;
  EXPECT_EQ(simulated([] {
              Clock clock("clock");
              Scoreboard scoreboard("scoreboard");
              scoreboard.begin(2, kFirst, true);
              EveryCycle every(clock, [&](std::int64_t cycle) {
                if (cycle == kFirst) scoreboard.start(0);
                if (cycle == kLast - 1) scoreboard.complete(Unit::dma, 0);
                if (cycle == kLast) scoreboard.complete(Unit::array, 1);
              });
              run_cycles(kLast + 2);
              const simulator::Event first = scoreboard.events()[0];
              return std::to_string(scoreboard.cycles()) + " " + std::to_string(first.start) + " " +
                     std::to_string(first.end) + (scoreboard.finished() ? " finished" : "");
            }),
            std::to_string(kLast - kFirst + 1) + " 0 " + std::to_string(kLast - 1 - kFirst) + " finished");
}

TEST(Scoreboard, WaitsAreMetWhenAllUnitsHaveCompletedEnough) {
  program::Instruction i;
  i.wait[static_cast<int>(Unit::dma)] = 1;
  EXPECT_EQ(simulated([&] {
              std::string seen;
              Clock clock("clock");
              Scoreboard scoreboard("scoreboard");
              scoreboard.begin(1, 0, false);
              EveryCycle every(clock, [&](std::int64_t cycle) {
                if (cycle == 1) scoreboard.complete(Unit::dma, 0);
                seen += waits_are_met(scoreboard, i) ? 'm' : '-';
              });
              run_cycles(4);
              return seen;
            }),
            "--mm");
}

}  // namespace
}  // namespace apollo::systemc::scoreboard_test
