#include "apollo/compiler/bound/reads.h"

#include <algorithm>

namespace apollo::compiler::bound {

using program::Box;
using program::Op;
using program::View;

namespace {

// The positions of an input that outputs along an axis read.
struct Positions {
  int first = 0, end = 0, count = 0;
  bool every_output = true;  // each output reads one of them
};

Positions positions_of(const program::WindowAxis& axis, int outputs, int size) {
  std::vector<bool> read(static_cast<std::size_t>(size), false);
  Positions out;
  int least = size;
  for (int o = 0; o < outputs; ++o) {
    int own = 0;
    for (int step = 0; step < axis.taps(); ++step) {
      int tap = 0, position = 0;
      if (!axis.find(o, step, &tap, &position) || position < 0 || position >= size) continue;
      read[static_cast<std::size_t>(position)] = true;
      ++own;
    }
    least = std::min(least, own);
  }
  for (int p = 0; p < size; ++p) {
    if (!read[static_cast<std::size_t>(p)]) continue;
    if (out.count++ == 0) out.first = p;
    out.end = p + 1;
  }
  out.every_output = least > 0;
  return out;
}

Read whole_read(int op, const View& view) {
  Read read;
  read.op = op;
  read.buffer = view.buffer;
  read.box = box_of(view);
  read.elements = read.box.elements();
  return read;
}

Read input_read(int index, const Op& op) {
  Read read = whole_read(index, op.input);
  if (op.rearrangement) return read;
  const Positions rows = positions_of(op.rows, op.Y, op.input.shape.height);
  const Positions columns = positions_of(op.columns, op.X, op.input.shape.width);
  read.box.y0 = op.input.y + rows.first;
  read.box.y1 = op.input.y + rows.end;
  read.box.x0 = op.input.x + columns.first;
  read.box.x1 = op.input.x + columns.end;
  read.elements = std::int64_t{rows.count} * columns.count * op.input.shape.channels;
  read.by_every_output = rows.every_output && columns.every_output;
  return read;
}

}  // namespace

Box box_of(const View& v) {
  return {v.y, v.y + v.shape.height, v.x, v.x + v.shape.width, v.c, v.c + v.shape.channels};
}

std::vector<Read> reads_of(const lower::LoweredNetwork& network) {
  std::vector<Read> out;
  for (std::size_t i = 0; i < network.ops.size(); ++i) {
    const Op& op = network.ops[i];
    const int index = static_cast<int>(i);
    out.push_back(input_read(index, op));
    if (op.operand2.buffer >= 0) out.push_back(whole_read(index, op.operand2));
    if (op.weight_view.buffer < 0) continue;
    out.push_back(whole_read(index, op.weight_view));
    out.back().as_weights = true;
  }
  return out;
}

std::int64_t distinct_elements(std::vector<Read> reads) {
  // Of those that overlap, the larger one.
  std::stable_sort(reads.begin(), reads.end(),
                   [](const Read& a, const Read& b) { return a.elements > b.elements; });
  std::vector<Box> taken;
  std::int64_t elements = 0;
  for (const Read& read : reads) {
    const auto overlaps = [&](const Box& other) { return !intersect(read.box, other).empty(); };
    if (read.elements == 0 || std::any_of(taken.begin(), taken.end(), overlaps)) continue;
    taken.push_back(read.box);
    elements += read.elements;
  }
  return elements;
}

bool need_all(const std::vector<Read>& reads, const Box& box) {
  std::vector<Read> parts;
  for (const Read& read : reads) {
    if (!read.is_whole()) continue;
    Read part = read;
    part.box = intersect(read.box, box);
    part.elements = part.box.elements();
    if (part.elements > 0) parts.push_back(part);
  }
  return distinct_elements(std::move(parts)) == box.elements();
}

}  // namespace apollo::compiler::bound
