#include "workloads/random/draft.h"

#include <utility>

namespace apollo::workloads::random {

Quantization quantization_of(Random& r) {
  return {r.pick({1.0F / 16, 1.0F / 32, 0.0371F}), r.chance(50) ? 0 : r.between(-9, 9)};
}

Draft::Draft(std::string kind_of_network, std::uint64_t seed)
    : kind(std::move(kind_of_network)),
      random(seed),
      builder(kind + "_" + std::to_string(seed)),
      image{random.between(5, 17), random.between(5, 19), random.between(1, 30)},
      in(quantization_of(random)),
      in2(quantization_of(random)),
      out(quantization_of(random)),
      activation(random.pick(
          {Activation::none, Activation::none, Activation::relu, Activation::relu6, Activation::tanh})) {}

Network Draft::activated(Layer last) {
  last.activation = activation;
  return plain(last);
}

Network Draft::plain(const Layer& last) { return builder.finish({builder.add(last, out)}); }

}  // namespace apollo::workloads::random
