#include "workloads/random/windows.h"

namespace apollo::workloads::random {
namespace {

Layer of_image(Draft& d, LayerType type) { return layer_of(type, {d.builder.input("x", d.image, d.in)}); }

}  // namespace

Network pool(Draft& d) {
  Random& r = d.random;
  Layer l = of_image(d, d.kind == "max_pool" ? LayerType::max_pool : LayerType::average_pool);
  l.kernel = {r.between(1, 3), r.between(2, 4)};
  l.stride = {r.between(1, 2), r.between(1, 3)};
  l.padding = {0, r.between(0, 1), r.between(0, l.kernel[0] - 1), 1};
  return d.activated(l);
}

Network global_average_pool(Draft& d) { return d.activated(of_image(d, LayerType::global_average_pool)); }

Network pad(Draft& d) {
  Random& r = d.random;
  Layer l = of_image(d, LayerType::pad);
  l.padding = {r.between(0, 9), r.between(0, 5), r.between(0, 3), r.between(0, 9)};
  return d.activated(l);
}

Network resize(Draft& d) {
  Random& r = d.random;
  Layer l = of_image(d, LayerType::resize);
  l.shape = {r.between(1, 30), r.between(1, 35), 1};
  if (r.chance(30)) l.shape = {d.image.height * r.between(1, 3), d.image.width * r.between(2, 3), 1};
  return d.activated(l);
}

Network local_response_norm(Draft& d) {
  Layer l = of_image(d, LayerType::local_response_norm);
  l.window = d.random.between(1, 9);
  return d.plain(l);
}

Network softmax_heads(Draft& d) {
  const int heads = d.random.between(2, 4);
  const Shape shape{1, d.random.between(1, 9), heads * d.random.between(1, 40)};
  Layer l = layer_of(LayerType::softmax, {d.builder.input("x", shape, d.in)});
  l.groups = heads;
  return d.plain(l);
}

Network softmax_or_layer_norm(Draft& d) {
  Random& r = d.random;
  const bool softmax = d.kind == "softmax";
  const Shape shape{softmax ? r.between(1, 4) : 1, r.between(1, 9), r.between(2, 150)};
  return d.plain(
      layer_of(softmax ? LayerType::softmax : LayerType::layer_norm, {d.builder.input("x", shape, d.in)}));
}

}  // namespace apollo::workloads::random
