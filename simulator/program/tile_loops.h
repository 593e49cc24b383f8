#pragma once
#include "simulator/program/mapping.h"

// The temporal loops of a LoopNest.
namespace apollo::program {

// Calls visit(Tile) for every compute tile in the mapping's loop order.
template <typename Visit>
void for_each_tile(const LoopNest& n, Visit visit) {
  Tile t;
  const int ny = n.tiling.tiles[0], nx = n.tiling.tiles[1], ng = n.tiling.tiles[2], nk = n.tiling.tiles[3],
            nc = n.tiling.tiles_c;
  const auto space = [&](auto inner) {
    for (t.y = 0; t.y < ny; ++t.y)
      for (t.x = 0; t.x < nx; ++t.x) inner();
  };
  const auto channels = [&](auto inner) {
    for (t.g = 0; t.g < ng; ++t.g)
      for (t.k = 0; t.k < nk; ++t.k) inner();
  };
  const auto reduction = [&](auto inner) {
    for (t.c = 0; t.c < nc; ++t.c) inner();
  };
  const auto body = [&] { visit(static_cast<const Tile&>(t)); };
  switch (n.tiling.mapping.order) {
    case LoopOrder::skc:
      return space([&] { channels([&] { reduction(body); }); });
    case LoopOrder::ksc:
      return channels([&] { space([&] { reduction(body); }); });
    case LoopOrder::kcs:
      return channels([&] { reduction([&] { space(body); }); });
  }
}

// Weight tiles in the order in which they lie in DRAM: c fastest, then k, then g.
template <typename Visit>
void for_each_weight_tile(const LoopNest& n, Visit visit) {
  Tile t;
  for (t.g = 0; t.g < n.tiling.tiles[2]; ++t.g)
    for (t.k = 0; t.k < n.tiling.tiles[3]; ++t.k)
      for (t.c = 0; t.c < n.tiling.tiles_c; ++t.c) visit(static_cast<const Tile&>(t));
}

// Tiles with equal keys need the same input (over k and c it does not change), or write the same output.
inline std::int64_t input_key(const LoopNest& n, const Tile& t) {
  return (std::int64_t{t.y} * n.tiling.tiles[1] + t.x) * n.tiling.tiles[2] + t.g;
}
inline std::int64_t output_key(const LoopNest& n, const Tile& t) {
  return input_key(n, t) * n.tiling.tiles[3] + t.k;
}

// Consecutive tiles of the loop order with the same input key.
struct InputRun {
  int position = 0, length = 1;  // of a tile in its run, in tiles
  bool is_last = true;           // run of the op
  Tile next;                     // the first tile of the next one, if there is one
};
inline InputRun input_run(const LoopNest& n, const Tile& t) {
  const int ny = n.tiling.tiles[0], nx = n.tiling.tiles[1], ng = n.tiling.tiles[2], nk = n.tiling.tiles[3],
            nc = n.tiling.tiles_c;
  const LoopOrder order = n.tiling.mapping.order;
  InputRun run;
  run.next = t;
  // Adds one to the index of a loop. Whether it begins again.
  const auto advance = [](int* index, int tiles) {
    if (++*index < tiles) return false;
    *index = 0;
    return true;
  };
  const auto advance_space = [&] { return advance(&run.next.x, nx) && advance(&run.next.y, ny); };
  run.next.c = 0;
  if (order == LoopOrder::skc || ny * nx == 1) {
    run.position = t.k * nc + t.c;
    run.length = nk * nc;
    run.next.k = 0;
    run.is_last = advance(&run.next.g, ng) && advance_space();
  } else if (order == LoopOrder::ksc) {
    run.position = t.c;
    run.length = nc;
    run.is_last = advance_space() && advance(&run.next.k, nk) && advance(&run.next.g, ng);
  } else {
    run.next.c = t.c;
    run.is_last =
        advance_space() && advance(&run.next.c, nc) && advance(&run.next.k, nk) && advance(&run.next.g, ng);
  }
  return run;
}

// Distinct inputs of an op's tiles.
inline std::size_t input_tiles(const LoopNest& n) {
  return static_cast<std::size_t>(n.tiling.tiles[0]) * n.tiling.tiles[1] * n.tiling.tiles[2];
}

// Weight tiles of an op, and the position of a tile's weights in their order in DRAM.
inline std::size_t weight_tiles(const LoopNest& n) {
  return static_cast<std::size_t>(n.tiling.tiles[2]) * n.tiling.tiles[3] * n.tiling.tiles_c;
}
inline std::size_t weight_tile_index(const LoopNest& n, const Tile& t) {
  return (static_cast<std::size_t>(t.g) * n.tiling.tiles[3] + t.k) * n.tiling.tiles_c + t.c;
}

}  // namespace apollo::program
