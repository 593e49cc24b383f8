#include "apollo/compiler/lower/slices.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "simulator/program/program.h"

namespace apollo::compiler::lower {

using program::Box;
using program::Kernel;
using program::Op;
using program::Range;
using program::View;
using program::WindowAxis;

namespace {

Box whole(const View& view) { return {0, view.shape.height, 0, view.shape.width, 0, view.shape.channels}; }

void narrow(View* view, const Box& box) {
  view->y += box.y0;
  view->x += box.x0;
  view->c += box.c0;
  view->shape = {box.y1 - box.y0, box.x1 - box.x0, box.c1 - box.c0};
}

// Cuts an axis of `outputs` outputs to a range of them. Returns what they read of an input of `size`; nothing
// if they read nothing but padding.
std::optional<Range> cut_axis(WindowAxis* axis, int outputs, Range range, int size) {
  if (range.begin == 0 && range.end == outputs) return Range{0, size};
  Range in = axis->input_range(range, size);
  if (in.size() == 0) return std::nullopt;
  if (axis->transposed) {
    in.begin = std::min(in.begin, (axis->pad + range.begin) / axis->stride);  // no padding below zero
    axis->pad += range.begin - in.begin * axis->stride;
  } else {
    axis->pad += in.begin * axis->divisor - range.begin * axis->stride;
  }
  return in;
}

// Cuts an op to a range of its output channels, whose inputs follow. Whether it can be.
bool cut_channels(Op* op, Range range, Box* input) {
  if (range.begin == 0 && range.end == op->output_channels()) return true;
  if (is_row_kernel(op->kernel) || op->parameter_layer >= 0 || range.begin % op->K > 0 ||
      range.end % op->K > 0)
    return false;
  const Range groups{range.begin / op->K, range.end / op->K};
  op->G = groups.size();
  input->c0 = groups.begin * op->C;
  input->c1 = groups.end * op->C;
  if (op->weight_view.buffer < 0) return true;
  const int channels = op->transpose_weight ? op->C : op->K;
  op->weight_view.c += groups.begin * channels;
  op->weight_view.shape.channels = groups.size() * channels;
  return true;
}

// Whether outputs next to each other leave no input between them out, nor any at the ends.
bool reads_all(const WindowAxis& axis, int outputs, int size) {
  const Range in = axis.input_range({0, outputs}, size);
  const bool gaps = !axis.transposed && (axis.window - 1) * axis.dilation + axis.divisor < axis.stride;
  return in.begin == 0 && in.end == size && !gaps;
}

bool reads_all(const Op& op) {
  return is_cell_kernel(op.kernel) || op.rearrangement ||
         (reads_all(op.rows, op.Y, op.input.shape.height) &&
          reads_all(op.columns, op.X, op.input.shape.width));
}

}  // namespace

bool read_wholly(const LoweredNetwork& network, int buffer, const std::vector<int>& readers) {
  const workloads::Shape& shape = network.buffers[buffer].buffer.shape;
  std::vector<Box> read;
  std::vector<int> rows{0}, columns{0}, channels{0};  // where boxes begin or end
  for (const int reader : readers) {
    const Op& op = network.ops[reader];
    for (const View* view : {&op.input, &op.operand2}) {
      if (view->buffer != buffer || (view == &op.input && !reads_all(op))) continue;
      const Box box = to_buffer(*view, whole(*view));
      read.push_back(box);
      rows.insert(rows.end(), {box.y0, box.y1});
      columns.insert(columns.end(), {box.x0, box.x1});
      channels.insert(channels.end(), {box.c0, box.c1});
    }
  }
  for (const int y : rows)
    for (const int x : columns)
      for (const int c : channels) {
        const Box first{y, y + 1, x, x + 1, c, c + 1};  // all up to the next ones are like it
        if (y < shape.height && x < shape.width && c < shape.channels &&
            std::none_of(read.begin(), read.end(), [&](const Box& box) { return box.contains(first); }))
          return false;
      }
  return true;
}

std::optional<Op> slice(const Op& op, const Box& output) {
  Op part = op;
  if (output == whole(op.output)) return part;
  if (is_cell_kernel(op.kernel) || op.rearrangement) return std::nullopt;
  Box input = whole(op.input);
  if (!cut_channels(&part, {output.c0, output.c1}, &input)) return std::nullopt;
  const auto rows = cut_axis(&part.rows, op.Y, {output.y0, output.y1}, op.input.shape.height);
  const auto columns = cut_axis(&part.columns, op.X, {output.x0, output.x1}, op.input.shape.width);
  if (!rows || !columns) return std::nullopt;
  part.Y = output.y1 - output.y0;
  part.X = output.x1 - output.x0;
  narrow(&part.input, {rows->begin, rows->end, columns->begin, columns->end, input.c0, input.c1});
  narrow(&part.output, output);
  if (op.operand2.buffer >= 0)
    narrow(&part.operand2, op.broadcast_operand2 ? Box{0, 1, 0, 1, output.c0, output.c1} : output);
  return part;
}

std::optional<PartOfChain> part_of_chain(const LoweredNetwork& network, const Chain& chain, const Box& part) {
  PartOfChain result;
  result.ops.reserve(static_cast<std::size_t>(chain.last - chain.first) + 1);
  result.needed.assign(chain.inner.size(), {});
  const auto needed = [&](int buffer) -> Box* {
    const auto found = std::find(chain.inner.begin(), chain.inner.end(), buffer);
    return found == chain.inner.end() ? nullptr : &result.needed[found - chain.inner.begin()];
  };
  for (int i = chain.last; i >= chain.first; --i) {
    const Op& op = network.ops[i];
    Box output = part;
    if (i < chain.last) {
      const View& v = op.output;
      const Box window = to_buffer(v, whole(v)), wanted = intersect(*needed(v.buffer), window);
      if (wanted.empty()) continue;
      output = {wanted.y0 - v.y, wanted.y1 - v.y, wanted.x0 - v.x,
                wanted.x1 - v.x, wanted.c0 - v.c, wanted.c1 - v.c};
    }
    auto sliced = slice(op, output);
    if (!sliced) return std::nullopt;
    for (const View* view : {&sliced->input, &sliced->operand2})
      if (Box* const box = view->buffer < 0 ? nullptr : needed(view->buffer))
        *box = bounding(*box, to_buffer(*view, whole(*view)));
    result.ops.push_back({i, std::move(*sliced)});
  }
  std::reverse(result.ops.begin(), result.ops.end());
  return result;
}

namespace {

// Appends a part of a chain, with inner buffers of its own.
void add_part(const Chain& chain, const PartOfChain& part, std::size_t number, LoweredNetwork* network) {
  const int first_buffer = static_cast<int>(network->buffers.size());
  for (std::size_t i = 0; i < chain.inner.size(); ++i) {
    const Box& box = part.needed[i];
    LoweredBuffer buffer;
    buffer.buffer = network->buffers[chain.inner[i]].buffer;
    buffer.part_of = network->buffers[chain.inner[i]].tensor;
    buffer.buffer.name += "[" + std::to_string(number) + "]";
    buffer.buffer.shape = {box.y1 - box.y0, box.x1 - box.x0, box.c1 - box.c0};
    network->buffers.push_back(std::move(buffer));
  }
  for (PartOfChain::PartOfOp sliced : part.ops) {
    sliced.op.name += "[" + std::to_string(number) + "]";
    for (View* view : {&sliced.op.input, &sliced.op.operand2, &sliced.op.output}) {
      const auto found = std::find(chain.inner.begin(), chain.inner.end(), view->buffer);
      if (found == chain.inner.end()) continue;
      const auto position = found - chain.inner.begin();
      const Box& box = part.needed[position];
      view->buffer = first_buffer + static_cast<int>(position);
      view->y -= box.y0;
      view->x -= box.x0;
      view->c -= box.c0;
    }
    network->ops.push_back(std::move(sliced.op));
    network->parts_of.push_back(sliced.of);
  }
}

}  // namespace

LoweredNetwork cut(const LoweredNetwork& network, const std::vector<Chain>& chains) {
  LoweredNetwork result;
  result.buffers = network.buffers;
  result.views = network.views;
  const int ops = static_cast<int>(network.ops.size());
  auto chain = chains.begin();
  for (int i = 0; i < ops; ++i) {
    if (chain == chains.end() || i < chain->first) {
      result.ops.push_back(network.ops[i]);
      result.parts_of.push_back(i);
      continue;
    }
    for (std::size_t part = 0; part < chain->parts.size(); ++part)
      add_part(*chain, *part_of_chain(network, *chain, chain->parts[part]), part, &result);
    for (View& view : result.views)
      if (std::count(chain->inner.begin(), chain->inner.end(), view.buffer) > 0) view = View{};
    i = chain->last;
    ++chain;
  }
  return result;
}

std::vector<int> model_parts(const LoweredNetwork& network) {
  const std::vector<int>& parts_of = network.parts_of;
  std::vector<int> models(network.ops.size());
  std::iota(models.begin(), models.end(), 0);
  std::map<int, std::vector<int>> parts;
  for (std::size_t op = 0; op < parts_of.size(); ++op) parts[parts_of[op]].push_back(static_cast<int>(op));
  for (const auto& [whole, ops] : parts)
    for (const int op : ops) models[op] = ops[ops.size() > 1 ? 1 : 0];
  return models;
}

}  // namespace apollo::compiler::lower
