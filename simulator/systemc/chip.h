#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <systemc>
#include <vector>

#include "simulator/engine.h"
#include "simulator/systemc/array_controller.h"
#include "simulator/systemc/dma.h"
#include "simulator/systemc/network_bus.h"
#include "simulator/systemc/pe.h"
#include "simulator/systemc/pe_network_port.h"
#include "simulator/systemc/sequencer.h"
#include "simulator/systemc/watchdog.h"

namespace apollo::systemc {

// The whole accelerator with its DRAM: all modules, wired. One per process; the program outlives it.
class Chip : public sc_core::sc_module {
 public:
  // `data` is null when data is off.
  Chip(sc_core::sc_module_name name, const program::Program& program,
       const simulator::SimulationOptions& options, const simulator::FunctionalData* data);

  // Runs instructions, with rings by op as fold() takes them, from cycle 0 on; memories keep their contents
  // from run to run. False if the watchdog gave up, and then no other run may follow. May throw
  // sc_core::sc_report: an exception of a module.
  bool run(const std::vector<program::Instruction>& instructions, const std::vector<program::OpRings>& rings);
  // Of the last run.
  simulator::SimulationResult result() const;
  void trace(sc_core::sc_trace_file* file) const override;

 private:
  // Parts in the order of their construction, which is that of the modules in a trace.
  struct Control {
    Control(const program::Program& program, std::int64_t watchdog_cycles, machine::Counters* counters);

    Clock clock;
    Scoreboard scoreboard;
    Watchdog watchdog;
    InstructionMemory instruction_memory;
    Sequencer sequencer;
    std::vector<std::unique_ptr<Fifo<Issue>>> queues;  // by unit
  };
  struct Memories {
    // `layout` and `image`: null when data is off.
    Memories(const program::Program& program, StreamLayout* layout, MemoryImage* image,
             machine::Counters* counters);

    Fifo<DramRequest> dram_requests;
    Dram dram;
    Dma dma;
    StagingMemory parameter, activation;
  };
  struct Buses {
    Buses(const program::Program& program, bool data, machine::Counters* counters);

    std::unique_ptr<PeNetworkPort> parameter_port, scatter_port, activation_port, output_port;
    std::unique_ptr<FlitSwitch> parameter_switch, output_switch;
    NetworkBus parameter, activation, output;
  };

  void make_pes();
  void make_ports();
  void wire();
  void wire_unit(ExecutionUnit* unit, machine::Unit which);
  void wire_bus(NetworkBus* bus, FlitSource* source, FlitSink* sink);
  std::vector<MemoryImage*> pe_images() const;    // empty when data is off
  std::vector<MemoryImage*> core_images() const;  // likewise
  std::string deadlock() const;

  const program::Program& program_;
  const simulator::SimulationOptions options_;
  const bool functional_;
  machine::Counters counters_;
  StreamLayout layout_;
  MemoryImage dram_image_;
  std::vector<std::vector<std::int64_t>> sums_;  // by op
  bool started_ = false;
  int phase_ = before_start;  // as traced

  Control control_;
  Memories memories_;
  std::vector<std::unique_ptr<Pe>> pes_;  // row * pes_x + column
  ArrayController array_;
  Buses buses_;
};

}  // namespace apollo::systemc
