#include "apollo/compiler/bound/program_bound.h"

#include <algorithm>

#include "apollo/compiler/bound/chains.h"
#include "apollo/compiler/bound/core_filling.h"
#include "apollo/compiler/lower/slices.h"

namespace apollo::compiler::bound {

using lower::LoweredNetwork;
using machine::Accelerator;
using program::Op;

namespace {

// Bytes that are on their way between memories and DRAM, at most.
std::int64_t in_flight(const Accelerator& a) {
  const machine::TemplateConstants& k = a.constants;
  const std::int64_t cycle = std::int64_t{k.parameter_entry_bytes} + 2 * k.activation_entry_bytes;
  return (a.network_latency() + 2) * cycle + 2 * k.dram_burst_bytes +
         std::int64_t{2} * a.pes() * k.pe_memory_read_bytes;
}

// Bytes of weights that cores hold, and that are somewhere on the chip, at most.
std::int64_t in_cores(const Accelerator& a) {
  return std::int64_t{a.pes()} * a.configuration.cores_per_pe * a.configuration.core_memory_bytes +
         in_flight(a);
}

std::int64_t on_chip(const Accelerator& a) {
  return in_cores(a) + a.pes() * a.configuration.pe_memory_bytes + a.parameter_memory_bytes() +
         a.activation_memory_bytes();
}

}  // namespace

ProgramBound::ProgramBound(const workloads::Network& network)
    : ProgramBound(network, lower::lower(network)) {}

ProgramBound::ProgramBound(const workloads::Network& network, const LoweredNetwork& lowered)
    : whole_(network, lowered),
      order_(order_of(lowered, reads_of(lowered), constant_buffers(network, lowered))) {
  starts_ = certain_starts(lowered);
  for (const std::int64_t bytes : stretch_weights(lowered, starts_))
    stretch_weights_.push_back(static_cast<double>(bytes));
  weights_.push_back(0);
  for (const std::int64_t bytes : last_weights(lowered))
    weights_.push_back(weights_.back() + static_cast<double>(bytes));
}

void ProgramBound::time_ops(const Accelerator& a) {
  const double cycles_per_byte =
      static_cast<double>(a.constants.clock_mhz) / static_cast<double>(a.dram_mbps());
  const double cores = static_cast<double>(in_cores(a)), chip = static_cast<double>(on_chip(a));
  std::vector<double> array{0};  // by op, of the ops before it; last of all
  for (const std::int64_t cycles : whole_.array_cycles(a))
    array.push_back(array.back() + static_cast<double>(cycles));
  before_.assign(array.size(), 0);
  behind_.assign(array.size(), 0);
  double time = 0;
  for (std::size_t k = 0; k + 1 < starts_.size(); ++k) {
    for (std::size_t i = starts_[k]; i < starts_[k + 1]; ++i)
      before_[i] = time + array[i] - array[starts_[k]];
    const double least = array[starts_[k + 1]] - array[starts_[k]];
    time += std::max({least, filling_cores(a, stretch_weights_[k] - cores, least),
                      (stretch_weights_[k] - chip) * cycles_per_byte});
    before_[starts_[k + 1]] = time;
  }
  for (std::size_t k = starts_.size() - 1; k-- > 0;) {
    const double later = time - before_[starts_[k + 1]];
    for (std::size_t i = starts_[k] + 1; i < starts_[k + 1]; ++i)
      behind_[i] = later + array[starts_[k + 1]] - array[i];
    behind_[starts_[k]] = time - before_[starts_[k]];
  }
}

double ProgramBound::flow(const Ends& ends, const Accelerator& a) const {
  const double cycles_per_byte =
      static_cast<double>(a.constants.clock_mhz) / static_cast<double>(a.dram_mbps());
  const double kept = static_cast<double>(on_chip(a)) * cycles_per_byte;
  const std::size_t ops = weights_.size() - 1;
  constexpr std::size_t kApart = lower::kLongestChain - 2;  // j - i that no chain goes beyond on both sides
  const auto lead = [&](std::size_t i) { return before_[i] - weights_[i] * cycles_per_byte; };
  double most = 0, best_lead = 0;  // of i so far; 0: from the network's first op
  for (std::size_t j = 0; j < ops; ++j) {
    if (j + 1 == ops) {
      for (std::size_t i = 0; i < ops; ++i) best_lead = std::max(best_lead, lead(i));
    } else if (j >= kApart) {
      best_lead = std::max(best_lead, lead(j - kApart));
    }
    most = std::max(most, best_lead + weights_[j + 1] * cycles_per_byte - kept + behind_[j + 1]);
  }
  return static_cast<double>(ends.first_data + ends.last_store) + most;
}

std::int64_t ProgramBound::cycles(const Accelerator& a) {
  time_ops(a);
  const Ends ends(a, order_);
  const Bound whole = whole_.of(a);
  const std::int64_t stretches = static_cast<std::int64_t>(before_.back()) + ends.last_store +
                                 std::min(ends.first_start, ends.first_data);
  return std::max({stretches, whole.dram, whole.buses, static_cast<std::int64_t>(flow(ends, a))});
}

}  // namespace apollo::compiler::bound
