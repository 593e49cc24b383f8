#pragma once
#include "apollo/designs/evaluation.h"
#include "simulator/machine/baselines.h"
#include "workloads/network_builder.h"

namespace apollo::testing {

// 3 x 3 to eight channels, without padding.
inline workloads::Network convolution(const std::string& name, int size, int channels) {
  workloads::NetworkBuilder b(name);
  workloads::Layer l;
  l.name = "convolution";
  l.type = workloads::LayerType::convolution;
  l.inputs = {b.input("x", {size, size, channels})};
  l.channels = 8;
  l.kernel = {3, 3};
  return b.finish({b.add(l)});
}

// At 7 nm, relative to the baseline.
inline designs::Evaluation evaluate(const std::vector<workloads::Network>& networks,
                                    const machine::Accelerator& design) {
  return designs::DesignEvaluator(networks, cost::technology("7nm"), machine::edge_baseline())
      .evaluate(design, {});
}

}  // namespace apollo::testing
