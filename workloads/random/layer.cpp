#include "workloads/random/layer.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "workloads/random/attention.h"
#include "workloads/random/convolution.h"
#include "workloads/random/elementwise.h"
#include "workloads/random/parts.h"
#include "workloads/random/products.h"
#include "workloads/random/rearrangement.h"
#include "workloads/random/widths.h"
#include "workloads/random/windows.h"

namespace apollo::workloads::random {
namespace {

struct Kind {
  const char* name;
  Network (*make)(Draft& draft);
};

constexpr Kind kKinds[] = {{"convolution", convolution},
                           {"depthwise", convolution},
                           {"grouped", convolution},
                           {"pointwise", convolution},
                           {"strided", convolution},
                           {"dilated", convolution},
                           {"transposed", convolution},
                           {"fully_connected", fully_connected},
                           {"flatten", fully_connected},
                           {"matmul", matmul},
                           {"matmul_transposed", matmul},
                           {"lstm", recurrent},
                           {"gru", recurrent},
                           {"reversed_lstm", recurrent},
                           {"reversed_gru", recurrent},
                           {"max_pool", pool},
                           {"average_pool", pool},
                           {"global_average_pool", global_average_pool},
                           {"add", sum_or_product},
                           {"subtract", difference_or_quotient},
                           {"multiply", sum_or_product},
                           {"divide", difference_or_quotient},
                           {"broadcast_multiply", sum_or_product},
                           {"constant_add", constant_add},
                           {"concatenation", concatenation},
                           {"concatenation_height", concatenation},
                           {"concatenation_width", concatenation},
                           {"slice", slices},
                           {"slice_of_input", slices},
                           {"two_slices", slices},
                           {"pad", pad},
                           {"resize", resize},
                           {"channel_shuffle", rearrangement},
                           {"swap_axes", rearrangement},
                           {"flatten_to_sequence", rearrangement},
                           {"depth_to_space", rearrangement},
                           {"rearrange", rearrangement},
                           {"softmax", softmax_or_layer_norm},
                           {"softmax_heads", softmax_heads},
                           {"layer_norm", softmax_or_layer_norm},
                           {"local_response_norm", local_response_norm},
                           {"activation", activation},
                           {"attention", attention}};

}  // namespace

const std::vector<const char*>& kinds() {
  static const std::vector<const char*> all = [] {
    std::vector<const char*> names;
    for (const Kind& kind : kKinds) names.push_back(kind.name);
    return names;
  }();
  return all;
}

Network layer(const std::string& name, std::uint64_t seed) {
  const auto* const kind =
      std::find_if(std::begin(kKinds), std::end(kKinds), [&](const Kind& k) { return k.name == name; });
  assert(kind != std::end(kKinds));
  Draft draft(name, seed);
  Network network = kind->make(draft);
  return with_widths(std::move(network), &draft.random);
}

}  // namespace apollo::workloads::random
