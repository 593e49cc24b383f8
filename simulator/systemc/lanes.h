#pragma once
#include <array>
#include <cstdint>
#include <systemc>
#include <vector>

#include "simulator/systemc/memory_image.h"
#include "simulator/systemc/output_stage.h"
#include "simulator/systemc/read_port.h"
#include "simulator/systemc/tile_task.h"

namespace apollo::systemc {

// The lanes of one core, computing on data (never called when data is off). Each lane has one output of the
// present vector, and in every step its ways take the next weights and inputs. Outputs are visited with k
// fastest, then g, then x, then y. The cores of a PE go through the vectors of the busiest one in step, so
// that those which share an input read it together; one that has no outputs in a vector idles.
class Lanes : public sc_core::sc_module {
 public:
  // The lanes of core `core` of its PE.
  Lanes(sc_core::sc_module_name name, int core) : sc_module(name), core_(core) {}

  void begin(const TileTask& task, ReadPort* pe_memory, const MemoryImage& core_memory);
  void start_vector();
  void step();
  // Appends the outputs of the vector; none if the core has no outputs in it.
  void finish_vector(std::vector<Result>* results);

 private:
  struct Lane {
    Position at;
    Accumulator sum;
    const std::int8_t* weights;  // of its output channel, in the core memory; mac only
  };
  struct Step {  // what one step reduces over: channels, and taps as WindowAxis counts them
    program::Range c, columns;
    int row = 0;
  };
  struct Operands {                      // of one lane in one step at one tap
    const std::int8_t* input = nullptr;  // null: the tap is outside the input
    std::int64_t weight = 0;             // index in the channel's weights
    int channels = 0;
  };
  Step decode_step(int index) const;
  void gather();  // the one step of a rearrangement
  void multiply(const Operands& operands, Lane* lane);
  std::int64_t channel(const Position& at) const;  // index of an output's channel among the core's own
  std::int64_t partial_sum(const Position& at) const;

  const int core_;
  TileTask task_;
  ReadPort* pe_memory_ = nullptr;
  const MemoryImage* core_memory_ = nullptr;
  struct Outputs {
    program::Range y, x, g, k;
  };
  Outputs own_;                  // of the core
  std::array<int, 4> blocks_{};  // of the busiest core along k, g, x, y: all cores go through them in step
  std::int64_t vector_ = -1;
  int step_ = 0;
  std::vector<Lane> lanes_;  // at work in this vector
};

}  // namespace apollo::systemc
