#pragma once
#include <cstdint>
#include <systemc>
#include <vector>

#include "simulator/systemc/lanes.h"
#include "simulator/systemc/memory_image.h"
#include "simulator/systemc/pe_memory.h"
#include "simulator/systemc/tile_task.h"

namespace apollo::systemc {

// The weights of one core.
class CoreMemory : public sc_core::sc_module {
 public:
  CoreMemory(sc_core::sc_module_name name, std::int64_t& read_bytes)
      : sc_module(name), image(this->name()), read_bytes_(read_bytes) {}
  void read(int bytes) { read_bytes_ += bytes; }

  MemoryImage image;  // data off: not allocated

 private:
  std::int64_t& read_bytes_;
};

// A core: its weights and its lanes. The PE drives all its cores in lockstep: per tile begin(); per vector
// start_vector(), as many step() as the task has steps, finish_vector(). A core without outputs in a vector
// idles, but its weights are read on with the others'.
class Core : public sc_core::sc_module {
 public:
  CoreMemory memory;
  Lanes lanes;

  // Core `index` of its PE.
  Core(sc_core::sc_module_name name, int index, std::int64_t& weight_bytes)
      : sc_module(name), memory("memory", weight_bytes), lanes("lanes", index) {}

  // `pe_memory` is null when data is off.
  void begin(const TileTask& task, ReadPort* pe_memory) {
    weight_bytes_per_step_ = task.plan->nest.tiling.weight_bytes_per_step;
    data_ = pe_memory != nullptr;
    if (data_) lanes.begin(task, pe_memory, memory.image);
  }
  void start_vector() {
    if (data_) lanes.start_vector();
  }
  void step() {
    memory.read(weight_bytes_per_step_);
    if (data_) lanes.step();
  }
  void finish_vector(std::vector<Result>* results) {
    if (data_) lanes.finish_vector(results);
  }

 private:
  int weight_bytes_per_step_ = 0;
  bool data_ = false;
};

}  // namespace apollo::systemc
