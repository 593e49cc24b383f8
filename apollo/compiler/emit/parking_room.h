#pragma once
#include <map>
#include <utility>
#include <vector>

#include "apollo/compiler/decisions/lifetimes.h"

namespace apollo::compiler::emit {

// What activations leave of every PE memory, for weights that wait there: each place is handed out for a
// stretch of ops, during which no activation takes any of it.
class ParkingRoom {
 public:
  // Nothing is handed out. Places begin and end at multiples of the granule, none beyond `end`.
  void reset(std::vector<decisions::Lifetime> activations, std::int64_t end, std::int64_t granule);
  // The lowest free place of so many bytes, rounded up to the granule, from op `first` to op `last`: its
  // address, or -1. Neither is less than in the call before.
  std::int64_t take(std::int64_t bytes, int first, int last);
  void give_back(std::int64_t address);

 private:
  void find_blocked(int first, int last);

  std::vector<decisions::Lifetime> activations_;
  std::int64_t end_ = 0, granule_ = 1;
  int first_ = -1, last_ = -1;  // of the last call
  // Where they begin and end, in order of where they begin.
  std::vector<std::pair<std::int64_t, std::int64_t>> blocked_;  // by activations then
  std::map<std::int64_t, std::int64_t> taken_;                  // handed out
  std::int64_t too_much_ = 0;  // so many bytes have found no place since; 0: none have
};

}  // namespace apollo::compiler::emit
