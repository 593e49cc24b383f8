#include "workloads/random/elementwise.h"

#include <vector>

#include "workloads/random/convolution.h"

namespace apollo::workloads::random {
namespace {

Shape broadcast_of(const Shape& image) { return {1, 1, image.channels}; }

}  // namespace

Network sum_or_product(Draft& d) {
  const int x = d.builder.input("x", d.image, d.in);
  const int y = d.builder.input("y", d.kind == "broadcast_multiply" ? broadcast_of(d.image) : d.image, d.in2);
  return d.activated(layer_of(d.kind == "add" ? LayerType::add : LayerType::multiply, {x, y}));
}

Network difference_or_quotient(Draft& d) {
  int x = d.builder.input("x", d.image, d.in);
  const bool broadcast = d.random.chance(30), swapped = !broadcast && d.random.chance(30);
  const int y = d.builder.input("y", broadcast ? broadcast_of(d.image) : d.image, d.in2);
  if (d.random.chance(50)) {
    Layer as_wide = convolution_of("pointwise", d.random, x, d.image);
    as_wide.channels = d.image.channels;
    x = d.builder.add(as_wide, d.in);
  }
  return d.activated(layer_of(d.kind == "subtract" ? LayerType::subtract : LayerType::divide,
                              swapped ? std::vector<int>{y, x} : std::vector<int>{x, y}));
}

Network constant_add(Draft& d) {
  const int x = d.builder.input("x", d.image, d.in);
  const Shape shape = d.random.chance(50) ? broadcast_of(d.image) : d.image;
  return d.activated(layer_of(LayerType::add, {x, d.builder.constant("y", shape, d.in2)}));
}

Network activation(Draft& d) {
  Layer l = layer_of(LayerType::activation, {d.builder.input("x", d.image, d.in)});
  l.activation =
      d.random.pick({Activation::hard_swish, Activation::sigmoid, Activation::gelu, Activation::leaky_relu});
  return d.plain(l);
}

}  // namespace apollo::workloads::random
