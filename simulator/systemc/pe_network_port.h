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
// collects read from them. Counts the bytes that instructions name as receiver_bytes; with data, throws
// std::logic_error if a stream moved another number.
class PeNetworkPort : public sc_core::sc_module, public FlitSource, public FlitSink {
 public:
  // Where the bytes of an instruction lie, by memory; and the length of its whole stream.
  struct Layout {
    std::function<std::vector<std::vector<Segment>>(const program::Instruction&)> segments;
    std::function<std::int64_t(const program::Instruction&)> stream_bytes;
  };

  // `memories` and `layout` are empty when data is off.
  PeNetworkPort(sc_core::sc_module_name name, const program::Program& program, std::int64_t& bytes,
                std::vector<MemoryImage*> memories, Layout layout);
  void fetch(const Flit& flit, std::int8_t* payload) override;
  void deliver(const Flit& flit, const std::int8_t* payload) override;

 private:
  void begin(const Flit& flit);
  void end(const Flit& flit);
  // Calls move(memory bytes, offset in the flit, count) for every part of the flit that a memory has.
  template <typename Move>
  void visit(const Flit& flit, Move move);

  const program::Program& program_;
  std::int64_t& bytes_;
  std::vector<MemoryImage*> memories_;
  Layout layout_;
  std::vector<SegmentCursor> cursors_;     // by memory, of the present instruction
  std::int64_t expected_ = 0, moved_ = 0;  // of the present stream
};

}  // namespace apollo::systemc
