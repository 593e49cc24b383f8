#include "optimizers/point_walk.h"

#include <limits>

#include "optimizers/draw.h"

namespace apollo::optimizers {
namespace {

constexpr int kLeastHalfBits = 4;  // so that orders of a few points differ too
constexpr std::uint64_t kPatience = 1 << 22, kLargestWalkedToItsEnd = 1 << 24;

}  // namespace

PointWalk::PointWalk(const SearchSpace& space, std::uint64_t key) : space_(space) {
  const auto dimensions = static_cast<std::size_t>(space_.dimensions());
  while (leading_ < dimensions && size_ <= std::numeric_limits<std::uint64_t>::max() / size_of(leading_)) {
    size_ *= size_of(leading_++);
  }
  half_bits_ = kLeastHalfBits;
  while (half_bits_ < 32 && size_ > std::uint64_t{1} << (2 * half_bits_)) ++half_bits_;
  Generator generator(key);
  for (std::uint64_t& round_key : keys_) round_key = generator();
}

std::optional<Point> PointWalk::next() {
  const std::uint64_t patience =
      size_ > kLargestWalkedToItsEnd ? kPatience : std::numeric_limits<std::uint64_t>::max();
  for (std::uint64_t refused = 0; passed_ < size_ && refused < patience; ++refused) {
    Point point = at(passed_++);
    if (space_.allows(point)) return point;
  }
  return std::nullopt;
}

bool PointWalk::has_passed(const Point& point) const {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < leading_; ++i) {
    number = number * size_of(i) + static_cast<std::uint64_t>(point[i]);
  }
  do {
    number = permuted_back(number);
  } while (number >= size_);
  return number < passed_ && at(number) == point;
}

Point PointWalk::at(std::uint64_t number) const {
  Point point(static_cast<std::size_t>(space_.dimensions()));
  for (std::size_t i = leading_; i < point.size(); ++i) {
    point[i] = static_cast<int>(spread_bits(spread_bits(number ^ keys_[0]) + i) % size_of(i));
  }
  do {
    number = permuted(number);
  } while (number >= size_);
  for (std::size_t i = leading_; i-- > 0;) {
    point[i] = static_cast<int>(number % size_of(i));
    number /= size_of(i);
  }
  return point;
}

std::uint64_t PointWalk::permuted(std::uint64_t number) const {
  std::uint64_t left = number >> half_bits_, right = number & ((std::uint64_t{1} << half_bits_) - 1);
  for (int i = 0; i < kRounds; ++i) {
    const std::uint64_t next = left ^ round(i, right);
    left = right;
    right = next;
  }
  return left << half_bits_ | right;
}

std::uint64_t PointWalk::permuted_back(std::uint64_t number) const {
  std::uint64_t left = number >> half_bits_, right = number & ((std::uint64_t{1} << half_bits_) - 1);
  for (int i = kRounds; i-- > 0;) {
    const std::uint64_t previous = right ^ round(i, left);
    right = left;
    left = previous;
  }
  return left << half_bits_ | right;
}

std::uint64_t PointWalk::round(int i, std::uint64_t half) const {
  const std::uint64_t mask = (std::uint64_t{1} << half_bits_) - 1;
  return spread_bits(half ^ keys_[static_cast<std::size_t>(i)]) & mask;
}

std::uint64_t PointWalk::size_of(std::size_t parameter) const {
  return static_cast<std::uint64_t>(space_.parameters()[parameter].size());
}

}  // namespace apollo::optimizers
