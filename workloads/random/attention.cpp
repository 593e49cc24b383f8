#include "workloads/random/attention.h"

namespace apollo::workloads::random {

Network attention(Draft& d) {
  constexpr int kHeads = 2;
  Random& r = d.random;
  NetworkBuilder& b = d.builder;
  const int tokens = r.between(1, 12), width = kHeads * r.between(1, 20);
  const Quantization q = quantization_of(r), probabilities{1.0F / 256, -128};
  const int x = b.input("x", {1, tokens, width}, q);
  const auto projection = [&](int of, const char* name) {
    Layer l = layer_of(LayerType::fully_connected, {of});
    l.name = name;
    l.channels = width;
    return b.add(l, q);
  };
  const auto product = [&](int a, int other, bool transposed, const char* name) {
    Layer l = layer_of(LayerType::matmul, {a, other});
    l.name = name;
    l.groups = kHeads;
    l.transpose_b = transposed;
    return b.add(l, q);
  };
  const int query = projection(x, "query"), key = projection(x, "key"), value = projection(x, "value");
  Layer softmax = layer_of(LayerType::softmax, {product(query, key, true, "scores")});
  softmax.groups = kHeads;
  const int context = product(b.add(softmax, probabilities), value, false, "context");
  const int sum = b.add(layer_of(LayerType::add, {projection(context, "projection"), x}), q);
  return b.finish({b.add(layer_of(LayerType::layer_norm, {sum}), quantization_of(r))});
}

}  // namespace apollo::workloads::random
