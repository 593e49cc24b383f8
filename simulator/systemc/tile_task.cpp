#include "simulator/systemc/tile_task.h"

#include <stdexcept>

namespace apollo::systemc {

namespace {

program::Box from_buffer(const program::View& v, const program::Box& b) {
  return {b.y0 - v.y, b.y1 - v.y, b.x0 - v.x, b.x1 - v.x, b.c0 - v.c, b.c1 - v.c};
}

// The box of a view that a PE uses: in its hold of the buffer, or in a slot of its own.
Placement place(const program::Program& program, const program::OpPlan& plan, const program::View& view,
                const program::Box& box, bool in_place, std::int64_t slot, int pe) {
  if (box.empty()) return {box, slot};
  const program::BufferPlan& buffer = program.buffers[view.buffer];
  const int bytes = buffer.buffer.element_bytes;
  if (!in_place) return {box, slot, bytes};
  const Placement hold{from_buffer(view, buffer.hold[pe]), buffer.pe_address, bytes};
  if (!hold.box.contains(box))
    throw std::logic_error("PE " + std::to_string(pe) + " does not hold what " + plan.op().name +
                           " uses of " + buffer.buffer.name);
  return hold;
}

}  // namespace

TileTask decode(const program::Program& program, const program::Instruction& i, int row, int column) {
  TileTask t;
  t.plan = &program.ops[i.op];
  t.instruction = &i;
  const program::LoopNest& n = t.plan->nest;
  const auto range = [&](program::Dim dim, int tile_index) {
    return n.tiling.output_range(dim, n.tiling.part(dim, row, column), tile_index);
  };
  t.y = range(program::Dim::y, i.tile.y);
  t.x = range(program::Dim::x, i.tile.x);
  t.g = range(program::Dim::g, i.tile.g);
  t.k = range(program::Dim::k, i.tile.k);
  t.c = n.tiling.c_range(i.tile.c);
  t.vectors = n.tiling.vectors(t.y.size(), t.x.size(), t.g.size(), t.k.size());
  if (t.vectors == 0) return t;
  t.steps = n.tiling.steps(t.c.size());
  const auto of_task = [&](program::PortTraffic traffic) {
    if (!i.psum_in) traffic.psum = 0;
    if (i.psum_out) traffic.operand2 = 0, traffic.drain = traffic.psum_drain;
    return traffic;
  };
  t.beats = of_task(n.tiling.beats);
  t.bytes = of_task(n.tiling.bytes);
  const program::Mapping& m = n.tiling.mapping;
  if (!i.psum_out)
    t.evaluations = std::int64_t{m.lanes_g} * m.lanes_k * m.lanes_x * program::evaluations_per_result(n.op);
  t.lanes = program.accelerator.configuration.compute_lanes;
  const program::Range split = n.tiling.mapping.cores == program::Dim::y   ? t.y
                               : n.tiling.mapping.cores == program::Dim::x ? t.x
                               : n.tiling.mapping.cores == program::Dim::g ? t.g
                                                                           : t.k;
  while (t.active_cores < n.tiling.cores &&
         n.tiling.core_range(n.tiling.mapping.cores, split, t.active_cores).size())
    ++t.active_cores;
  if (n.op.kernel == program::Kernel::mac)
    t.macs = n.op.rows.useful_taps(t.y, n.op.input.shape.height) *
             n.op.columns.useful_taps(t.x, n.op.input.shape.width) * t.g.size() * t.k.size() * t.c.size();
  return t;
}

void locate_operands(const program::Program& program, int row, int column, TileTask* t) {
  const program::OpPlan& plan = *t->plan;
  const program::LoopNest& n = plan.nest;
  const program::Instruction& i = *t->instruction;
  const int pe = row * n.tiling.pes_x + column;
  const program::Box output = n.output_box(row, column, i.tile);
  t->input = place(program, plan, n.op.input, n.input_box(output), plan.input_in_place, i.input_address, pe);
  t->operand2 = place(program, plan, n.op.operand2, n.operand2_box(output), plan.operand2_in_place,
                      i.operand2_address, pe);
  t->output = {};
  if (!i.psum_out)
    t->output = place(program, plan, n.op.output, output, plan.output_in_place, i.output_address, pe);
  t->psum = {program::psum_box(n, row, column, i.tile), i.psum_address, n.op.sum_bytes()};
}

}  // namespace apollo::systemc
