#pragma once
#include <cstdint>
#include <memory>
#include <systemc>
#include <vector>

#include "simulator/systemc/clock.h"
#include "simulator/systemc/core.h"
#include "simulator/systemc/core_fill.h"
#include "simulator/systemc/drain_register.h"
#include "simulator/systemc/gathering.h"
#include "simulator/systemc/pe_memory.h"
#include "simulator/systemc/stream_layout.h"
#include "simulator/systemc/tile_task.h"

namespace apollo::systemc {

// What the array controller asks of a PE.
class PeControlIf : virtual public sc_core::sc_interface {
 public:
  // Starts in this cycle; the PE is idle. False if it has nothing to do in the tile.
  virtual bool start(const program::Instruction& instruction) = 0;
};

// What a PE tells the array controller.
class PeDoneIf : virtual public sc_core::sc_interface {
 public:
  // In the last cycle of a PE's work; `macs`: see TileTask.
  virtual void pe_done(std::int64_t macs) = 0;
};

struct PeCounters {
  PeMemoryCounters memory;
  std::int64_t &core_read_bytes, &core_write_bytes;
};

// Rule T5: a PE's control, its memory and its cores. After start-up, it fills the cores' memories, or the
// lanes gather the present vector while the vector before it is written back. The drain register between them
// holds one vector: a finished vector waits in the lanes until the register is free, and the next one starts
// when it has left them.
class Pe : public sc_core::sc_module, public PeControlIf {
 public:
  sc_core::sc_port<ClockIf> clock{"clock"};
  sc_core::sc_port<PeDoneIf> controller{"controller"};

  Pe(sc_core::sc_module_name name, const program::Program& program, int row, int column,
     const PeCounters& counters);
  bool start(const program::Instruction& instruction) override;
  struct Data {
    const StreamLayout* layout = nullptr;
    std::vector<std::vector<std::int64_t>>* sums =
        nullptr;  // see SimulationResult; sized where they are wanted
  };
  // Data on: memories have contents from now on.
  void allocate(const Data& data);
  void trace(sc_core::sc_trace_file* file) const override;

  PeMemory memory;
  std::vector<std::unique_ptr<Core>> cores;

 private:
  SC_HAS_PROCESS(Pe);
  void end_of_elaboration() override;
  void run();
  void begin_work();
  void end_work(std::int64_t macs);
  void fill();
  void start_vector();
  void gather();
  void drain();
  void finish_vector();
  // With data: what was really read since the last check, or is to be written, is no more than the beats of
  // the timing carry and than is counted.
  void check_reads(Use use, std::int64_t beats, std::int64_t bytes);
  void check_drain(const std::vector<Result>& results) const;

  const program::Program& program_;
  const int row_, column_;
  std::int64_t& core_write_bytes_;
  Data data_;
  TileTask task_;
  CoreFill fill_;
  int startup_left_ = 0;
  std::int64_t vectors_left_ = 0;  // not yet in the drain register, the present one included
  Gathering gathering_;            // of the present vector
  DrainRegister drain_;            // the one before it
  bool busy_ = false;
  sc_core::sc_event start_{"start"};
};

}  // namespace apollo::systemc
