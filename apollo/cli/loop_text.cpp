#include "apollo/cli/loop_text.h"

#include <array>

#include "simulator/program/tile_loops.h"

namespace apollo::cli {
namespace {

using machine::ceil_div;
using program::Dim;
using program::LoopNest;

// Loops, each inside the one before it.
class Nest {
 public:
  void loop(const std::string& over, std::int64_t count, const std::string& what) {
    if (count > 1) line("for " + over + " in " + std::to_string(count) + " " + what);
  }
  void parallel(const std::string& over, std::int64_t count, const std::string& what) {
    if (count > 1) line("parallel " + over + " in " + std::to_string(count) + " " + what);
  }
  void line(const std::string& text) {
    text_ += std::string(static_cast<std::size_t>(2 * depth_++), ' ') + text + "\n";
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  int depth_ = 1;
};

void tile_loops(Nest& nest, const LoopNest& n) {
  const auto tiles = [&](Dim dim) {
    nest.loop(std::string(to_string(dim)) + "_tile", n.tiling.tiles[index(dim)],
              "tiles of " + std::to_string(n.tiling.tile[index(dim)]));
  };
  for (const char* loop = to_string(n.tiling.mapping.order); *loop; ++loop) {
    if (*loop == 's') {
      tiles(Dim::y);
      tiles(Dim::x);
    } else if (*loop == 'k') {
      tiles(Dim::g);
      tiles(Dim::k);
    } else {
      nest.loop("c_tile", n.tiling.tiles_c, "tiles of " + std::to_string(n.tiling.mapping.tile_c));
    }
  }
}

// The loops of one core over its part of a tile: over vectors, then over the steps that reduce one vector.
void core_loops(Nest& nest, const LoopNest& n) {
  const program::Mapping& m = n.tiling.mapping;
  const std::array<int, 4> lanes{1, m.lanes_x, m.lanes_g, m.lanes_k};
  for (const Dim dim : {Dim::y, Dim::x, Dim::g, Dim::k}) {
    const int of_core = ceil_div(n.tiling.tile[index(dim)], m.cores == dim ? n.tiling.cores : 1);
    nest.loop(to_string(dim), ceil_div(of_core, lanes[index(dim)]),
              "vectors of " + std::to_string(lanes[index(dim)]));
  }
  for (const Dim dim : {Dim::g, Dim::k, Dim::x}) nest.parallel(to_string(dim), lanes[index(dim)], "lanes");
  const bool has_ways = !is_row_kernel(n.op.kernel);
  const int ways_c = has_ways && !m.ways_over_s ? n.tiling.ways() : 1,
            ways_s = has_ways && m.ways_over_s ? n.tiling.ways() : 1;
  nest.loop("c", ceil_div(m.tile_c, ways_c), "steps of " + std::to_string(ways_c));
  nest.loop("r", n.op.rows.taps(), "kernel rows");
  nest.loop("s", ceil_div(n.op.columns.taps(), ways_s),
            ways_s > 1 ? "steps of " + std::to_string(ways_s) : "kernel columns");
  nest.parallel("c", ways_c, "MAC ways");
  nest.parallel("s", ways_s, "MAC ways");
}

// The input element of an output element: "[y][x / 2 % 3][g]".
std::string rearranged(const program::Rearrangement& rearrangement) {
  std::string text;
  for (int axis = 0; axis < 3; ++axis) {
    std::string sum;
    for (const auto& term : rearrangement.terms(axis)) {
      if (!sum.empty()) sum += " + ";
      sum += to_string(static_cast<Dim>(term.axis));
      if (term.inner > 1) sum += " / " + std::to_string(term.inner);
      sum += " % " + std::to_string(term.size);
      if (term.weight > 1) sum += " * " + std::to_string(term.weight);
    }
    text += "[" + (sum.empty() ? "0" : sum) + "]";
  }
  return text;
}

std::string body(const program::Op& op) {
  if (op.kernel == program::Kernel::mac) return "out[y][x][g,k] += in[y,r][x,s][g,c] * weight[g,k][c][r][s]";
  if (op.rearrangement) return "out[y][x][g] = in" + rearranged(*op.rearrangement);
  return std::string("out[y][x][g,k] = ") + to_string(op.kernel) + "(in)";
}

std::string place(bool in_place, const program::View& view, const program::Program& program) {
  const program::BufferPlan& buffer = program.buffers[static_cast<std::size_t>(view.buffer)];
  std::string where = "tile by tile, buffer in ";
  if (in_place) where = "in place, ";
  where += buffer.on_chip ? "PE memories at " + std::to_string(buffer.pe_address)
                          : "DRAM at " + std::to_string(buffer.dram_address);
  if (buffer.on_chip && buffer.in_dram) where += " and DRAM at " + std::to_string(buffer.dram_address);
  return buffer.buffer.name + ", " + where;
}

// Where its weights are from inference to inference.
std::string at_rest(const program::OpPlan& plan) {
  const int tiles = static_cast<int>(weight_tiles(plan.nest)),
            others = tiles - plan.pinned_tiles - plan.kept_tiles;
  if (plan.pinned_tiles == tiles) return "pinned in core memories";
  if (plan.kept_tiles == tiles)
    return plan.local ? "tile by tile from each PE's own memory"
                      : "tile by tile from the PE memories, which keep them";
  if (others == tiles) return "tile by tile";
  std::string text;
  if (plan.pinned_tiles > 0) text += std::to_string(plan.pinned_tiles) + " tiles pinned in core memories, ";
  if (plan.kept_tiles > 0)
    text += std::to_string(plan.kept_tiles) +
            (plan.local ? " kept in each PE's memory, " : " kept in PE memories, ");
  return text + (others > 0 ? std::to_string(others) + " brought anew" : "none brought anew");
}

}  // namespace

std::string loop_text(const LoopNest& n) {
  const program::Mapping& m = n.tiling.mapping;
  Nest nest;
  tile_loops(nest, n);
  nest.parallel(to_string(m.rows), n.tiling.rows_at_work, "PE rows");
  nest.parallel(to_string(m.columns), n.tiling.columns_at_work, "PE columns");
  nest.parallel(to_string(m.cores), n.tiling.cores, "cores");
  if (is_row_kernel(n.op.kernel)) {
    nest.loop("y", n.tiling.tile[index(Dim::y)], "of the tile");
    nest.loop("x", n.tiling.tile[index(Dim::x)], "of the tile");
    nest.line("parallel c in all lanes");
  } else {
    core_loops(nest, n);
  }
  nest.line(body(n.op));
  return nest.text();
}

std::string placement_text(const program::OpPlan& plan, const program::Program& program) {
  const program::Op& op = plan.op();
  std::string text = "  input: " + place(plan.input_in_place, op.input, program) + "\n";
  if (op.operand2.buffer >= 0)
    text += "  second operand: " + place(plan.operand2_in_place, op.operand2, program) + "\n";
  if (op.parameter_layer >= 0) {
    text += "  weights: " + at_rest(plan) + ", DRAM at " + std::to_string(plan.weights_dram_address) + "\n";
  } else if (op.weight_view.buffer >= 0) {
    text += "  weights: " + place(false, op.weight_view, program) + "\n";
  }
  return text + "  output: " + place(plan.output_in_place, op.output, program) + "\n";
}

}  // namespace apollo::cli
