#include "simulator/systemc/fifo.h"

#include <gtest/gtest.h>

#include "tests/simulator/systemc/simulated.h"

namespace apollo::systemc::fifo_test {
namespace {

constexpr int kPlaces = 2, kCycles = 6;

// A character for each cycle, which `act` gives of a FIFO.
std::string each_cycle(const std::function<char(Fifo<int>& fifo, std::int64_t cycle)>& act) {
  return simulated([&] {
    std::string seen;
    Clock clock("clock");
    Fifo<int> fifo("fifo", kPlaces);
    EveryCycle every(clock, [&](std::int64_t cycle) { seen += act(fifo, cycle); });
    run_cycles(kCycles);
    return seen;
  });
}

TEST(Fifo, WhatIsPushedCanBeReadFromTheNextCycleOn) {
  EXPECT_EQ(each_cycle([](Fifo<int>& fifo, std::int64_t cycle) {
              if (cycle == 1) fifo.push(5);
              return fifo.empty() ? '-' : 'r';
            }),
            "--rrrr");
}

TEST(Fifo, IsFullWhenItsPlacesAreTaken) {
  EXPECT_EQ(each_cycle([](Fifo<int>& fifo, std::int64_t) {
              if (fifo.full()) return 'F';
              fifo.push(5);
              return '-';
            }),
            "--FFFF");
}

TEST(Fifo, APoppedPlaceCanBeFilledFromTheNextCycleOn) {
  EXPECT_EQ(each_cycle([](Fifo<int>& fifo, std::int64_t cycle) {
              if (cycle < kPlaces) fifo.push(5);
              if (cycle == 3) fifo.pop();
              return fifo.full() ? 'F' : '-';
            }),
            "-FFF--");  // full at the end of cycle 1, also in cycle 3
}

TEST(Fifo, GivesBackInOrder) {
  EXPECT_EQ(each_cycle([](Fifo<int>& fifo, std::int64_t cycle) {
              const char out = fifo.empty() ? '-' : static_cast<char>('0' + fifo.pop());
              fifo.push(static_cast<int>(cycle));
              return out;
            }),
            "-01234");
}

}  // namespace
}  // namespace apollo::systemc::fifo_test
