#pragma once
#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

#include "workloads/network.h"

namespace apollo::workloads {

// Expects two networks to have the same layers of the same tensors, whatever the order of the tensors.
inline void expect_equal(const Network& a, const Network& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.source, b.source);
  ASSERT_EQ(a.layers.size(), b.layers.size());
  const auto names = [](const Network& network, const std::vector<int>& tensors) {
    std::vector<std::string> result;
    for (const int tensor : tensors) result.push_back(network.tensors[tensor].name);
    return result;
  };
  const auto same_tensors = [&](const std::vector<int>& left, const std::vector<int>& right) {
    ASSERT_EQ(names(a, left), names(b, right));
    for (std::size_t i = 0; i < left.size(); ++i) {
      EXPECT_EQ(a.tensors[left[i]].shape, b.tensors[right[i]].shape);
      EXPECT_EQ(a.tensors[left[i]].quantization, b.tensors[right[i]].quantization);
    }
  };
  same_tensors(a.inputs, b.inputs);
  same_tensors(a.constants, b.constants);
  same_tensors(a.outputs, b.outputs);
  for (std::size_t i = 0; i < a.layers.size(); ++i) {
    const Layer &l = a.layers[i], &m = b.layers[i];
    EXPECT_EQ(l.name, m.name);
    EXPECT_EQ(l.type, m.type);
    same_tensors(l.inputs, m.inputs);
    same_tensors(l.outputs, m.outputs);
    EXPECT_EQ(std::tie(l.channels, l.groups, l.kernel, l.stride, l.dilation, l.padding, l.transpose_b,
                       l.activation),
              std::tie(m.channels, m.groups, m.kernel, m.stride, m.dilation, m.padding, m.transpose_b,
                       m.activation));
    EXPECT_EQ(std::tie(l.axis, l.begin, l.shape, l.split, l.order, l.window, l.reverse),
              std::tie(m.axis, m.begin, m.shape, m.split, m.order, m.window, m.reverse));
    EXPECT_EQ(std::tie(l.weight_scale, l.weight_bits, l.gate_quantization, l.state_quantization, l.macs,
                       l.parameters),
              std::tie(m.weight_scale, m.weight_bits, m.gate_quantization, m.state_quantization, m.macs,
                       m.parameters));
  }
}

}  // namespace apollo::workloads
