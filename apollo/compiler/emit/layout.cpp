#include "apollo/compiler/emit/layout.h"

namespace apollo::compiler::emit {

PlacedOp placed_op(int index, const program::LoopNest& nest, const decisions::OpDecision& decision,
                   const std::vector<decisions::BufferDecision>& buffers,
                   decisions::ExchangeEstimate* exchange) {
  const program::Op& op = nest.op;
  const decisions::BufferDecision& out = buffers[op.output.buffer];
  PlacedOp placed{index, &nest, &decision};
  placed.input_in_place = decisions::reads_in_place(nest, op.input, false, buffers[op.input.buffer]);
  placed.operand2_in_place = op.operand2.buffer >= 0 &&
                             decisions::reads_in_place(nest, op.operand2, true, buffers[op.operand2.buffer]);
  placed.output_in_place = decisions::writes_in_place(nest, out);
  placed.exchanges = out.on_chip && exchange->bytes(nest, out.hold) > 0;
  return placed;
}

}  // namespace apollo::compiler::emit
