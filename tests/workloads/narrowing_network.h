#pragma once
#include "tests/workloads/small_network.h"

namespace apollo::workloads {

// Convolutions of many positions and few weights, then of few positions and many weights: DRAM has time
// during the first, and the array waits for it during the others.
inline Network narrowing_network() {
  NetworkBuilder b("narrowing");
  int x = b.input("image", {16, 16, 8});
  for (const char* name : {"wide1", "wide2", "wide3", "wide4"}) x = b.add(named_convolution(name, x, 8, 3));
  Layer pool = named_layer("pool", LayerType::max_pool, x);
  pool.kernel = pool.stride = {8, 8};
  x = b.add(pool);
  for (const char* name : {"narrow1", "narrow2", "narrow3"}) x = b.add(named_convolution(name, x, 64, 3));
  return b.finish({x});
}

}  // namespace apollo::workloads
