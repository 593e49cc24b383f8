#pragma once
#include <cstdint>
#include <systemc>

#include "simulator/systemc/memory_image.h"
#include "simulator/systemc/read_port.h"

namespace apollo::systemc {

struct PeMemoryCounters {
  std::int64_t &reads, &writes;            // beats towards and from the cores, over all PEs
  std::int64_t &read_bytes, &write_bytes;  // that these carry
};

// The memory that the cores of a PE share: one read port and one write port towards them, a beat per cycle
// each.
class PeMemory : public sc_core::sc_module {
 public:
  PeMemory(sc_core::sc_module_name name, const PeMemoryCounters& counters)
      : sc_module(name), image(this->name()), read_port(image), counters_(counters) {}
  void read_beat() { ++counters_.reads; }
  void write_beat() { ++counters_.writes; }
  void read(std::int64_t bytes) { counters_.read_bytes += bytes; }
  void write(std::int64_t bytes) { counters_.write_bytes += bytes; }

  MemoryImage image;   // data off: not allocated
  ReadPort read_port;  // to its contents, for the cores

 private:
  PeMemoryCounters counters_;
};

}  // namespace apollo::systemc
