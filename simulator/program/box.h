#pragma once
#include <algorithm>
#include <cstdint>

namespace apollo::program {

// Half-open.
struct Range {
  int begin = 0, end = 0;
  int size() const { return end > begin ? end - begin : 0; }
};

inline bool operator==(Range a, Range b) { return a.begin == b.begin && a.end == b.end; }
inline Range intersect(Range a, Range b) { return {std::max(a.begin, b.begin), std::min(a.end, b.end)}; }

// A half-open box of a tensor.
struct Box {
  int y0 = 0, y1 = 0, x0 = 0, x1 = 0, c0 = 0, c1 = 0;
  bool empty() const { return y0 >= y1 || x0 >= x1 || c0 >= c1; }
  std::int64_t elements() const { return empty() ? 0 : std::int64_t{y1 - y0} * (x1 - x0) * (c1 - c0); }
  bool operator==(const Box& o) const {
    return y0 == o.y0 && y1 == o.y1 && x0 == o.x0 && x1 == o.x1 && c0 == o.c0 && c1 == o.c1;
  }
  bool contains(const Box& o) const {
    return o.empty() || (y0 <= o.y0 && o.y1 <= y1 && x0 <= o.x0 && o.x1 <= x1 && c0 <= o.c0 && o.c1 <= c1);
  }
};
inline Box intersect(const Box& a, const Box& b) {
  return {std::max(a.y0, b.y0), std::min(a.y1, b.y1), std::max(a.x0, b.x0),
          std::min(a.x1, b.x1), std::max(a.c0, b.c0), std::min(a.c1, b.c1)};
}
Box bounding(const Box& a, const Box& b);  // an empty box adds nothing

}  // namespace apollo::program
