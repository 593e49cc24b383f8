#pragma once
#include <cstdint>
#include <vector>

#include "apollo/compiler/bound/reads.h"

// What has to come after what, in every order of an inference's instructions.
namespace apollo::compiler::bound {

struct Order {
  // An op that needs all that another one makes.
  struct Dependence {
    int from = -1, to = -1;
    bool through_dram = false;  // as second operand of a matmul
  };
  std::vector<Dependence> dependences;  // by `to`, ascending
  std::vector<bool> stored;             // by op: its result is a network output
  bool begins_with_load = false;  // no compute instruction starts before a part of a network input is there
  bool ends_with_store = false;   // every result leads to a network output, which is stored after it
};

// By buffer, whether it is a constant of the network.
std::vector<bool> constant_buffers(const workloads::Network& network, const lower::LoweredNetwork& lowered);

// `constants`: by buffer, whether it is a constant of the network, which may be on the chip.
Order order_of(const lower::LoweredNetwork& network, const std::vector<Read>& reads,
               const std::vector<bool>& constants);

}  // namespace apollo::compiler::bound
