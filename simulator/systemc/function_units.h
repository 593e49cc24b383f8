#pragma once
#include <algorithm>
#include <cstdint>

namespace apollo::systemc {

// The function units of a core. All cores of a PE evaluate equally much at the same time, so those of one
// stand for all.
class FunctionUnits {
 public:
  explicit FunctionUnits(int units) : units_(units) {}

  void begin(std::int64_t evaluations) { all_ = left_ = evaluations; }
  void cycle() { left_ -= std::min<std::int64_t>(left_, units_); }
  bool done() const { return left_ == 0; }
  // Whether so many parts of `whole` equal ones are through.
  bool have_done(std::int64_t parts, std::int64_t whole) const {
    return (all_ - left_) * whole >= parts * all_;
  }

 private:
  const int units_;
  std::int64_t all_ = 0, left_ = 0;
};

}  // namespace apollo::systemc
