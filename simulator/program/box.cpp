#include "simulator/program/box.h"

namespace apollo::program {

Box bounding(const Box& a, const Box& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  return {std::min(a.y0, b.y0), std::max(a.y1, b.y1), std::min(a.x0, b.x0),
          std::max(a.x1, b.x1), std::min(a.c0, b.c0), std::max(a.c1, b.c1)};
}

}  // namespace apollo::program
