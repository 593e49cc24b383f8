#include "simulator/systemc/output_stage.h"

#include <cassert>

namespace apollo::systemc {

namespace {

std::int8_t combined(const program::Op& op, std::int8_t value, std::int8_t other) {
  switch (op.combine) {
    case program::Combine::none:
      break;
    case program::Combine::add:
      return workloads::add(value, op.own_q, other, op.operand2_q, op.out_q);
    case program::Combine::subtract:
      return workloads::subtract(value, op.own_q, other, op.operand2_q, op.out_q);
    case program::Combine::multiply:
      return workloads::multiply(value, op.own_q, other, op.operand2_q, op.out_q);
    case program::Combine::divide:
      return workloads::divide(value, op.own_q, other, op.operand2_q, op.out_q);
  }
  return value;
}

}  // namespace

std::int8_t finish_output(const TileTask& task, const Position& at, const Accumulator& sum,
                          ReadPort* pe_memory) {
  const program::Op& op = task.plan->op();
  const float multiplier = op.average ? op.in_q.scale / (op.own_q.scale * static_cast<float>(sum.elements))
                           : op.by_channel ? op.by_channel->multipliers[at.g * op.K + at.k]
                                           : op.multiplier;
  std::int8_t value = workloads::requantize(sum.value, multiplier, op.own_q.zero_point);
  value = workloads::activate(op.activation, value, op.own_q);
  if (op.combine == program::Combine::none) return value;
  const int y = op.broadcast_operand2 ? 0 : at.y, x = op.broadcast_operand2 ? 0 : at.x;
  const std::int8_t other = *pe_memory->read(Use::operand2, task.operand2.at(y, x, at.g * op.K + at.k), 1);
  value = combined(op, value, other);
  return workloads::activate(op.activation2, value, op.out_q);
}

void finish_row(const TileTask& task, int y, int x, ReadPort* pe_memory, const std::int8_t* weights,
                std::vector<Result>* results) {
  const program::Op& op = task.plan->op();
  const std::int8_t* in = pe_memory->read(Use::input, task.input.at(y, x, 0), op.C);
  std::vector<std::int8_t> out(op.C);
  if (op.kernel == program::Kernel::softmax)
    workloads::softmax(in, op.C, op.in_q, out.data(), op.out_q);
  else if (op.kernel == program::Kernel::local_response_norm)
    workloads::local_response_norm(in, op.C, op.in_q, op.row_window, out.data(), op.out_q);
  else
    workloads::layer_norm(in, op.C, op.in_q, weights, weights + op.C, out.data(), op.out_q);
  for (int c = 0; c < op.C; ++c) results->push_back({task.output.at(y, x, c), out[c], 1});
}

std::int8_t finish_cell(const TileTask& task, const Position& at, ReadPort* pe_memory) {
  const program::Op& op = task.plan->op();
  const int others = op.operand2.shape.channels / op.G;
  const std::int8_t* gates = pe_memory->read(Use::input, task.input.at(at.y, at.x, at.g * op.C), op.C);
  const std::int8_t* other =
      pe_memory->read(Use::operand2, task.operand2.at(at.y, at.x, at.g * others), others);
  switch (op.kernel) {
    case program::Kernel::lstm_state:
      return workloads::lstm_state(gates, op.in_q, *other, op.operand2_q, op.out_q);
    case program::Kernel::lstm_output:
      return workloads::lstm_output(gates, op.in_q, *other, op.operand2_q, op.out_q);
    case program::Kernel::gru_output:
      return workloads::gru_output(gates, op.in_q, *other, op.operand2_q, op.out_q);
    default:
      break;
  }
  assert(op.kernel == program::Kernel::gru_gates);
  std::int8_t update_and_new[2];
  workloads::gru_gates(gates, op.in_q, other, op.operand2_q, update_and_new, op.out_q);
  return update_and_new[at.k];
}

}  // namespace apollo::systemc
