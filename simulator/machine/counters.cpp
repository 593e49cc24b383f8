#include "simulator/machine/counters.h"

namespace apollo::machine {

namespace {

// Every counter with its name, for comparison and for reports.
template <typename Visit>
void for_each_counter(const Counters& c, Visit visit) {
  visit("cycles", c.cycles);
  for (int u = 0; u < kUnits; ++u) {
    const std::string unit = to_string(static_cast<Unit>(u));
    visit(unit + ".busy", c.units[u].busy);
    visit(unit + ".stall", c.units[u].stall);
  }
  visit("sequencer_stall", c.sequencer_stall);
  visit("dram_read_bytes", c.dram_read_bytes);
  visit("dram_write_bytes", c.dram_write_bytes);
  visit("instruction_reads", c.instruction_reads);
  visit("parameter_reads", c.parameter_reads);
  visit("parameter_writes", c.parameter_writes);
  visit("activation_reads", c.activation_reads);
  visit("activation_writes", c.activation_writes);
  visit("network_flits", c.network_flits);
  visit("pe_reads", c.pe_reads);
  visit("pe_writes", c.pe_writes);
  visit("pe_read_bytes", c.pe_read_bytes);
  visit("pe_write_bytes", c.pe_write_bytes);
  visit("pe_network_read_bytes", c.pe_network_read_bytes);
  visit("pe_network_write_bytes", c.pe_network_write_bytes);
  visit("core_read_bytes", c.core_read_bytes);
  visit("core_write_bytes", c.core_write_bytes);
  visit("macs", c.macs);
  visit("multiplications", c.multiplications);
}

}  // namespace

std::vector<std::pair<std::string, std::int64_t>> named(const Counters& counters) {
  std::vector<std::pair<std::string, std::int64_t>> out;
  for_each_counter(counters,
                   [&](const std::string& name, std::int64_t value) { out.emplace_back(name, value); });
  return out;
}

bool Counters::operator==(const Counters& o) const { return named(*this) == named(o); }

std::string difference(const Counters& a, const Counters& b) {
  const auto left = named(a), right = named(b);
  std::string out;
  for (std::size_t i = 0; i < left.size(); ++i)
    if (left[i].second != right[i].second)
      out += left[i].first + ": " + std::to_string(left[i].second) +
             " != " + std::to_string(right[i].second) + "\n";
  return out;
}

}  // namespace apollo::machine
