#pragma once
#include <cstdint>
#include <functional>
#include <systemc>
#include <vector>

#include "simulator/systemc/flit.h"
#include "simulator/systemc/memory_image.h"
#include "simulator/systemc/segment.h"

namespace apollo::systemc {

// The PEs' end of a bus: multicasts write to the memories (of PEs, or of cores) that take part of a flit;
// collects read from them. Counts the bytes written to, or read from, all memories.
class PeNetworkPort : public sc_core::sc_module, public FlitSource, public FlitSink {
 public:
  struct Layout {
    // Data on: where the bytes of an instruction lie, by memory.
    std::function<std::vector<std::vector<Segment>>(const program::Instruction&)> segments;
    // Data off: what all memories together receive of an instruction's whole stream, of what it scatters.
    std::function<std::int64_t(const program::Instruction&)> received_bytes;
  };

  // `memories` is empty when data is off.
  PeNetworkPort(sc_core::sc_module_name name, std::int64_t& bytes, std::vector<MemoryImage*> memories,
                Layout layout);
  void fetch(const Flit& flit, std::int8_t* payload) override;
  void deliver(const Flit& flit, const std::int8_t* payload) override;

 private:
  // Calls move(memory bytes, offset in the flit, count) for every part of the flit that a memory has.
  template <typename Move>
  void visit(const Flit& flit, Move move);

  std::int64_t& bytes_;
  std::vector<MemoryImage*> memories_;
  Layout layout_;
  std::vector<SegmentCursor> cursors_;  // by memory, of the present instruction
};

}  // namespace apollo::systemc
