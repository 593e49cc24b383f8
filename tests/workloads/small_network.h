#pragma once
#include <string>

#include "workloads/network_builder.h"

namespace apollo::workloads {

// A layer of that name and type of one tensor.
inline Layer named_layer(const std::string& name, LayerType type, int input) {
  Layer layer = layer_of(type, {input});
  layer.name = name;
  return layer;
}

// A convolution of a square kernel that keeps height and width.
inline Layer named_convolution(const std::string& name, int input, int channels, int kernel) {
  Layer layer = named_layer(name, LayerType::convolution, input);
  const int pad = kernel / 2;
  layer.channels = channels;
  layer.kernel = {kernel, kernel};
  layer.padding = {pad, pad, pad, pad};
  return layer;
}

// A residual block with a concatenation, a pooling layer and a branch that is also a network output.
inline Network small_network() {
  NetworkBuilder b("small");
  const Quantization q{1.0F / 32, 3};
  const int image = b.input("image", {14, 12, 3}, q);
  Layer stem = named_convolution("stem", image, 16, 3);
  stem.activation = Activation::relu;
  const int s = b.add(stem, q);

  Layer depthwise = named_convolution("depthwise", s, 16, 3);
  depthwise.groups = 16;
  depthwise.activation = Activation::relu;
  const int d = b.add(depthwise, q);
  const int p = b.add(named_convolution("project", d, 16, 1), {1.0F / 16, 0});

  Layer residual = named_layer("residual", LayerType::add, s);
  residual.inputs.push_back(p);
  residual.activation = Activation::relu;
  const int sum = b.add(residual, q);

  const int left = b.add(named_convolution("left", sum, 12, 3), q);
  // Of another scale: requantised on its way into the concatenation.
  const int right = b.add(named_convolution("right", sum, 20, 1), {1.0F / 16, -2});
  Layer concatenation = named_layer("concatenation", LayerType::concatenation, left);
  concatenation.inputs.insert(concatenation.inputs.end(), {right, sum});
  const int joined = b.add(concatenation, q);

  Layer pool = named_layer("pool", LayerType::max_pool, joined);
  pool.kernel = pool.stride = {2, 2};
  const int pooled = b.add(pool, q);
  const int average = b.add(named_layer("average", LayerType::global_average_pool, pooled), q);
  Layer classifier = named_layer("classifier", LayerType::fully_connected, average);
  classifier.channels = 10;
  return b.finish({b.add(classifier, q), sum});
}

}  // namespace apollo::workloads
