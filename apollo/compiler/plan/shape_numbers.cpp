#include "apollo/compiler/plan/shape_numbers.h"

#include "simulator/program/functions.h"

namespace apollo::compiler::plan {

using program::Op;

namespace {

// Everything about an op that its mapping can depend on, but where its tensors lie.
std::vector<int> shape_of(const Op& op) {
  const auto& in = op.input.shape;
  const auto& operand2 = op.operand2.shape;
  const auto& out = op.output.shape;
  std::vector<int> shape{static_cast<int>(op.kernel), op.G, op.K, op.C, op.Y, op.X};
  for (const program::WindowAxis* axis : {&op.rows, &op.columns})
    shape.insert(shape.end(), {axis->window, axis->stride, axis->dilation, axis->pad,
                               static_cast<int>(axis->transposed), axis->divisor});
  for (const auto* tensor : {&in, &operand2, &out})
    shape.insert(shape.end(), {tensor->height, tensor->width, tensor->channels});
  shape.insert(shape.end(), {op.operand2.buffer >= 0, op.broadcast_operand2, op.has_bias,
                             op.weight_view.buffer >= 0, op.transpose_weight, op.weight_bits, op.in_q.bits,
                             op.operand2_q.bits, op.out_q.bits, evaluations_per_result(op)});
  for (int axis = 0; op.rearrangement && axis < 3; ++axis)
    for (const auto& term : op.rearrangement->terms(axis))
      shape.insert(shape.end(), {axis, term.axis, term.inner, term.size, term.weight});
  return shape;
}

}  // namespace

int ShapeNumbers::shape(const Op& op) { return number(shape_of(op), &shapes_); }

}  // namespace apollo::compiler::plan
