#pragma once
#include <cstdint>
#include <systemc>
#include <vector>

#include "simulator/systemc/dram.h"
#include "simulator/systemc/execution_unit.h"
#include "simulator/systemc/memory_image.h"
#include "simulator/systemc/segment.h"
#include "simulator/systemc/staging_memory.h"
#include "simulator/systemc/stream_layout.h"

namespace apollo::systemc {

// Rule T4, the chip's side: requests transfers from the DRAM, at most dram_outstanding_requests unfinished at
// a time, and moves what passes over the data bus into and out of the staging memories.
class Dma : public ExecutionUnit, public DramClientIf {
 public:
  sc_core::sc_port<FifoWriteIf<DramRequest>> requests{"requests"};
  sc_core::sc_port<StagingIf> parameter_memory{"parameter_memory"}, activation_memory{"activation_memory"};

  // `layout` and `dram` (the contents of the DRAM) are null when data is off.
  Dma(sc_core::sc_module_name name, const program::Program& program, machine::UnitCounters& counters,
      const StreamLayout* layout, MemoryImage* dram);

  void transfer(const DramRequest& request, std::int64_t begin, std::int64_t end) override;
  void done(const DramRequest& request) override;
  void begin();  // before a run
  void trace(sc_core::sc_trace_file* file) const override;

 private:
  void cycle() override;
  bool has_obstacle() const override;
  std::string obstacle() const override;

  const StreamLayout* layout_;
  MemoryImage* dram_;
  std::uint32_t started_ = 0;
  SegmentCursor cursor_;             // where in the DRAM the present request is
  std::vector<std::int8_t> buffer_;  // on its way in this cycle
};

}  // namespace apollo::systemc
