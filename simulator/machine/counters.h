#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "simulator/machine/unit.h"

// What both engines count.
namespace apollo::machine {

struct UnitCounters {
  std::int64_t busy = 0;   // cycles in which it moves data or computes (dma: the DRAM data bus carries data)
  std::int64_t stall = 0;  // cycles in which an instruction is at the head of its queue, the unit is free,
                           // and the instruction may not start
  bool operator==(const UnitCounters& o) const { return busy == o.busy && stall == o.stall; }
};

struct Counters {
  std::int64_t cycles = 0;  // first cycle of the program to the completion of its last instruction
  std::array<UnitCounters, kUnits> units;
  std::int64_t sequencer_stall = 0;  // cycles in which the next instruction finds its unit's queue full
  std::int64_t dram_read_bytes = 0, dram_write_bytes = 0;  // whole bursts
  std::int64_t instruction_reads = 0;                      // entries
  std::int64_t parameter_reads = 0,
               parameter_writes = 0;  // entries (each transfer rounded up to whole entries)
  std::int64_t activation_reads = 0, activation_writes = 0;  // entries
  std::int64_t network_flits = 0;                            // over the three buses
  std::int64_t pe_reads = 0, pe_writes = 0;            // accesses by cores: beats of pe_memory_read_bytes /
                                                       // pe_memory_write_bytes, over all PEs
  std::int64_t pe_read_bytes = 0, pe_write_bytes = 0;  // what these beats carry
  std::int64_t pe_network_read_bytes = 0,
               pe_network_write_bytes = 0;  // by collect and multicast_activations, over all PEs
  std::int64_t core_read_bytes = 0;         // weights read by the lanes, over all cores of the PEs that work
  std::int64_t core_write_bytes = 0;        // by multicast_ and fill_parameters, over all cores
  std::int64_t macs = 0;                    // useful multiply-accumulates
  std::int64_t multiplications = 0;         // of 8 x 8 bits, that these take
  bool operator==(const Counters& o) const;
};
// Every counter with its name, in a fixed order.
std::vector<std::pair<std::string, std::int64_t>> named(const Counters& counters);
// "name: a != b" for every counter that differs, one per line; empty if equal.
std::string difference(const Counters& a, const Counters& b);

}  // namespace apollo::machine
