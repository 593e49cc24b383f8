#include "simulator/systemc/lanes.h"

#include <algorithm>
#include <cstring>

#include "simulator/systemc/packed_values.h"

namespace apollo::systemc {

namespace {

template <typename T>
T load(const std::int8_t* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

}  // namespace

void Lanes::begin(const TileTask& task, ReadPort* pe_memory, const MemoryImage& core_memory) {
  task_ = task;
  pe_memory_ = pe_memory;
  core_memory_ = &core_memory;
  const program::LoopNest& n = task.plan->nest;
  own_.y = n.tiling.core_range(program::Dim::y, task.y, core_);
  own_.x = n.tiling.core_range(program::Dim::x, task.x, core_);
  own_.g = n.tiling.core_range(program::Dim::g, task.g, core_);
  own_.k = n.tiling.core_range(program::Dim::k, task.k, core_);
  // The first core has as many as any.
  const auto blocks = [&](program::Dim dim, program::Range range, int lanes) {
    return machine::ceil_div(n.tiling.core_range(dim, range, 0).size(), lanes);
  };
  blocks_ = {blocks(program::Dim::k, task.k, n.tiling.mapping.lanes_k),
             blocks(program::Dim::g, task.g, n.tiling.mapping.lanes_g),
             blocks(program::Dim::x, task.x, n.tiling.mapping.lanes_x), blocks(program::Dim::y, task.y, 1)};
  vector_ = -1;
}

void Lanes::start_vector() {
  ++vector_;
  step_ = 0;
  lanes_.clear();
  const program::Op& op = task_.plan->op();
  const program::Mapping& m = task_.plan->nest.tiling.mapping;
  const std::int64_t bytes = op.weight_bytes(1, 1, task_.c.size(), false);  // of one output channel
  std::int64_t v = vector_;
  const auto block = [&v](const program::Range& range, int lanes, int blocks) {
    const int begin = range.begin + static_cast<int>(v % blocks) * lanes;
    v /= blocks;
    return program::Range{begin, std::min(begin + lanes, range.end)};
  };
  const program::Range k = block(own_.k, m.lanes_k, blocks_[0]), g = block(own_.g, m.lanes_g, blocks_[1]),
                       x = block(own_.x, m.lanes_x, blocks_[2]), y = block(own_.y, 1, blocks_[3]);
  if (y.size() == 0) return;
  for (int ix = x.begin; ix < x.end; ++ix)
    for (int ig = g.begin; ig < g.end; ++ig)
      for (int ik = k.begin; ik < k.end; ++ik) {
        Lane lane{{y.begin, ix, ig, ik}, {}, nullptr};
        if (op.kernel == program::Kernel::mac)
          lane.weights =
              core_memory_->at(task_.instruction->weight_address + channel(lane.at) * bytes, bytes);
        if (task_.instruction->psum_in) lane.sum.value = partial_sum(lane.at);
        lanes_.push_back(lane);
      }
}

std::int64_t Lanes::channel(const Position& at) const {
  return std::int64_t{at.g - own_.g.begin} * own_.k.size() + at.k - own_.k.begin;
}

std::int64_t Lanes::partial_sum(const Position& at) const {
  const program::Op& op = task_.plan->op();
  const std::int8_t* sum =
      pe_memory_->read(Use::partial_sums, task_.psum.at(at.y, at.x, at.g * op.K + at.k), op.sum_bytes());
  return op.sum_bytes() == 4 ? load<std::int32_t>(sum) : load<std::int64_t>(sum);
}

Lanes::Step Lanes::decode_step(int index) const {
  const program::Op& op = task_.plan->op();
  const int columns = op.columns.taps(), ways = task_.plan->nest.tiling.ways();
  Step step;
  if (task_.plan->nest.tiling.mapping.ways_over_s) {
    const int c = task_.c.begin + index % task_.c.size(), tap = index / task_.c.size(),
              blocks = machine::ceil_div(columns, ways);
    step.c = {c, c + 1};
    step.row = tap / blocks;
    step.columns = {tap % blocks * ways, std::min((tap % blocks + 1) * ways, columns)};
  } else {
    const int blocks = machine::ceil_div(task_.c.size(), ways), tap = index / blocks,
              c = task_.c.begin + index % blocks * ways;
    step.c = {c, std::min(c + ways, task_.c.end)};
    step.row = tap / columns;
    step.columns = {tap % columns, tap % columns + 1};
  }
  return step;
}

void Lanes::step() {
  const program::Op& op = task_.plan->op();
  if (program::is_row_kernel(op.kernel) || program::is_cell_kernel(op.kernel) || lanes_.empty())
    return;  // they compute on what they have gathered, at the end of the vector
  if (op.rearrangement) return gather();
  const Step step = decode_step(step_++);
  const auto inside = [](int position, int size) { return position >= 0 && position < size; };
  Operands operands;
  operands.channels = step.c.size();
  int row = 0, y = 0, x = 0;
  if (!op.rows.find(lanes_[0].at.y, step.row, &row, &y) || !inside(y, op.input.shape.height)) return;
  for (int tap = step.columns.begin; tap < step.columns.end; ++tap) {
    const Lane* before = nullptr;
    for (Lane& lane : lanes_) {
      if (!before || before->at.x != lane.at.x ||
          before->at.g != lane.at.g) {  // lanes along k share the input
        int column = 0;
        operands.input = nullptr;
        if (op.columns.find(lane.at.x, tap, &column, &x) && inside(x, op.input.shape.width))
          operands.input = pe_memory_->read(Use::input, task_.input.at(y, x, lane.at.g * op.C + step.c.begin),
                                            std::int64_t{operands.channels} * op.in_q.bytes());
        operands.weight = (std::int64_t{step.c.begin - task_.c.begin} * op.R() + row) * op.S() + column;
      }
      if (operands.input) multiply(operands, &lane);
      before = &lane;
    }
  }
}

void Lanes::gather() {
  const program::Rearrangement& rearrangement = *task_.plan->op().rearrangement;
  for (Lane& lane : lanes_) {
    const auto [y, x, c] = rearrangement.input_of({lane.at.y, lane.at.x, lane.at.g});
    Operands operands;
    operands.input = pe_memory_->read(Use::input, task_.input.at(y, x, c), task_.plan->op().in_q.bytes());
    operands.channels = 1;
    multiply(operands, &lane);
  }
}

void Lanes::multiply(const Operands& operands, Lane* lane) {
  const program::Op& op = task_.plan->op();
  std::int64_t& sum = lane->sum.value;
  if (op.kernel == program::Kernel::mac) {
    const std::int64_t plane = std::int64_t{op.R()} * op.S();
    const int zero_point = op.by_channel ? op.by_channel->weight_zero_points[lane->at.g * op.K + lane->at.k]
                                         : op.weight_zero_point;
    for (int c = 0; c < operands.channels; ++c) {
      const std::int64_t input = unpacked(operands.input, c, op.in_q.bits) - op.in_q.zero_point;
      sum += input * (unpacked(lane->weights, operands.weight + c * plane, op.weight_bits) - zero_point);
    }
    return;
  }
  const int value = unpacked(operands.input, 0, op.in_q.bits) - op.in_q.zero_point;
  if (op.kernel == program::Kernel::sum)
    sum += value;
  else if (lane->sum.elements == 0 || value > sum)
    sum = value;
  ++lane->sum.elements;
}

void Lanes::finish_vector(std::vector<Result>* results) {
  const program::Op& op = task_.plan->op();
  const program::Instruction& i = *task_.instruction;
  const std::int64_t channels = std::int64_t{own_.g.size()} * own_.k.size();
  const std::int64_t weights_end = i.weight_address + channels * op.weight_bytes(1, 1, task_.c.size(), false);
  for (Lane& lane : lanes_) {
    const Position& at = lane.at;
    if (program::is_row_kernel(op.kernel)) {
      finish_row(task_, at.y, at.x, pe_memory_,
                 op.has_weights() ? core_memory_->at(i.weight_address, 2 * op.C) : nullptr, results);
      continue;
    }
    const int c = at.g * op.K + at.k;
    if (program::is_cell_kernel(op.kernel)) {
      results->push_back(
          {task_.output.at(at.y, at.x, c), finish_cell(task_, at, pe_memory_), op.out_q.bytes()});
      continue;
    }
    if (op.kernel == program::Kernel::mac && op.has_bias && task_.c.end == op.C)
      lane.sum.value += load<std::int32_t>(core_memory_->at(weights_end + 4 * channel(at), 4));
    if (task_.sums && !i.psum_out)
      (*task_.sums)[(static_cast<std::size_t>(at.y) * op.X + at.x) * op.G * op.K + c] = lane.sum.value;
    if (i.psum_out)
      results->push_back({task_.psum.at(at.y, at.x, c), lane.sum.value, op.sum_bytes()});
    else
      results->push_back(
          {task_.output.at(at.y, at.x, c), finish_output(task_, at, lane.sum, pe_memory_), op.out_q.bytes()});
  }
}

}  // namespace apollo::systemc
