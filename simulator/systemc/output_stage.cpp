#include "simulator/systemc/output_stage.h"

#include <cassert>

#include "simulator/systemc/packed_values.h"

namespace apollo::systemc {

using workloads::Value;
using workloads::Values;

namespace {

// `count` neighbouring elements of an operand.
Values read(ReadPort* pe_memory, Use use, std::int64_t address, int count, const workloads::Quantization& q) {
  const std::int8_t* bytes = pe_memory->read(use, address, packed_bytes(count, q.bits));
  return unpacked_all(bytes, count, q.bits);
}

Value combined(const program::Op& op, Value value, Value other) {
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

Value finish_output(const TileTask& task, const Position& at, const Accumulator& sum, ReadPort* pe_memory) {
  const program::Op& op = task.plan->op();
  const float multiplier = op.average ? op.in_q.scale / (op.own_q.scale * static_cast<float>(sum.elements))
                           : op.by_channel ? op.by_channel->multipliers[at.g * op.K + at.k]
                                           : op.multiplier;
  Value value = workloads::requantize(sum.value, multiplier, op.own_q);
  value = workloads::activate(op.activation, value, op.own_q);
  if (op.combine == program::Combine::none) return value;
  const int y = op.broadcast_operand2 ? 0 : at.y, x = op.broadcast_operand2 ? 0 : at.x;
  const std::int8_t* other =
      pe_memory->read(Use::operand2, task.operand2.at(y, x, at.g * op.K + at.k), op.operand2_q.bytes());
  value = combined(op, value, unpacked(other, 0, op.operand2_q.bits));
  return workloads::activate(op.activation2, value, op.out_q);
}

void finish_row(const TileTask& task, int y, int x, ReadPort* pe_memory, const std::int8_t* weights,
                std::vector<Result>* results) {
  const program::Op& op = task.plan->op();
  const Values in = read(pe_memory, Use::input, task.input.at(y, x, 0), op.C, op.in_q);
  Values out(in.size());
  if (op.kernel == program::Kernel::softmax)
    workloads::softmax(in.data(), op.C, op.in_q, out.data(), op.out_q);
  else if (op.kernel == program::Kernel::local_response_norm)
    workloads::local_response_norm(in.data(), op.C, op.in_q, op.row_window, out.data(), op.out_q);
  else {
    const Values gamma = unpacked_all(weights, op.C, 8), beta = unpacked_all(weights + op.C, op.C, 8);
    workloads::layer_norm(in.data(), op.C, op.in_q, gamma.data(), beta.data(), out.data(), op.out_q);
  }
  for (int c = 0; c < op.C; ++c) results->push_back({task.output.at(y, x, c), out[c], op.out_q.bytes()});
}

Value finish_cell(const TileTask& task, const Position& at, ReadPort* pe_memory) {
  const program::Op& op = task.plan->op();
  const int others = op.operand2.shape.channels / op.G;
  const Values gates = read(pe_memory, Use::input, task.input.at(at.y, at.x, at.g * op.C), op.C, op.in_q);
  const Values other =
      read(pe_memory, Use::operand2, task.operand2.at(at.y, at.x, at.g * others), others, op.operand2_q);
  switch (op.kernel) {
    case program::Kernel::lstm_state:
      return workloads::lstm_state(gates.data(), op.in_q, other[0], op.operand2_q, op.out_q);
    case program::Kernel::lstm_output:
      return workloads::lstm_output(gates.data(), op.in_q, other[0], op.operand2_q, op.out_q);
    case program::Kernel::gru_output:
      return workloads::gru_output(gates.data(), op.in_q, other[0], op.operand2_q, op.out_q);
    default:
      break;
  }
  assert(op.kernel == program::Kernel::gru_gates);
  Value update_and_new[2];
  workloads::gru_gates(gates.data(), op.in_q, other.data(), op.operand2_q, update_and_new, op.out_q);
  return update_and_new[at.k];
}

}  // namespace apollo::systemc
