#include "apollo/compiler/lower/lowering.h"

#include <map>

#include "apollo/compiler/lower/layer_op.h"
#include "apollo/compiler/lower/recurrent.h"
#include "apollo/compiler/lower/views.h"

namespace apollo::compiler::lower {

using program::Combine;
using program::Kernel;
using program::Op;
using program::View;
using workloads::Activation;
using workloads::Layer;
using workloads::LayerType;
using workloads::Network;
using workloads::Tensor;

namespace {

class Lowering {
 public:
  explicit Lowering(const Network& network) : network_(network), made_by_(network.tensors.size(), -1) {
    lowered_.views = assign_views(network, &lowered_.buffers);
    uses_.assign(network.tensors.size(), 0);
    for (const Layer& layer : network.layers)
      for (const int t : layer.inputs) ++uses_[t];
    for (const int t : network.outputs) uses_[t] += 2;  // an output is never fused away
  }

  LoweredNetwork run() {
    for (std::size_t i = 0; i < network_.layers.size(); ++i) {
      layer_ = static_cast<int>(i);
      lower_layer(network_.layers[i]);
    }
    return std::move(lowered_);
  }

 private:
  const Tensor& tensor(int t) const { return network_.tensors[t]; }

  PlacedLayer placed() const { return {network_, lowered_.views, layer_}; }
  // Copies or combines, element by element.
  Op element_op(int input, int output) const { return window_op(placed(), input, output, Kernel::sum); }

  void push(Op op, int output) {
    made_by_[output] = static_cast<int>(lowered_.ops.size());
    lowered_.ops.push_back(std::move(op));
  }

  void lower_layer(const Layer& layer) {
    const int in = layer.inputs[0], out = layer.outputs[0];
    switch (layer.type) {
      case LayerType::slice:
        return lower_slice(layer, in, out);
      case LayerType::softmax:
        return lower_softmax(layer, in, out);
      case LayerType::activation:
        return lower_activation(layer, in, out);
      case LayerType::add:
        return lower_combine(layer, out, Combine::add);
      case LayerType::subtract:
        return lower_combine(layer, out, Combine::subtract);
      case LayerType::multiply:
        return lower_combine(layer, out, Combine::multiply);
      case LayerType::divide:
        return lower_combine(layer, out, Combine::divide);
      case LayerType::concatenation:
        return lower_concatenation(layer, out);
      case LayerType::lstm:
      case LayerType::gru:
        for (Op& op : lower_recurrent(network_, layer_, &lowered_)) lowered_.ops.push_back(std::move(op));
        return;
      default:
        return push(layer_op(placed()), out);
    }
  }

  // The op that makes tensor t, if nothing but the current layer uses it and its post-processing is still
  // open.
  Op* open_producer(int t) {
    if (made_by_[t] < 0 || uses_[t] != 1) return nullptr;
    Op& op = lowered_.ops[made_by_[t]];
    return program::is_row_kernel(op.kernel) ? nullptr : &op;
  }

  void redirect(Op* op, int from, int to) {
    op->output = lowered_.views[to];
    lowered_.views[from] = View{};
    made_by_[to] = made_by_[from];
  }

  void lower_activation(const Layer& layer, int in, int out) {
    const bool same = tensor(in).quantization == tensor(out).quantization;
    Op* producer = same ? open_producer(in) : nullptr;
    if (producer) {
      Activation& slot = producer->combine == Combine::none ? producer->activation : producer->activation2;
      if (slot == Activation::none) {
        slot = layer.activation;
        return redirect(producer, in, out);
      }
    }
    push(element_op(in, out), out);
  }

  void lower_combine(const Layer& layer, int out, Combine combine) {
    const auto& first = tensor(layer.inputs[0]);
    // The op to fuse into makes the later of the operands, so that the other one is there when it runs; it
    // must be the first operand if they may not change places.
    const bool commutative = combine == Combine::add || combine == Combine::multiply;
    int host = -1;
    for (int i = 0; i < (commutative ? 2 : 1); ++i) {
      const int t = layer.inputs[i], other = layer.inputs[1 - i];
      if (t == other || tensor(t).shape != tensor(out).shape) continue;
      const Op* producer = open_producer(t);
      if (producer && producer->combine == Combine::none && producer->operand2.buffer < 0 &&
          made_by_[t] > made_before(other))
        host = i;
    }
    Op op;
    const bool fused = host >= 0;
    const int own = layer.inputs[fused ? host : 0], other = layer.inputs[fused ? 1 - host : 1];
    if (fused) {
      op = lowered_.ops[made_by_[own]];
    } else {
      op = element_op(own, out);
      op.own_q = first.quantization;
      op.multiplier = 1;
      op.activation = Activation::none;
    }
    op.combine = combine;
    op.operand2 = lowered_.views[other];
    op.operand2_q = tensor(other).quantization;
    op.broadcast_operand2 = tensor(other).shape != tensor(out).shape;
    op.out_q = tensor(out).quantization;
    op.activation2 = layer.activation;
    if (!fused) return push(op, out);
    lowered_.ops[made_by_[own]] = op;
    redirect(&lowered_.ops[made_by_[own]], own, out);
  }

  // The last op that writes tensor t's buffer (its index), -1 for a network input. Recurrent layers and
  // copies write without made_by_.
  int made_before(int t) const {
    if (made_by_[t] >= 0) return made_by_[t];
    int last = -1;
    for (std::size_t i = 0; i < lowered_.ops.size(); ++i)
      if (lowered_.ops[i].output.buffer == lowered_.views[t].buffer) last = static_cast<int>(i);
    return last;
  }

  void lower_concatenation(const Layer& layer, int out) {
    View window = lowered_.views[out];
    for (const int in : layer.inputs) {
      window.shape = tensor(in).shape;
      if (!(lowered_.views[in] == window)) {
        Op op = element_op(in, out);
        op.Y = window.shape.height;
        op.X = window.shape.width;
        op.G = window.shape.channels;
        op.output = window;
        lowered_.ops.push_back(op);
      }
      advance(&window, layer.axis, window.shape);
    }
  }

  // Nothing for a slice that is a window of its input's buffer.
  void lower_slice(const Layer& layer, int in, int out) {
    View window = lowered_.views[in];
    window.y += layer.begin[0];
    window.x += layer.begin[1];
    window.c += layer.begin[2];
    window.shape = tensor(out).shape;
    if (lowered_.views[out] == window) return;
    Op op = element_op(in, out);
    op.input = window;
    push(op, out);
  }

  // A head after the other, each on its window of the channels.
  void lower_softmax(const Layer& layer, int in, int out) {
    for (int head = 0; head < layer.groups; ++head) {
      Op op = op_between(placed(), in, out);
      if (layer.groups > 1) op.name += "[" + std::to_string(head) + "]";
      op.kernel = Kernel::softmax;
      op.C = tensor(in).shape.channels / layer.groups;
      for (View* view : {&op.input, &op.output}) {
        view->c += head * op.C;
        view->shape.channels = op.C;
      }
      push(op, out);
    }
  }

  const Network& network_;
  LoweredNetwork lowered_;
  std::vector<int> made_by_, uses_;
  int layer_ = 0;
};

}  // namespace

std::vector<int> weight_groups(const LoweredNetwork& network) {
  std::map<std::vector<int>, std::vector<std::size_t>> users;
  for (std::size_t i = 0; i < network.ops.size(); ++i) {
    const Op& op = network.ops[i];
    const View& view = op.weight_view;
    if (op.parameter_layer >= 0)
      users[{op.parameter_layer, op.parameter_set}].push_back(i);
    else if (view.buffer >= 0 && !network.parts_of.empty())
      users[{network.parts_of[i], view.c, view.shape.channels}].push_back(i);
  }
  std::vector<int> groups(network.ops.size(), -1);
  int next = 0;
  for (const auto& [weights, ops] : users) {
    if (ops.size() < 2) continue;
    for (const std::size_t op : ops) groups[op] = next;
    ++next;
  }
  return groups;
}

LoweredNetwork lower(const Network& network) { return Lowering(network).run(); }

}  // namespace apollo::compiler::lower
