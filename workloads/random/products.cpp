#include "workloads/random/products.h"

#include <vector>

namespace apollo::workloads::random {

Network fully_connected(Draft& d) {
  Random& r = d.random;
  const Shape shape = d.kind == "flatten" ? Shape{r.between(2, 5), r.between(1, 5), r.between(1, 20)}
                                          : Shape{1, r.between(1, 9), r.between(1, 200)};
  Layer l = layer_of(LayerType::fully_connected, {d.builder.input("x", shape, d.in)});
  l.channels = r.between(1, 150);
  return d.activated(l);
}

Network matmul(Draft& d) {
  Random& r = d.random;
  const int heads = r.between(1, 3), rows = r.between(1, 11), others = r.between(1, 13),
            depth = r.between(1, 12);
  const bool transposed = d.kind == "matmul_transposed";
  const int a = d.builder.input("a", {1, rows, heads * (transposed ? depth : others)}, d.in);
  const int b = d.builder.input("b", {1, others, heads * depth}, d.in2);
  Layer l = layer_of(LayerType::matmul, {a, b});
  l.groups = heads;
  l.transpose_b = transposed;
  return d.activated(l);
}

Network recurrent(Draft& d) {
  Random& r = d.random;
  const bool lstm = d.kind == "lstm" || d.kind == "reversed_lstm";
  const int units = r.between(1, 30), steps = r.between(1, 3), channels = r.between(1, 40);
  const int sequence = d.builder.input("x", {1, steps, channels}, d.in);
  Layer cell = layer_of(lstm ? LayerType::lstm : LayerType::gru,
                        {sequence, d.builder.input("h", {1, 1, units}, d.out)});
  cell.reverse = d.kind == "reversed_lstm" || d.kind == "reversed_gru";
  if (lstm) cell.inputs.push_back(d.builder.input("c", {1, 1, units}, cell.state_quantization));
  cell.channels = units;
  return d.plain(cell);
}

}  // namespace apollo::workloads::random
