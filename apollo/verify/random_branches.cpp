#include "apollo/verify/random_branches.h"

#include <algorithm>
#include <utility>

namespace apollo::verify {

using workloads::Activation;
using workloads::Axis;
using workloads::Layer;
using workloads::LayerType;
using workloads::Network;
using workloads::Quantization;
using workloads::Shape;

Quantization random_quantization(workloads::Random& r) {
  return {r.pick({1.0F / 16, 1.0F / 32, 0.0371F}), r.chance(50) ? 0 : r.between(-9, 9)};
}

Layer random_convolution(const std::string& kind, workloads::Random& r, int x, Shape in) {
  Layer l = workloads::layer_of(
      kind == "transposed" ? LayerType::transposed_convolution : LayerType::convolution, {x});
  l.channels = r.between(1, 40);
  if (kind == "depthwise") l.groups = l.channels = in.channels;
  if (kind == "grouped") {
    l.groups = in.channels % 3 == 0 ? 3 : in.channels % 2 == 0 ? 2 : 1;
    l.channels = l.groups * r.between(1, 9);
  }
  if (kind == "dilated")
    l.kernel = {r.between(1, 3), r.between(1, 2)};
  else if (kind != "pointwise")
    l.kernel = {r.between(1, 4), r.between(1, 5)};
  if (kind == "strided" || kind == "transposed") l.stride = {r.between(1, 3), r.between(1, 3)};
  if (kind == "dilated") l.dilation = {r.between(1, 2), r.between(1, 3)};
  for (int side = 0; side < 4; ++side) {
    const int extent = (l.kernel[side % 2] - 1) * l.dilation[side % 2];
    l.padding[side] = extent > 0 ? r.between(0, extent) : 0;
  }
  return l;
}

Layer as_wide(Layer convolution, Shape in) {
  convolution.channels = in.channels;
  return convolution;
}

namespace {

// A convolution of 3 x 3 that keeps the shape.
Layer same_convolution(workloads::Random& r, int x, int channels) {
  Layer l = workloads::layer_of(LayerType::convolution, {x});
  l.channels = channels;
  l.kernel = {3, 3};
  l.padding = {1, 1, 1, 1};
  if (r.chance(30)) l.activation = Activation::relu;
  return l;
}

}  // namespace

Network random_concatenation(const std::string& kind, workloads::Random& r, workloads::NetworkBuilder& b,
                             Shape image) {
  const Axis axis = kind == "concatenation_height"  ? Axis::height
                    : kind == "concatenation_width" ? Axis::width
                                                    : Axis::channels;
  const Quantization q = random_quantization(r);
  const auto other = [&] { return r.chance(30) ? random_quantization(r) : q; };
  const int x = b.input("x", image, q);
  Shape smaller = image;
  (axis == Axis::height  ? smaller.height
   : axis == Axis::width ? smaller.width
                         : smaller.channels) = r.between(1, 6);
  Layer cat = workloads::layer_of(LayerType::concatenation, {});
  cat.axis = axis;
  if (r.chance(50)) cat.inputs.push_back(b.input("y", smaller, other()));
  cat.inputs.push_back(b.add(same_convolution(r, x, image.channels), other()));
  if (r.chance(50)) cat.inputs.push_back(x);
  if (r.chance(50)) {
    Layer pool =
        workloads::layer_of(LayerType::max_pool, {cat.inputs[r.between(0, int(cat.inputs.size()) - 1)]});
    pool.kernel = {3, 3};
    pool.padding = {1, 1, 1, 1};
    cat.inputs.push_back(b.add(pool, q));
  }
  if (r.chance(20)) cat.activation = Activation::relu6;
  const int joined = b.add(cat, q);
  if (r.chance(30)) return b.finish({joined});
  return b.finish({b.add(same_convolution(r, joined, r.between(1, 20)), other())});
}

namespace {

// A window of a tensor of `shape`, perhaps all of it along some axes.
Layer random_slice(workloads::Random& r, int x, const Shape& shape) {
  Layer l = workloads::layer_of(LayerType::slice, {x});
  const int from[] = {shape.height, shape.width, shape.channels};
  int* const to[] = {&l.shape.height, &l.shape.width, &l.shape.channels};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    *to[axis] = r.chance(40) ? from[axis] : r.between(1, from[axis]);
    l.begin[axis] = r.between(0, from[axis] - *to[axis]);
  }
  return l;
}

}  // namespace

Network random_slices(const std::string& kind, workloads::Random& r, workloads::NetworkBuilder& b,
                      Shape image) {
  const Quantization q = random_quantization(r);
  int whole = b.input("x", image, q);
  if (kind != "slice_of_input") whole = b.add(same_convolution(r, whole, image.channels), q);
  const auto cut = [&] {
    Layer l = random_slice(r, whole, image);
    if (r.chance(20)) l.activation = Activation::relu;
    Shape shape = l.shape;
    int part = b.add(l, r.chance(20) ? random_quantization(r) : q);
    if (r.chance(30)) {
      Layer again = random_slice(r, part, shape);
      shape = again.shape;
      part = b.add(again, q);
    }
    if (r.chance(30)) {
      Layer on_its_own = workloads::layer_of(LayerType::activation, {part});
      on_its_own.activation = Activation::hard_swish;
      part = b.add(on_its_own, q);
    }
    if (r.chance(20)) return part;
    return b.add(same_convolution(r, part, r.between(1, 20)), random_quantization(r));
  };
  const int first = cut();
  if (kind != "two_slices") return b.finish({first});
  const int second = cut();
  if (r.chance(30)) return b.finish({first, second, whole});
  return b.finish({first, second});
}

namespace {

// Swaps two elements of an order.
std::vector<int> swapped(std::vector<int> order, int a, int b) {
  std::swap(order[std::size_t(a)], order[std::size_t(b)]);
  return order;
}

int product(const std::vector<int>& factors, std::size_t begin, std::size_t end) {
  int all = 1;
  for (std::size_t i = begin; i < end; ++i) all *= factors[i];
  return all;
}

// The shape whose height, width and channels are made of so many factors each.
Shape made_of(const std::vector<int>& factors, std::size_t of_height, std::size_t of_width) {
  return {product(factors, 0, of_height), product(factors, of_height, of_height + of_width),
          product(factors, of_height + of_width, factors.size())};
}

struct RandomSplit {
  std::vector<int> split, order;
  std::size_t in_height, in_width, out_height, out_width;  // factors of
};

RandomSplit random_split(const std::string& kind, workloads::Random& r) {
  const int h = r.between(2, 9), w = r.between(2, 9), c = r.between(2, 9);
  const int f = r.between(2, 4), g = r.between(2, 4);
  if (kind == "channel_shuffle") return {{h, w, f, c}, {0, 1, 3, 2}, 1, 1, 1, 1};
  if (kind == "swap_axes") {
    const int kept = r.between(0, 2);
    return {{h, w, c}, swapped({0, 1, 2}, kept == 0 ? 1 : 0, kept == 2 ? 1 : 2), 1, 1, 1, 1};
  }
  if (kind == "flatten_to_sequence") {  // of rows or of columns first, or back
    const std::vector<int> order = r.chance(50) ? std::vector<int>{0, 1, 2} : std::vector<int>{1, 0, 2};
    if (r.chance(50)) return {{h, w, c}, order, 1, 1, 0, 2};
    return {{h, w, c}, order, 0, 2, 1, 1};
  }
  if (kind == "depth_to_space") {
    if (r.chance(50)) return {{h, w, f, g, c}, {0, 2, 1, 3, 4}, 1, 1, 2, 2};
    return {{h, f, w, g, c}, {0, 2, 1, 3, 4}, 2, 2, 1, 1};
  }
  RandomSplit any{{}, {}, 0, 0, 0, 0};
  const int factors = r.between(3, 6);
  for (int i = 0; i < factors; ++i) {
    constexpr int kMost[] = {9, 6, 4, 3};  // so that all of them in one axis make no more than 1296
    any.split.push_back(r.between(1, kMost[factors - 3]));
    any.order.push_back(i);
  }
  for (int i = factors; i-- > 1;) any.order = swapped(any.order, i, r.between(0, i));
  any.in_height = std::size_t(r.between(0, 2)), any.in_width = std::size_t(r.between(0, factors - 2));
  any.out_height = std::size_t(r.between(0, 2)), any.out_width = std::size_t(r.between(0, factors - 2));
  any.in_width = std::min(any.in_width, std::size_t(factors) - any.in_height);
  any.out_width = std::min(any.out_width, std::size_t(factors) - any.out_height);
  return any;
}

}  // namespace

Network random_rearrangement(const std::string& kind, workloads::Random& r, workloads::NetworkBuilder& b) {
  const RandomSplit s = random_split(kind, r);
  std::vector<int> moved;
  for (const int factor : s.order) moved.push_back(s.split[std::size_t(factor)]);
  const Shape in = made_of(s.split, s.in_height, s.in_width);
  const Quantization q = random_quantization(r);
  int x = b.input("x", in, q);
  if (r.chance(60)) x = b.add(same_convolution(r, x, in.channels), q);
  Layer l = workloads::layer_of(LayerType::rearrange, {x});
  l.split = s.split;
  l.order = s.order;
  l.shape = made_of(moved, s.out_height, s.out_width);
  if (r.chance(30)) l.activation = Activation::relu6;
  x = b.add(l, r.chance(30) ? random_quantization(r) : q);
  if (r.chance(30)) return b.finish({x});
  return b.finish({b.add(same_convolution(r, x, r.between(1, 20)), random_quantization(r))});
}

Network random_attention(workloads::Random& r, workloads::NetworkBuilder& b) {
  constexpr int kHeads = 2;
  const int tokens = r.between(1, 12), width = kHeads * r.between(1, 20);
  const Quantization q = random_quantization(r), probabilities{1.0F / 256, -128};
  const int x = b.input("x", {1, tokens, width}, q);
  const auto projection = [&](int of, const char* name) {
    Layer l = workloads::layer_of(LayerType::fully_connected, {of});
    l.name = name;
    l.channels = width;
    return b.add(l, q);
  };
  const auto product = [&](int a, int other, bool transposed, const char* name) {
    Layer l = workloads::layer_of(LayerType::matmul, {a, other});
    l.name = name;
    l.groups = kHeads;
    l.transpose_b = transposed;
    return b.add(l, q);
  };
  const int query = projection(x, "query"), key = projection(x, "key"), value = projection(x, "value");
  Layer softmax = workloads::layer_of(LayerType::softmax, {product(query, key, true, "scores")});
  softmax.groups = kHeads;
  const int context = product(b.add(softmax, probabilities), value, false, "context");
  const int sum = b.add(workloads::layer_of(LayerType::add, {projection(context, "projection"), x}), q);
  return b.finish({b.add(workloads::layer_of(LayerType::layer_norm, {sum}), random_quantization(r))});
}

}  // namespace apollo::verify
