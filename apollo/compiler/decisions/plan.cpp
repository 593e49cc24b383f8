#include "apollo/compiler/decisions/plan.h"

namespace apollo::compiler::decisions {

using program::Box;
using program::Dim;
using program::LoopNest;
using program::Op;
using program::Tiling;

bool reads_in_place(const LoopNest& n, const program::View& view, bool operand2,
                    const BufferDecision& buffer) {
  if (!buffer.on_chip) return false;
  auto hold = buffer.hold.begin();
  return n.all_output_shares([&](const Box& share) {
    return (hold++)->contains(to_buffer(view, operand2 ? n.operand2_box(share) : n.input_box(share)));
  });
}

bool writes_in_place(const LoopNest& n, const BufferDecision& buffer) {
  if (!buffer.on_chip) return false;
  auto hold = buffer.hold.begin();
  return n.all_output_shares(
      [&](const Box& share) { return (hold++)->contains(to_buffer(n.op.output, share)); });
}

std::int64_t all_weight_tiles_bytes(const Op& op, const Tiling& n) {
  // Tiles differ in size only at the end of each dimension.
  constexpr int kG = static_cast<int>(Dim::g), kK = static_cast<int>(Dim::k);
  std::int64_t bytes = 0;
  for (const bool last_g : {false, true})
    for (const bool last_k : {false, true})
      for (const bool last_c : {false, true}) {
        program::Tile t;
        std::int64_t times = 1;
        const auto choose = [&](int tiles, bool last, int* index) {
          *index = last ? tiles - 1 : 0;
          times *= last ? 1 : tiles - 1;
        };
        choose(n.tiles[kG], last_g, &t.g);
        choose(n.tiles[kK], last_k, &t.k);
        choose(n.tiles_c, last_c, &t.c);
        if (times > 0) bytes += times * machine::round_up(core_tile_bytes(op, n, t), 4);
      }
  return bytes;
}

std::int64_t dram_bytes(const program::Buffer& buffer, const Box& b, int burst) {
  const std::int64_t y = b.y1 - b.y0, x = b.x1 - b.x0, c = b.c1 - b.c0;
  std::int64_t runs = 1, run = c;
  if (c < buffer.shape.channels) {
    runs = y * x;
  } else if (x < buffer.shape.width) {
    runs = y, run = x * c;
  } else {
    run = y * x * c;
  }
  return runs * machine::round_up(run * buffer.element_bytes, burst);
}

}  // namespace apollo::compiler::decisions
