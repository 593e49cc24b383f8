#include "apollo/compiler/emit/parking_room.h"

#include <gtest/gtest.h>

#include <random>

#include "simulator/machine/rounding.h"

namespace apollo::compiler::emit::parking_room_test {
namespace {

TEST(ParkingRoom, TheLowestPlaceBesideActivationsOfItsOps) {
  ParkingRoom room;
  room.reset({{0, 1, 0, 10}, {2, 2, 10, 20}, {3, 3, 20, 40}}, 100, 1);
  EXPECT_EQ(room.take(10, 0, 1), 10) << "the op that lies there runs later";
  EXPECT_EQ(room.take(10, 0, 2), 20);
  EXPECT_EQ(room.take(10, 0, 3), 40);
}

TEST(ParkingRoom, BetweenActivationsIfItFits) {
  ParkingRoom room;
  room.reset({{0, 9, 0, 10}, {0, 9, 30, 50}}, 100, 1);
  EXPECT_EQ(room.take(21, 0, 9), 50);
  EXPECT_EQ(room.take(20, 0, 9), 10);
}

TEST(ParkingRoom, NoneBeyondTheEndUntilSomethingIsGivenBack) {
  ParkingRoom room;
  room.reset({}, 100, 1);
  EXPECT_EQ(room.take(60, 0, 1), 0);
  EXPECT_EQ(room.take(41, 0, 1), -1);
  EXPECT_EQ(room.take(40, 0, 1), 60) << "less may fit";
  room.give_back(0);
  EXPECT_EQ(room.take(41, 0, 1), 0);
}

TEST(ParkingRoom, MoreWhenTheFirstOpsHaveRun) {
  ParkingRoom room;
  room.reset({{0, 0, 0, 90}}, 100, 1);
  EXPECT_EQ(room.take(20, 0, 2), -1);
  EXPECT_EQ(room.take(20, 1, 2), 0);
}

TEST(ParkingRoom, PlacesAreWholeGranules) {
  ParkingRoom room;
  room.reset({{0, 0, 0, 9}}, 47, 8);
  EXPECT_EQ(room.take(9, 0, 0), 16);
  EXPECT_EQ(room.take(1, 0, 0), 32);
  EXPECT_EQ(room.take(1, 0, 0), -1) << "47 bytes are five granules";
}

// Byte by byte: nothing that is handed out is an activation's or handed out already; and a place is refused
// only if there is none.
TEST(ParkingRoom, AsAPlainMapOfBytesHasIt) {
  constexpr int kEnd = 64, kOps = 6;
  std::mt19937 random(7);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  for (int round = 0; round < 300; ++round) {
    std::vector<decisions::Lifetime> activations;
    for (int n = below(6); n > 0; --n) {
      const int first = below(kOps), begin = below(kEnd);
      activations.push_back({first, first + below(3), begin, begin + 1 + below(12)});
    }
    ParkingRoom room;
    room.reset(activations, kEnd, 1);
    std::vector<std::pair<int, int>> taken;  // address, bytes
    for (int first = 0, last = 0, step = 0; step < 40; ++step) {
      first = std::min(kOps - 1, first + (below(8) == 0));
      last = std::max(first, std::min(kOps - 1, last + (below(8) == 0)));
      if (!taken.empty() && below(3) == 0) {
        room.give_back(taken.back().first);
        taken.pop_back();
        continue;
      }
      const int bytes = 1 + below(20);
      const auto free = [&](int address) {
        if (address + bytes > kEnd) return false;
        for (const decisions::Lifetime& l : activations)
          if (l.first <= last && first <= l.last && l.begin < address + bytes && address < l.end)
            return false;
        for (const auto& [at, size] : taken)
          if (at < address + bytes && address < at + size) return false;
        return true;
      };
      int lowest = 0;
      while (lowest < kEnd && !free(lowest)) ++lowest;
      const auto got = static_cast<int>(room.take(bytes, first, last));
      ASSERT_EQ(got, lowest < kEnd ? lowest : -1);
      if (got >= 0) taken.emplace_back(got, bytes);
    }
  }
}

}  // namespace
}  // namespace apollo::compiler::emit::parking_room_test
