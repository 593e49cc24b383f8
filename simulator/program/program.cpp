#include "simulator/program/program.h"

#include <algorithm>
#include <tuple>

namespace apollo::program {

const char* to_string(Opcode opcode) {
  static const char* const names[] = {"load_parameters",
                                      "load_activations",
                                      "store_activations",
                                      "multicast_parameters",
                                      "scatter_parameters",
                                      "place_parameters",
                                      "multicast_activations",
                                      "collect",
                                      "collect_parameters",
                                      "fill_parameters",
                                      "compute"};
  return names[static_cast<int>(opcode)];
}

const char* to_string(Operand operand) {
  static const char* const names[] = {"weights", "input", "operand2", "output", "exchange"};
  return names[static_cast<int>(operand)];
}

bool operator==(const Instruction& a, const Instruction& b) {
  const auto all = [](const Instruction& i) {
    return std::tie(i.opcode, i.operand, i.op, i.tile.y, i.tile.x, i.tile.g, i.tile.k, i.tile.c, i.wait,
                    i.stream_begin, i.bytes, i.dram_bytes, i.staging_address, i.memory_address, i.psum_in,
                    i.psum_out, i.input_address, i.operand2_address, i.output_address, i.psum_address,
                    i.weight_address);
  };
  return all(a) == all(b);
}

void find_distinct_holds(const std::vector<Box>& hold, std::vector<DistinctHold>* holds) {
  std::vector<DistinctHold>& out = *holds;
  out.clear();
  for (int pe = 0; pe < static_cast<int>(hold.size()); ++pe) {
    const Box& box = hold[pe];
    if (box.empty()) continue;
    const auto known =
        std::find_if(out.begin(), out.end(), [&](const DistinctHold& d) { return d.box == box; });
    if (known == out.end()) {
      out.push_back({box, pe});
    } else {
      known->only_holder = -1;
      ++known->holders;
    }
  }
}

void exchange_pieces(const LoopNest& n, bool output_in_place, const std::vector<DistinctHold>& holds,
                     const Tile& tile, std::vector<Box>* pieces) {
  pieces->clear();
  for (int row = 0; row < n.tiling.pes_y; ++row)
    for (int column = 0; column < n.tiling.pes_x; ++column) {
      const Box box = to_buffer(n.op.output, n.output_box(row, column, tile));
      if (box.empty()) continue;
      const std::size_t first = pieces->size();
      for (const DistinctHold& d : holds) {
        if (d.only_holder == row * n.tiling.pes_x + column && output_in_place) continue;
        const Box part = intersect(box, d.box);
        if (part.empty()) continue;
        if (part == box) {
          pieces->resize(first);
          pieces->push_back(box);
          break;
        }
        bool known = false;
        for (std::size_t j = first; j < pieces->size(); ++j) known = known || (*pieces)[j] == part;
        if (!known) pieces->push_back(part);
      }
    }
}

Box psum_box(const LoopNest& n, int row, int column, const Tile& tile) {
  Box box = n.output_box(row, column, tile);
  if (n.tiling.mapping.order != LoopOrder::kcs || box.empty()) return box;
  const Box share = n.output_share(row, column);
  return {share.y0, share.y1, share.x0, share.x1, box.c0, box.c1};
}

}  // namespace apollo::program
