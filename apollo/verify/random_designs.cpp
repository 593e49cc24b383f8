#include "apollo/verify/random_designs.h"

#include "apollo/verify/random_branches.h"

namespace apollo::verify {

using workloads::Activation;
using workloads::Layer;
using workloads::LayerType;
using workloads::Network;
using workloads::Quantization;
using workloads::Shape;

Network random_layer(const std::string& kind, std::uint64_t seed) {
  workloads::Random r(seed);
  workloads::NetworkBuilder b(kind + "_" + std::to_string(seed));
  const Shape image{r.between(5, 17), r.between(5, 19), r.between(1, 30)};
  const Quantization q = random_quantization(r), q2 = random_quantization(r), out = random_quantization(r);
  const Activation activation =
      r.pick({Activation::none, Activation::none, Activation::relu, Activation::relu6, Activation::tanh});
  Layer l;
  if (kind == "add" || kind == "multiply" || kind == "broadcast_multiply") {
    const int x = b.input("x", image, q);
    const int y = b.input("y", kind == "broadcast_multiply" ? Shape{1, 1, image.channels} : image, q2);
    l = workloads::layer_of(kind == "add" ? LayerType::add : LayerType::multiply, {x, y});
  } else if (kind == "subtract" || kind == "divide") {
    int x = b.input("x", image, q);
    const bool broadcast = r.chance(30), swapped = !broadcast && r.chance(30);
    const int y = b.input("y", broadcast ? Shape{1, 1, image.channels} : image, q2);
    if (r.chance(50)) x = b.add(as_wide(random_convolution("pointwise", r, x, image), image), q);
    l = workloads::layer_of(kind == "subtract" ? LayerType::subtract : LayerType::divide,
                            swapped ? std::vector<int>{y, x} : std::vector<int>{x, y});
  } else if (kind == "constant_add") {
    const int x = b.input("x", image, q);
    l = workloads::layer_of(LayerType::add,
                            {x, b.constant("y", r.chance(50) ? Shape{1, 1, image.channels} : image, q2)});
  } else if (kind.rfind("concatenation", 0) == 0) {
    return random_concatenation(kind, r, b, image);
  } else if (kind.find("slice") != std::string::npos) {
    return random_slices(kind, r, b, image);
  } else if (kind == "pad") {
    l = workloads::layer_of(LayerType::pad, {b.input("x", image, q)});
    l.padding = {r.between(0, 9), r.between(0, 5), r.between(0, 3), r.between(0, 9)};
  } else if (kind == "channel_shuffle" || kind == "swap_axes" || kind == "flatten_to_sequence" ||
             kind == "depth_to_space" || kind == "rearrange") {
    return random_rearrangement(kind, r, b);
  } else if (kind == "attention") {
    return random_attention(r, b);
  } else if (kind == "fully_connected" || kind == "flatten") {
    const Shape shape = kind == "flatten" ? Shape{r.between(2, 5), r.between(1, 5), r.between(1, 20)}
                                          : Shape{1, r.between(1, 9), r.between(1, 200)};
    l = workloads::layer_of(LayerType::fully_connected, {b.input("x", shape, q)});
    l.channels = r.between(1, 150);
  } else if (kind == "matmul" || kind == "matmul_transposed") {
    const int heads = r.between(1, 3), m = r.between(1, 11), n = r.between(1, 13), d = r.between(1, 12);
    const bool transposed = kind == "matmul_transposed";
    const int a = b.input("a", {1, m, heads * (transposed ? d : n)}, q);
    l = workloads::layer_of(LayerType::matmul, {a, b.input("b", {1, n, heads * d}, q2)});
    l.groups = heads;
    l.transpose_b = transposed;
  } else if (kind == "lstm" || kind == "gru" || kind == "reversed_lstm" || kind == "reversed_gru") {
    const bool lstm = kind == "lstm" || kind == "reversed_lstm";
    const int units = r.between(1, 30), steps = r.between(1, 3);
    std::vector<int> inputs{b.input("x", {1, steps, r.between(1, 40)}, q), b.input("h", {1, 1, units}, out)};
    Layer cell = workloads::layer_of(lstm ? LayerType::lstm : LayerType::gru, inputs);
    cell.reverse = kind == "reversed_lstm" || kind == "reversed_gru";
    if (lstm) cell.inputs.push_back(b.input("c", {1, 1, units}, cell.state_quantization));
    cell.channels = units;
    return b.finish({b.add(cell, out)});
  } else if (kind == "max_pool" || kind == "average_pool") {
    l = workloads::layer_of(kind == "max_pool" ? LayerType::max_pool : LayerType::average_pool,
                            {b.input("x", image, q)});
    l.kernel = {r.between(1, 3), r.between(2, 4)};
    l.stride = {r.between(1, 2), r.between(1, 3)};
    l.padding = {0, r.between(0, 1), r.between(0, l.kernel[0] - 1), 1};
  } else if (kind == "global_average_pool") {
    l = workloads::layer_of(LayerType::global_average_pool, {b.input("x", image, q)});
  } else if (kind == "resize") {
    l = workloads::layer_of(LayerType::resize, {b.input("x", image, q)});
    l.shape = {r.between(1, 30), r.between(1, 35), 1};
    if (r.chance(30)) l.shape = {image.height * r.between(1, 3), image.width * r.between(2, 3), 1};
  } else if (kind == "softmax_heads") {
    const int heads = r.between(2, 4);
    l = workloads::layer_of(LayerType::softmax,
                            {b.input("x", {1, r.between(1, 9), heads * r.between(1, 40)}, q)});
    l.groups = heads;
    return b.finish({b.add(l, out)});
  } else if (kind == "local_response_norm") {
    l = workloads::layer_of(LayerType::local_response_norm, {b.input("x", image, q)});
    l.window = r.between(1, 9);
    return b.finish({b.add(l, out)});
  } else if (kind == "softmax" || kind == "layer_norm") {
    const Shape shape{kind == "softmax" ? r.between(1, 4) : 1, r.between(1, 9), r.between(2, 150)};
    l = workloads::layer_of(kind == "softmax" ? LayerType::softmax : LayerType::layer_norm,
                            {b.input("x", shape, q)});
    return b.finish({b.add(l, out)});
  } else if (kind == "activation") {
    l = workloads::layer_of(LayerType::activation, {b.input("x", image, q)});
    l.activation =
        r.pick({Activation::hard_swish, Activation::sigmoid, Activation::gelu, Activation::leaky_relu});
    return b.finish({b.add(l, out)});
  } else {
    l = random_convolution(kind, r, b.input("x", image, q), image);
  }
  l.activation = activation;
  return b.finish({b.add(l, out)});
}

machine::Accelerator random_accelerator(std::uint64_t seed) {
  workloads::Random r(seed * 7919 + 17);
  machine::Accelerator a;
  auto& c = a.configuration;
  c.pes_x = r.pick({1, 1, 2, 3, 4});
  c.pes_y = r.pick({1, 2, 2, 3, 4});
  c.cores_per_pe = r.pick({1, 1, 2, 3, 4});
  c.compute_lanes = r.pick({4, 8, 16, 64});
  c.pe_memory_bytes = r.pick({2048, 4096, 16384, 262144});
  c.core_memory_bytes = r.pick({512, 1024, 4096, 32768});
  c.activation_memory_entries = r.pick({16, 64, 256, 1024});
  c.instruction_memory_entries = 65536;
  c.parameter_memory_entries = r.pick({64, 256, 2048});
  c.dram_bandwidth_gbps = r.pick({5.0, 16.0, 30.0});
  return a;
}

Network small_network() {
  workloads::NetworkBuilder b("small");
  const Quantization q{1.0F / 32, 3};
  const int image = b.input("image", {14, 12, 3}, q);
  Layer stem = workloads::layer_of(LayerType::convolution, {image});
  stem.name = "stem";
  stem.channels = 16;
  stem.kernel = {3, 3};
  stem.padding = {1, 1, 1, 1};
  stem.activation = Activation::relu;
  const int s = b.add(stem, q);

  Layer depthwise = stem;
  depthwise.name = "depthwise";
  depthwise.inputs = {s};
  depthwise.groups = 16;
  const int d = b.add(depthwise, q);

  Layer project = workloads::layer_of(LayerType::convolution, {d});
  project.name = "project";
  project.channels = 16;
  const int p = b.add(project, {1.0F / 16, 0});

  Layer add = workloads::layer_of(LayerType::add, {s, p});
  add.name = "residual";
  add.activation = Activation::relu;
  const int sum = b.add(add, q);

  Layer left = workloads::layer_of(LayerType::convolution, {sum});
  left.name = "left";
  left.channels = 12;
  left.kernel = {3, 3};
  left.padding = {1, 1, 1, 1};
  const int l = b.add(left, q);

  Layer right = workloads::layer_of(LayerType::convolution, {sum});
  right.name = "right";
  right.channels = 20;
  const int rt =
      b.add(right, {1.0F / 16, -2});  // another scale: requantised on its way into the concatenation

  Layer cat = workloads::layer_of(LayerType::concatenation, {l, rt, sum});
  cat.name = "concatenation";
  const int c = b.add(cat, q);

  Layer pool = workloads::layer_of(LayerType::max_pool, {c});
  pool.name = "pool";
  pool.kernel = {2, 2};
  pool.stride = {2, 2};
  const int pooled = b.add(pool, q);

  Layer average = workloads::layer_of(LayerType::global_average_pool, {pooled});
  average.name = "average";
  const int v = b.add(average, q);

  Layer classifier = workloads::layer_of(LayerType::fully_connected, {v});
  classifier.name = "classifier";
  classifier.channels = 10;
  return b.finish({b.add(classifier, q), sum});
}

}  // namespace apollo::verify
