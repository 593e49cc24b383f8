#include "simulator/machine/capacity.h"

#include <algorithm>

namespace apollo::machine {

LeastMemories least_memories(const Accelerator& a) {
  const Configuration& c = a.configuration;
  const TemplateConstants& t = a.constants;
  // One array is written while the other one is read: a single-ported array cannot do both in a cycle. Each
  // has a word for every cycle until a credit is back, for every queue, or a bus would stand still.
  const std::int64_t words = std::int64_t{t.transfers_held} * t.memory_least_words;
  const std::int64_t queue = std::int64_t{2} * t.transfers_held * t.queue_round_trips * a.network_latency();
  LeastMemories least;
  least.core = words * c.compute_lanes * t.mac_ways;
  least.parameter = std::max(words, c.pes_x * queue) * t.parameter_entry_bytes;
  // To the PE rows and from them.
  least.activation = std::max(words, 2 * c.pes_y * queue) * t.activation_entry_bytes;
  least.pe = words * std::max(t.pe_memory_read_bytes, t.pe_memory_write_bytes);
  return least;
}

std::optional<Infeasible> memory_shortage(const Accelerator& a) {
  using Reason = Infeasible::Reason;
  const LeastMemories least = least_memories(a);
  struct Row {
    Reason reason;
    std::int64_t needed, available;
  };
  const Row rows[] = {
      {Reason::core_memory, least.core, a.configuration.core_memory_bytes},
      {Reason::parameter_memory, least.parameter, a.parameter_memory_bytes()},
      {Reason::activation_memory, least.activation, a.activation_memory_bytes()},
      {Reason::pe_memory, least.pe, a.configuration.pe_memory_bytes},
  };
  for (const Row& row : rows)
    if (row.needed > row.available)
      return Infeasible{row.reason, {}, static_cast<double>(row.needed), static_cast<double>(row.available)};
  return std::nullopt;
}

}  // namespace apollo::machine
