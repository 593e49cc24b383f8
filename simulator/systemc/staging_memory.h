#pragma once
#include <cstdint>
#include <systemc>

#include "simulator/systemc/flit.h"
#include "simulator/systemc/memory_image.h"

namespace apollo::systemc {

// Port of a staging memory towards the DMA. `data` is null when data is off.
class StagingIf : virtual public sc_core::sc_interface {
 public:
  virtual void read(std::int64_t address, std::int64_t bytes, std::int8_t* data) = 0;
  virtual void write(std::int64_t address, std::int64_t bytes, const std::int8_t* data) = 0;
};

// The parameter memory or the activation memory: what the DMA and a bus exchange. A transfer starts on an
// entry; an access is counted when the first byte of an entry passes.
class StagingMemory : public sc_core::sc_module, public StagingIf, public FlitSource, public FlitSink {
 public:
  StagingMemory(sc_core::sc_module_name name, int entry_bytes, std::int64_t& reads, std::int64_t& writes);

  void read(std::int64_t address, std::int64_t bytes, std::int8_t* data) override;
  void write(std::int64_t address, std::int64_t bytes, const std::int8_t* data) override;
  void fetch(const Flit& flit, std::int8_t* payload) override;
  void deliver(const Flit& flit, const std::int8_t* payload) override;

  MemoryImage image;  // data off: not allocated

 private:
  std::int64_t entries(std::int64_t address, std::int64_t bytes) const;  // that begin in the range

  const int entry_bytes_;
  std::int64_t &reads_, &writes_;
};

}  // namespace apollo::systemc
