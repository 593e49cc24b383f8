#include "workloads/random/parts.h"

#include "workloads/random/convolution.h"

namespace apollo::workloads::random {
namespace {

int& extent(Shape& shape, Axis axis) {
  if (axis == Axis::height) return shape.height;
  return axis == Axis::width ? shape.width : shape.channels;
}

}  // namespace

Network concatenation(Draft& d) {
  Random& r = d.random;
  NetworkBuilder& b = d.builder;
  const Axis axis = d.kind == "concatenation_height"  ? Axis::height
                    : d.kind == "concatenation_width" ? Axis::width
                                                      : Axis::channels;
  const Quantization q = quantization_of(r);
  const auto other = [&] { return r.chance(30) ? quantization_of(r) : q; };
  const int x = b.input("x", d.image, q);
  Shape smaller = d.image;
  extent(smaller, axis) = r.between(1, 6);
  Layer cat = layer_of(LayerType::concatenation, {});
  cat.axis = axis;
  if (r.chance(50)) cat.inputs.push_back(b.input("y", smaller, other()));
  const Quantization convolved = other();
  cat.inputs.push_back(b.add(same_convolution(r, x, d.image.channels), convolved));
  if (r.chance(50)) cat.inputs.push_back(x);
  if (r.chance(50)) {
    const int pooled = cat.inputs[r.between(0, static_cast<int>(cat.inputs.size()) - 1)];
    Layer pool = layer_of(LayerType::max_pool, {pooled});
    pool.kernel = {3, 3};
    pool.padding = {1, 1, 1, 1};
    cat.inputs.push_back(b.add(pool, q));
  }
  if (r.chance(20)) cat.activation = Activation::relu6;
  const int joined = b.add(cat, q);
  if (r.chance(30)) return b.finish({joined});
  const Quantization read = other();
  return b.finish({b.add(same_convolution(r, joined, r.between(1, 20)), read)});
}

namespace {

// A window of a tensor of `shape`, perhaps all of it along some axes.
Layer slice_of(Random& r, int x, const Shape& shape) {
  Layer l = layer_of(LayerType::slice, {x});
  const int from[] = {shape.height, shape.width, shape.channels};
  int* const to[] = {&l.shape.height, &l.shape.width, &l.shape.channels};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    *to[axis] = r.chance(40) ? from[axis] : r.between(1, from[axis]);
    l.begin[axis] = r.between(0, from[axis] - *to[axis]);
  }
  return l;
}

// A slice of tensor `whole` of the image's shape, and what follows it.
int cut(Draft& d, int whole, Quantization q) {
  Random& r = d.random;
  NetworkBuilder& b = d.builder;
  Layer l = slice_of(r, whole, d.image);
  if (r.chance(20)) l.activation = Activation::relu;
  Shape shape = l.shape;
  int part = b.add(l, r.chance(20) ? quantization_of(r) : q);
  if (r.chance(30)) {
    Layer again = slice_of(r, part, shape);
    shape = again.shape;
    part = b.add(again, q);
  }
  if (r.chance(30)) {
    Layer on_its_own = layer_of(LayerType::activation, {part});
    on_its_own.activation = Activation::hard_swish;
    part = b.add(on_its_own, q);
  }
  if (r.chance(20)) return part;
  const Quantization read = quantization_of(r);
  return b.add(same_convolution(r, part, r.between(1, 20)), read);
}

}  // namespace

Network slices(Draft& d) {
  const Quantization q = quantization_of(d.random);
  int whole = d.builder.input("x", d.image, q);
  if (d.kind != "slice_of_input")
    whole = d.builder.add(same_convolution(d.random, whole, d.image.channels), q);
  const int first = cut(d, whole, q);
  if (d.kind != "two_slices") return d.builder.finish({first});
  const int second = cut(d, whole, q);
  if (d.random.chance(30)) return d.builder.finish({first, second, whole});
  return d.builder.finish({first, second});
}

}  // namespace apollo::workloads::random
