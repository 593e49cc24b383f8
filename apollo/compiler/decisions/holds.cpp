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

void ExchangeEstimate::Ranges::clear() {
  y.clear();
  x.clear();
  c.clear();
}

void ExchangeEstimate::Ranges::add_box(const Box& box) {
  add(&y, {box.y0, box.y1});
  add(&x, {box.x0, box.x1});
  add(&c, {box.c0, box.c1});
}

std::int64_t ExchangeEstimate::bytes(const LoopNest& writer, const std::vector<Box>& hold) {
  const int bytes = writer.op.out_q.bytes();
  if (hold.size() == 1) {  // one PE: only what has to move to its place
    const Box made = to_buffer(writer.op.output, writer.output_share(0, 0));
    return hold[0].contains(made) ? 0 : bytes * intersect(made, hold[0]).elements();
  }
  made_.clear();
  held_.clear();
  std::int64_t own = 0;
  std::size_t holders = 0;
  bool in_place = true;
  for (int row = 0; row < writer.tiling.pes_y; ++row)
    for (int column = 0; column < writer.tiling.pes_x; ++column) {
      const Box made = to_buffer(writer.op.output, writer.output_share(row, column));
      const Box& held = hold[row * writer.tiling.pes_x + column];
      if (!made.empty()) {
        made_.add_box(made);
        in_place = in_place && held.contains(made);
        own += intersect(made, held).elements();
      }
      if (!held.empty()) {
        ++holders;
        held_.add_box(held);
      }
    }
  const std::int64_t wanted =
      total_overlap(made_.y, held_.y) * total_overlap(made_.x, held_.x) * total_overlap(made_.c, held_.c);
  // What a PE writes straight into a hold that nobody shares needs no transfer.
  const bool unshared = held_.y.size() * held_.x.size() * held_.c.size() == holders;
  return bytes * (in_place && unshared ? wanted - own : wanted);
}

}  // namespace apollo::compiler::decisions
