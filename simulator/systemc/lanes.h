#pragma once
#include <cstdint>
#include <systemc>
#include <vector>

#include "simulator/systemc/memory_image.h"
#include "simulator/systemc/output_stage.h"
#include "simulator/systemc/tile_task.h"

namespace apollo::simulator::systemc {

// The lanes of one core, computing on data (never called when data is off). Each lane has one output of the
// present vector, and in every step its ways take the next weights and inputs. Outputs are visited with k
// fastest, then g, then x, then y.
class Lanes : public sc_core::sc_module {
 public:
  // The lanes of core `core` of its PE, with `ways` MACs each.
  Lanes(sc_core::sc_module_name name, int core, int ways) : sc_module(name), core_(core), ways_(ways) {}

  void begin(const TileTask& task, const MemoryImage& pe_memory, const MemoryImage& core_memory);
  void start_vector();
  void step();
  // Appends the outputs of the vector; none if the core has no outputs left.
  void finish_vector(std::vector<Result>* results);

 private:
  struct Lane {
    Position at;
    Accumulator sum;
  };
  struct Step {  // what one step reduces over: c and the kernel's taps, those that hit zero insertions left
                 // out
    Range c, columns;
    int row = 0;
  };
  Step decode_step(int index) const;
  void multiply(const Step& step, Lane* lane);
  std::int32_t partial_sum(const Position& at) const;

  const int core_, ways_;
  TileTask task_;
  const MemoryImage* pe_memory_ = nullptr;
  const MemoryImage* core_memory_ = nullptr;
  Range y_, x_, g_, k_;  // the core's own outputs
  std::int64_t vectors_ = 0, vector_ = -1;
  int step_ = 0;
  std::vector<Lane> lanes_;  // at work in this vector
};

}  // namespace apollo::simulator::systemc
