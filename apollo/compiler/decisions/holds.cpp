#include "apollo/compiler/decisions/holds.h"

#include <algorithm>

namespace apollo::compiler::decisions {

using program::Box;
using program::LoopNest;
using program::Range;

std::vector<BufferUses> buffer_uses(const lower::LoweredNetwork& network) {
  std::vector<BufferUses> uses(network.buffers.size());
  const auto add = [](std::vector<int>* list, int op) {
    if (list->empty() || list->back() != op) list->push_back(op);
  };
  for (std::size_t i = 0; i < network.ops.size(); ++i) {
    const program::Op& op = network.ops[i];
    const int index = static_cast<int>(i);
    add(&uses[op.output.buffer].writers, index);
    add(&uses[op.input.buffer].readers, index);
    if (op.operand2.buffer >= 0) add(&uses[op.operand2.buffer].readers, index);
    if (op.weight_view.buffer >= 0) add(&uses[op.weight_view.buffer].weight_readers, index);
  }
  return uses;
}

void hold_boxes(const lower::LoweredNetwork& network, int buffer, const std::vector<int>& readers,
                const std::vector<LoopNest>& nests, std::vector<Box>* out) {
  std::vector<Box>& hold = *out;
  hold.clear();
  for (const int reader : readers) {
    const LoopNest& n = nests[reader];
    const program::Op& op = network.ops[reader];
    hold.resize(static_cast<std::size_t>(n.tiling.pes_x) * n.tiling.pes_y);
    for (int row = 0; row < n.tiling.pes_y; ++row)
      for (int column = 0; column < n.tiling.pes_x; ++column) {
        Box& box = hold[row * n.tiling.pes_x + column];
        const Box out = n.output_share(row, column);
        if (op.input.buffer == buffer) box = bounding(box, to_buffer(op.input, n.input_box(out)));
        if (op.operand2.buffer == buffer) box = bounding(box, to_buffer(op.operand2, n.operand2_box(out)));
      }
  }
}

std::int64_t largest(const std::vector<Box>& boxes) {
  std::int64_t elements = 0;
  for (const Box& box : boxes) elements = std::max(elements, box.elements());
  return elements;
}

namespace {

void add(std::vector<Range>* ranges, Range r) {
  // Neighbouring PEs mostly have the same range, or the next.
  for (std::size_t i = ranges->size(); i-- > 0;)
    if ((*ranges)[i] == r) return;
  ranges->push_back(r);
}

std::int64_t total_overlap(const std::vector<Range>& a, const std::vector<Range>& b) {
  std::int64_t sum = 0;
  for (const Range r : a) sum += overlap(r, b);
  return sum;
}

}  // namespace

void Shares::find_ranges() {
  y.clear();
  x.clear();
  c.clear();
  pes = 0;
  for (const Box& box : of_pe) {
    if (box.empty()) continue;
    ++pes;
    add(&y, {box.y0, box.y1});
    add(&x, {box.x0, box.x1});
    add(&c, {box.c0, box.c1});
  }
}

void shares_of_output(const LoopNest& writer, Shares* out) {
  out->of_pe.clear();
  for (int row = 0; row < writer.tiling.pes_y; ++row)
    for (int column = 0; column < writer.tiling.pes_x; ++column)
      out->of_pe.push_back(to_buffer(writer.op.output, writer.output_share(row, column)));
  out->find_ranges();
}

std::int64_t exchanged_elements(const Shares& made, const Shares& held) {
  if (held.of_pe.size() == 1)  // one PE: only what has to move to its place
    return held.of_pe[0].contains(made.of_pe[0]) ? 0 : intersect(made.of_pe[0], held.of_pe[0]).elements();
  const std::int64_t wanted =
      total_overlap(made.y, held.y) * total_overlap(made.x, held.x) * total_overlap(made.c, held.c);
  // What a PE writes straight into a hold that nobody shares needs no transfer.
  if (held.y.size() * held.x.size() * held.c.size() != held.pes) return wanted;
  std::int64_t own = 0;
  for (std::size_t pe = 0; pe < made.of_pe.size(); ++pe) {
    const Box& box = made.of_pe[pe];
    if (box.empty()) continue;
    if (!held.of_pe[pe].contains(box)) return wanted;
    own += box.elements();
  }
  return wanted - own;
}

std::int64_t ExchangeEstimate::bytes(const LoopNest& writer, const std::vector<Box>& hold) {
  shares_of_output(writer, &made_);
  held_.of_pe = hold;
  held_.find_ranges();
  return writer.op.out_q.bytes() * exchanged_elements(made_, held_);
}

}  // namespace apollo::compiler::decisions
