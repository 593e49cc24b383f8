#include "optimizers/draw.h"

#include <cassert>

namespace apollo::optimizers {

// Rejects the lowest 2^64 mod bound outputs, so that each remainder is left equally often.
std::uint64_t draw_below(Generator& generator, std::uint64_t bound) {
  assert(bound >= 1);
  const std::uint64_t rejected = (0 - bound) % bound;
  for (;;) {
    const std::uint64_t output = generator();
    if (output >= rejected) return output % bound;
  }
}

int draw_index(Generator& generator, int size) {
  return static_cast<int>(draw_below(generator, static_cast<std::uint64_t>(size)));
}

double draw_unit(Generator& generator) { return static_cast<double>(generator() >> 11) * 0x1p-53; }

std::uint64_t spread_bits(std::uint64_t bits) {
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9ULL;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebULL;
  return bits ^ (bits >> 31);
}

Point draw_point(Generator& generator, const SearchSpace& space) {
  Point point;
  point.reserve(space.parameters().size());
  for (const Parameter& parameter : space.parameters()) {
    point.push_back(draw_index(generator, parameter.size()));
  }
  return point;
}

}  // namespace apollo::optimizers
