#include "apollo/compiler/bound/ends.h"

#include <algorithm>

namespace apollo::compiler::bound {

Ends::Ends(const machine::Accelerator& a, const Order& order) {
  const machine::TemplateConstants& k = a.constants;
  const std::int64_t burst = a.dram_cycles(k.dram_burst_bytes);
  const std::int64_t flit = 1, way = flit + a.network_latency();
  const std::int64_t first_request = k.instruction_fetch_cycles + 1;
  first_data = first_request + (order.begins_with_load ? k.dram_latency_cycles : 1);
  to_array = way;
  first_start = order.begins_with_load ? first_data + burst + to_array : first_request;
  store = way + 1 + burst;
  last_store = order.ends_with_store ? store : 0;
  // The load may be requested while the store waits for the bus, which serves them in order.
  round_trip = way + 1 + burst + std::max<std::int64_t>(k.dram_latency_cycles, burst) + way;
}

}  // namespace apollo::compiler::bound
