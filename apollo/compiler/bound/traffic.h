#pragma once
#include <cstdint>
#include <vector>

#include "apollo/compiler/bound/reads.h"
#include "workloads/network.h"

// What has to cross the interfaces of the chip in every inference, whatever stays on it.
namespace apollo::compiler::bound {

// Bytes, before they are rounded up to whole bursts. Each entry of a list is of one buffer, whose transfers
// together are no less than its bytes in one run.
struct Traffic {
  // From DRAM: network inputs, as far as any op needs them, and the second operands of matmuls, which have no
  // other way to the cores.
  std::vector<std::int64_t> loads;
  // To DRAM: network outputs, and what is loaded as second operand of a matmul.
  std::vector<std::int64_t> stores;
  std::int64_t activations = 0;  // of the loads, those that go to the PEs by the activation bus
  std::int64_t operands = 0;     // of the loads, those that go to the cores by the parameter bus
  // What may stay on the chip from one inference to the next: weights, each set once whoever uses it, and
  // constants of the network.
  std::int64_t weights = 0, constants = 0;
};

// `network`: that of which `lowered` is made; `reads`: those of its ops.
Traffic traffic_of(const workloads::Network& network, const lower::LoweredNetwork& lowered,
                   const std::vector<Read>& reads);

}  // namespace apollo::compiler::bound
