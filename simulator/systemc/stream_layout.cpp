#include "simulator/systemc/stream_layout.h"

#include <algorithm>
#include <cassert>

#include "simulator/program/tile_loops.h"
#include "simulator/systemc/segment_list.h"

namespace apollo::systemc {

namespace {

Placement in_dram(const program::BufferPlan& b) {
  return {{0, b.buffer.shape.height, 0, b.buffer.shape.width, 0, b.buffer.shape.channels},
          b.dram_address,
          b.buffer.element_bytes};
}

std::int64_t bytes_of(const std::vector<program::LoopNest::WeightPiece>& pieces) {
  std::int64_t bytes = 0;
  for (const auto& p : pieces) bytes += p.bytes;
  return bytes;
}

}  // namespace

StreamLayout::StreamLayout(const program::Program& program)
    : program_(program), weight_tiles_(program.ops.size()) {
  for (std::size_t op = 0; op < program.ops.size(); ++op) {
    const program::LoopNest& n = program.ops[op].nest;
    if (!n.op.has_weights() || n.op.weight_view.buffer >= 0) continue;
    std::int64_t offset = 0;
    program::for_each_weight_tile(n, [&](const program::Tile& t) {
      weight_tiles_[op].push_back(offset);
      offset += bytes_of(n.weight_pieces(t));
    });
  }
}

std::int64_t StreamLayout::weight_tile_address(std::uint32_t op, const program::Tile& t) const {
  const program::OpPlan& p = program_.ops[op];
  return p.weights_dram_address + weight_tiles_[op][program::weight_tile_index(p.nest, t)];
}

const program::View& StreamLayout::view(const program::Instruction& i) const {
  const program::Op& op = plan(i).op();
  return i.operand == program::Operand::input      ? op.input
         : i.operand == program::Operand::operand2 ? op.operand2
                                                   : op.output;
}

std::vector<StreamLayout::Piece> StreamLayout::pieces(const program::Instruction& i) const {
  const program::LoopNest& n = plan(i).nest;
  std::vector<program::Box> boxes;
  switch (i.operand) {
    case program::Operand::input:
      boxes = n.input_pieces(i.tile);
      break;
    case program::Operand::operand2:
      boxes = n.operand2_pieces(i.tile);
      break;
    case program::Operand::output:
      boxes = n.output_pieces(i.tile);
      break;
    case program::Operand::exchange:
      program::exchange_pieces(n, plan(i).output_in_place,
                               program_.buffers[n.op.output.buffer].distinct_holds, i.tile, &boxes);
      break;
    case program::Operand::weights:
      assert(false);
  }
  std::vector<Piece> out;
  std::int64_t offset = 0;
  for (const program::Box& box : boxes) {
    out.push_back({i.operand == program::Operand::exchange ? box : program::to_buffer(view(i), box), offset});
    offset += box.elements() * element_bytes(i);
  }
  return out;
}

std::int64_t StreamLayout::stream_bytes(const program::Instruction& i) const {
  if (i.operand == program::Operand::weights) return bytes_of(plan(i).nest.weight_pieces(i.tile));
  const auto all = pieces(i);
  return all.empty() ? 0 : all.back().offset + all.back().box.elements() * element_bytes(i);
}

std::vector<Segment> StreamLayout::dram_segments(const program::Instruction& i) const {
  SegmentList list(i);
  if (i.operand == program::Operand::weights) {
    if (plan(i).op().weight_view.buffer >= 0) return gathered_weights(i);
    list.add(0, weight_tile_address(i.op, i.tile), stream_bytes(i));
    return list.take();
  }
  const Placement buffer = in_dram(program_.buffers[view(i).buffer]);
  for (const Piece& p : pieces(i)) list.add_box(p.box, p.offset, p.box, buffer);
  return list.take();
}

std::vector<Segment> StreamLayout::gathered_weights(const program::Instruction& i) const {
  const program::LoopNest& n = plan(i).nest;
  const program::Op& op = n.op;
  const program::View& b = op.weight_view;
  const Placement buffer = in_dram(program_.buffers[b.buffer]);
  const program::Range c = n.tiling.c_range(i.tile.c);
  SegmentList list(i);
  const int bytes = buffer.element_bytes;
  std::int64_t offset = 0;
  for (const auto& piece : n.weight_pieces(i.tile))
    for (int g = piece.g.begin; g < piece.g.end; ++g)
      for (int k = piece.k.begin; k < piece.k.end; ++k) {
        if (op.transpose_weight)
          list.add(offset, buffer.at(b.y, b.x + k, b.c + g * op.C + c.begin), std::int64_t{c.size()} * bytes);
        else
          for (int j = 0; j < c.size(); ++j)
            list.add(offset + std::int64_t{j} * bytes, buffer.at(b.y, b.x + c.begin + j, b.c + g * op.K + k),
                     bytes);
        offset += std::int64_t{c.size()} * bytes;
      }
  return list.take();
}

StreamLayout::PeShare StreamLayout::pe_share(const program::Instruction& i, int row, int column) const {
  const program::OpPlan& p = plan(i);
  const program::View& v = view(i);
  const program::Box output = p.nest.output_box(row, column, i.tile);
  if (i.operand == program::Operand::input)
    return {program::to_buffer(v, p.nest.input_box(output)), p.input_in_place};
  if (i.operand == program::Operand::operand2)
    return {program::to_buffer(v, p.nest.operand2_box(output)), p.operand2_in_place};
  if (i.opcode == program::Opcode::collect) return {program::to_buffer(v, output), p.output_in_place};
  return {program_.buffers[v.buffer].hold[row * p.nest.tiling.pes_x + column], true};
}

std::vector<std::vector<Segment>> StreamLayout::kept_weights(const program::Instruction& i) const {
  const std::int64_t entry = program_.accelerator.constants.parameter_entry_bytes,
                     pes = program_.accelerator.pes();
  std::vector<SegmentList> lists(static_cast<std::size_t>(pes), SegmentList(i));
  for (std::int64_t offset = 0; offset < i.bytes; offset += entry) {
    const std::int64_t index = (i.memory_address + offset) / entry;
    lists[static_cast<std::size_t>(index % pes)].add(i.stream_begin + offset,
                                                     program_.kept_weights_address + index / pes * entry,
                                                     std::min(entry, i.bytes - offset));
  }
  std::vector<std::vector<Segment>> out;
  out.reserve(lists.size());
  for (SegmentList& list : lists) out.push_back(list.take());
  return out;
}

std::vector<std::vector<Segment>> StreamLayout::pe_segments(const program::Instruction& i) const {
  if (i.opcode == program::Opcode::place_parameters) return local_weights(i);
  if (i.operand == program::Operand::weights) return kept_weights(i);
  const program::LoopNest& n = plan(i).nest;
  const program::BufferPlan& buffer = program_.buffers[view(i).buffer];
  const auto all = pieces(i);
  const int bytes = buffer.buffer.element_bytes;
  std::vector<std::vector<Segment>> out;
  for (int row = 0; row < n.tiling.pes_y; ++row)
    for (int column = 0; column < n.tiling.pes_x; ++column) {
      const PeShare share = pe_share(i, row, column);
      const Placement place =
          share.in_place ? Placement{buffer.hold[row * n.tiling.pes_x + column], buffer.pe_address, bytes}
                         : Placement{share.box, i.memory_address, bytes};
      SegmentList list(i);
      for (const Piece& piece : all)
        list.add_box(piece.box, piece.offset, program::intersect(piece.box, share.box), place);
      out.push_back(list.take());
    }
  return out;
}

std::int64_t StreamLayout::received_bytes(const program::Instruction& i) const {
  if (i.opcode == program::Opcode::scatter_parameters) return i.bytes;  // one PE takes each
  const program::LoopNest& n = plan(i).nest;
  const bool parameters = i.operand == program::Operand::weights;
  const auto all = parameters ? std::vector<Piece>() : pieces(i);
  std::int64_t bytes = 0;
  for (int row = 0; row < n.tiling.pes_y; ++row)
    for (int column = 0; column < n.tiling.pes_x; ++column) {
      if (i.opcode == program::Opcode::place_parameters) {
        bytes += pe_part(i, row, column).bytes;
        continue;
      }
      if (parameters) {
        for (int core = 0; core < n.tiling.cores; ++core) bytes += core_bytes(i, row, column, core);
        continue;
      }
      const program::Box own = pe_share(i, row, column).box;
      for (const Piece& piece : all)
        bytes += program::intersect(piece.box, own).elements() * element_bytes(i);
    }
  return bytes;
}

std::vector<std::vector<Segment>> StreamLayout::core_segments(const program::Instruction& i) const {
  const program::LoopNest& n = plan(i).nest;
  std::vector<std::vector<Segment>> out;
  for (int row = 0; row < n.tiling.pes_y; ++row)
    for (int column = 0; column < n.tiling.pes_x; ++column)
      for (int core = 0; core < n.tiling.cores; ++core)
        out.push_back(core_share(i, i.memory_address, row, column, core));
  return out;
}

program::Range StreamLayout::pe_range(const program::Instruction& i, program::Dim dim, int row,
                                      int column) const {
  const program::Tiling& t = plan(i).nest.tiling;
  return t.output_range(dim, t.part(dim, row, column), dim == program::Dim::g ? i.tile.g : i.tile.k);
}

std::int64_t StreamLayout::core_bytes(const program::Instruction& i, int row, int column, int core) const {
  const program::LoopNest& n = plan(i).nest;
  const program::Range pe_g = pe_range(i, program::Dim::g, row, column),
                       pe_k = pe_range(i, program::Dim::k, row, column);
  if (!pe_g.size() || !pe_k.size()) return 0;
  const program::Range c = n.tiling.c_range(i.tile.c);
  return n.op.weight_bytes(n.tiling.core_range(program::Dim::g, pe_g, core).size(),
                           n.tiling.core_range(program::Dim::k, pe_k, core).size(), c.size(),
                           c.end == n.op.C);
}

std::vector<std::vector<Segment>> StreamLayout::local_weights(const program::Instruction& i) const {
  const program::Tiling& tiling = plan(i).nest.tiling;
  std::vector<std::vector<Segment>> out;
  for (int row = 0; row < tiling.pes_y; ++row)
    for (int column = 0; column < tiling.pes_x; ++column) {
      const Segment part = pe_part(i, row, column);
      SegmentList list(i);
      list.add(part.offset, i.memory_address, part.bytes);
      out.push_back(list.take());
    }
  return out;
}

std::vector<Segment> StreamLayout::fill_segments(const program::Instruction& i, int row, int column,
                                                 int core) const {
  std::vector<Segment> segments = core_share(i, i.weight_address, row, column, core);
  const std::int64_t begin = pe_part(i, row, column).offset;
  for (Segment& s : segments) s.offset += i.memory_address - begin;
  return segments;
}

Segment StreamLayout::pe_part(const program::Instruction& i, int row, int column) const {
  const program::Range g = pe_range(i, program::Dim::g, row, column),
                       k = pe_range(i, program::Dim::k, row, column);
  Segment part;
  if (!g.size() || !k.size()) return part;
  for (const auto& piece : plan(i).nest.weight_pieces(i.tile)) {
    part.bytes = piece.bytes;
    if (g.begin == piece.g.begin && k.begin == piece.k.begin) break;
    part.offset += piece.bytes;
  }
  return part;
}

std::vector<Segment> StreamLayout::core_share(const program::Instruction& i, std::int64_t address, int row,
                                              int column, int core) const {
  const program::LoopNest& n = plan(i).nest;
  const program::Op& op = n.op;
  const program::Range pe_g = pe_range(i, program::Dim::g, row, column),
                       pe_k = pe_range(i, program::Dim::k, row, column);
  if (!pe_g.size() || !pe_k.size()) return {};
  SegmentList list(i);
  if (program::is_row_kernel(op.kernel)) {
    list.add(0, address, stream_bytes(i));
    return list.take();
  }
  const program::Range c = n.tiling.c_range(i.tile.c), g = n.tiling.core_range(program::Dim::g, pe_g, core),
                       k = n.tiling.core_range(program::Dim::k, pe_k, core);
  const std::int64_t weights = op.weight_bytes(1, 1, c.size(), false);  // of one output channel
  const std::int64_t bias = op.weight_bytes(1, 1, c.size(), c.end == op.C) - weights;
  std::int64_t source = pe_part(i, row, column).offset, target = address;
  // `each` bytes per output channel: in the stream those of the piece, in the core those of its own ranges.
  const auto take_channels = [&](std::int64_t each) {
    for (int at = g.begin; at < g.end; ++at)
      list.add(source + (std::int64_t{at - pe_g.begin} * pe_k.size() + k.begin - pe_k.begin) * each,
               target + std::int64_t{at - g.begin} * k.size() * each, k.size() * each);
    source += std::int64_t{pe_g.size()} * pe_k.size() * each;
    target += std::int64_t{g.size()} * k.size() * each;
  };
  take_channels(weights);
  take_channels(bias);
  return list.take();
}

}  // namespace apollo::systemc
