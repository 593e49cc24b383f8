#include "workloads/random/convolution.h"

namespace apollo::workloads::random {

Layer convolution_of(const std::string& kind, Random& r, int x, Shape in) {
  Layer l = layer_of(kind == "transposed" ? LayerType::transposed_convolution : LayerType::convolution, {x});
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

Layer same_convolution(Random& r, int x, int channels) {
  Layer l = layer_of(LayerType::convolution, {x});
  l.channels = channels;
  l.kernel = {3, 3};
  l.padding = {1, 1, 1, 1};
  if (r.chance(30)) l.activation = Activation::relu;
  return l;
}

Network convolution(Draft& d) {
  const int x = d.builder.input("x", d.image, d.in);
  return d.activated(convolution_of(d.kind, d.random, x, d.image));
}

}  // namespace apollo::workloads::random
