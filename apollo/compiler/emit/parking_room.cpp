#include "apollo/compiler/emit/parking_room.h"

#include <algorithm>

#include "simulator/machine/rounding.h"

namespace apollo::compiler::emit {

void ParkingRoom::reset(std::vector<decisions::Lifetime> activations, std::int64_t end,
                        std::int64_t granule) {
  activations_ = std::move(activations);
  end_ = end / granule * granule;
  granule_ = granule;
  first_ = last_ = -1;
  blocked_.clear();
  taken_.clear();
  too_much_ = 0;
}

std::int64_t ParkingRoom::take(std::int64_t bytes, int first, int last) {
  if (first != first_ || last != last_) find_blocked(first, last);
  const std::int64_t size = machine::round_up(bytes, granule_);
  if (too_much_ > 0 && size >= too_much_) return -1;
  std::int64_t address = 0;
  auto blocked = blocked_.begin();
  auto taken = taken_.begin();
  while (blocked != blocked_.end() || taken != taken_.end()) {
    const bool by_activations =
        taken == taken_.end() || (blocked != blocked_.end() && blocked->first < taken->first);
    const auto [begin, end] = by_activations ? *blocked++ : std::pair<std::int64_t, std::int64_t>(*taken++);
    if (begin >= address + size) break;
    address = std::max(address, end);
  }
  if (address + size > end_) {
    too_much_ = size;
    return -1;
  }
  taken_.emplace(address, address + size);
  return address;
}

void ParkingRoom::give_back(std::int64_t address) {
  taken_.erase(address);
  too_much_ = 0;
}

void ParkingRoom::find_blocked(int first, int last) {
  first_ = first;
  last_ = last;
  too_much_ = 0;
  blocked_.clear();
  for (const decisions::Lifetime& l : activations_) {
    if (l.last < first || l.first > last) continue;
    blocked_.emplace_back(l.begin / granule_ * granule_, machine::round_up(l.end, granule_));
  }
  std::sort(blocked_.begin(), blocked_.end());
}

}  // namespace apollo::compiler::emit
