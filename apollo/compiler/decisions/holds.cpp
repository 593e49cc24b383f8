#include "apollo/compiler/decisions/holds.h"

#include <algorithm>

namespace apollo::compiler::decisions {

using program::Box;
using program::Dim;
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
    auto box = hold.begin();
    n.all_output_shares([&](const Box& share) {
      if (op.input.buffer == buffer) *box = bounding(*box, to_buffer(op.input, n.input_box(share)));
      if (op.operand2.buffer == buffer) *box = bounding(*box, to_buffer(op.operand2, n.operand2_box(share)));
      ++box;
      return true;
    });
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
  out->of_pe.resize(static_cast<std::size_t>(writer.tiling.pes_x) * writer.tiling.pes_y);
  auto made = out->of_pe.begin();
  writer.all_output_shares([&](const Box& share) {
    *made++ = to_buffer(writer.op.output, share);
    return true;
  });
  // Parts are distinct, and a PE at work has one of each dimension.
  const program::View& view = writer.op.output;
  const auto parts = [&](Dim dim, auto visit) {
    for (int part = 0; part < writer.tiling.parts[index(dim)]; ++part)
      if (const Range r = writer.tiling.share_of(dim, part); r.size() > 0) visit(r);
  };
  out->y.clear();
  out->x.clear();
  out->c.clear();
  parts(Dim::y, [&](Range y) { out->y.push_back({y.begin + view.y, y.end + view.y}); });
  parts(Dim::x, [&](Range x) { out->x.push_back({x.begin + view.x, x.end + view.x}); });
  parts(Dim::g, [&](Range g) {
    parts(Dim::k, [&](Range k) {
      const Range c = writer.output_channels(g, k);
      out->c.push_back({c.begin + view.c, c.end + view.c});
    });
  });
  out->pes = out->y.size() * out->x.size() * out->c.size();
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
