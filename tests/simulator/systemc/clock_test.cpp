#include "simulator/systemc/clock.h"

#include <gtest/gtest.h>

#include "tests/simulator/systemc/simulated.h"

namespace apollo::systemc::clock_test {
namespace {

// Asks for a tick in the cycles that it is told, and notes when there was one.
class Sleeper : public sc_core::sc_module {
 public:
  Sleeper(Clock& clock, int ticks)
      : sc_module(sc_core::sc_module_name("sleeper")), clock_(clock), left_(ticks) {
    SC_METHOD(run);
    sensitive << clock.tick();
  }
  std::string seen;

 private:
  SC_HAS_PROCESS(Sleeper);
  void run() {
    seen += std::to_string(clock_.cycle()) + " ";
    if (left_-- > 0) clock_.request();
  }
  Clock& clock_;
  int left_;
};

TEST(Clock, TicksInTheNextCycleOnlyIfAsked) {
  constexpr int kTicks = 3;
  EXPECT_EQ(simulated([] {
              Clock clock("clock");
              Sleeper sleeper(clock, kTicks);
              run_cycles(10);
              return sleeper.seen;
            }),
            "0 1 2 3 ");
}

TEST(Clock, TheHorizonIsTheLastCycleThatAnythingIsExpectedIn) {
  EXPECT_EQ(simulated([] {
              Clock clock("clock");
              clock.expect(9);
              clock.expect(4);
              clock.request();
              return std::to_string(clock.horizon());
            }),
            "9");
}

}  // namespace
}  // namespace apollo::systemc::clock_test
