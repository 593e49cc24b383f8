#include "simulator/systemc/chip.h"

#include "simulator/systemc/dram_contents.h"

namespace apollo::systemc {

namespace {

machine::UnitCounters& of(machine::Counters& counters, machine::Unit unit) {
  return counters.units[static_cast<int>(unit)];
}

}  // namespace

Chip::Chip(sc_core::sc_module_name name, const program::Program& program,
           const simulator::SimulationOptions& options, const simulator::FunctionalData* data)
    : sc_module(name),
      program_(program),
      options_(options),
      functional_(data != nullptr),
      layout_(program),
      dram_image_("dram"),
      clock_("clock"),
      scoreboard_("scoreboard"),
      watchdog_("watchdog", clock_, scoreboard_, options.watchdog_cycles),
      instruction_memory_("instruction_memory", counters_.instruction_reads),
      sequencer_("sequencer", program, counters_.sequencer_stall),
      dram_requests_("dram_requests", program.accelerator.constants.dram_outstanding_requests),
      dram_("dram", program.accelerator,
            {of(counters_, machine::Unit::dma).busy, counters_.dram_read_bytes, counters_.dram_write_bytes}),
      dma_("dma", program, of(counters_, machine::Unit::dma), functional_ ? &layout_ : nullptr,
           functional_ ? &dram_image_ : nullptr),
      parameter_memory_("parameter_memory", program.accelerator.constants.parameter_entry_bytes,
                        counters_.parameter_reads, counters_.parameter_writes),
      activation_memory_("activation_memory", program.accelerator.constants.activation_entry_bytes,
                         counters_.activation_reads, counters_.activation_writes),
      array_("array", program, of(counters_, machine::Unit::array)),
      parameter_bus_("parameter_bus", machine::Unit::parameter_bus, program,
                     of(counters_, machine::Unit::parameter_bus), counters_.network_flits, functional_),
      activation_bus_("activation_bus", machine::Unit::activation_bus, program,
                      of(counters_, machine::Unit::activation_bus), counters_.network_flits, functional_),
      output_bus_("output_bus", machine::Unit::output_bus, program, of(counters_, machine::Unit::output_bus),
                  counters_.network_flits, functional_) {
  const machine::Accelerator& a = program.accelerator;
  for (int u = 0; u < machine::kUnits; ++u)
    queues_.push_back(std::make_unique<Fifo<Issue>>(
        (std::string(to_string(static_cast<machine::Unit>(u))) + "_queue").c_str(),
        a.constants.unit_queue_entries));
  for (int row = 0; row < a.configuration.pes_y; ++row)
    for (int column = 0; column < a.configuration.pes_x; ++column)
      pes_.push_back(std::make_unique<Pe>(
          ("pe_" + std::to_string(row) + "_" + std::to_string(column)).c_str(), program, row, column,
          PeCounters{{counters_.pe_reads, counters_.pe_writes}, counters_.core_read_bytes}));
  if (functional_) {
    dram_image_.allocate(program.dram_bytes);
    fill_dram(program, *data, layout_, &dram_image_);
    parameter_memory_.image.allocate(a.parameter_memory_bytes());
    activation_memory_.image.allocate(a.activation_memory_bytes());
    for (auto& pe : pes_) pe->allocate();
  }
  const auto received = [this](const program::Instruction& i) { return layout_.received_bytes(i); };
  const PeNetworkPort::Layout to_pes{[this](const program::Instruction& i) { return layout_.pe_segments(i); },
                                     received};
  const PeNetworkPort::Layout to_cores{
      [this](const program::Instruction& i) { return layout_.core_segments(i); }, received};
  parameter_port_ =
      std::make_unique<PeNetworkPort>("parameter_port", counters_.core_write_bytes, core_images(), to_cores);
  activation_port_ = std::make_unique<PeNetworkPort>("activation_port", counters_.pe_network_write_bytes,
                                                     pe_images(), to_pes);
  output_port_ =
      std::make_unique<PeNetworkPort>("output_port", counters_.pe_network_read_bytes, pe_images(), to_pes);
  wire();
}

std::vector<MemoryImage*> Chip::pe_images() const {
  std::vector<MemoryImage*> out;
  if (functional_)
    for (const auto& pe : pes_) out.push_back(&pe->memory.image);
  return out;
}

std::vector<MemoryImage*> Chip::core_images() const {
  std::vector<MemoryImage*> out;
  if (functional_)
    for (const auto& pe : pes_)
      for (const auto& core : pe->cores) out.push_back(&core->memory.image);
  return out;
}

void Chip::wire() {
  sequencer_.clock(clock_);
  sequencer_.memory(instruction_memory_);
  wire_unit(&dma_, machine::Unit::dma);
  wire_unit(&parameter_bus_, machine::Unit::parameter_bus);
  wire_unit(&activation_bus_, machine::Unit::activation_bus);
  wire_unit(&output_bus_, machine::Unit::output_bus);
  wire_unit(&array_, machine::Unit::array);
  wire_bus(&parameter_bus_, &parameter_memory_, parameter_port_.get());
  wire_bus(&activation_bus_, &activation_memory_, activation_port_.get());
  wire_bus(&output_bus_, output_port_.get(), &activation_memory_);
  dma_.requests(dram_requests_);
  dma_.parameter_memory(parameter_memory_);
  dma_.activation_memory(activation_memory_);
  dram_.clock(clock_);
  dram_.requests(dram_requests_);
  dram_.client(dma_);
  for (auto& pe : pes_) {
    pe->clock(clock_);
    pe->controller(array_);
    array_.pes(*pe);
  }
}

void Chip::wire_unit(ExecutionUnit* unit, machine::Unit which) {
  auto& queue = *queues_[static_cast<int>(which)];
  sequencer_.queues[static_cast<int>(which)](queue);
  unit->queue(queue);
  unit->clock(clock_);
  unit->scoreboard(scoreboard_);
}

void Chip::wire_bus(NetworkBus* bus, FlitSource* source, FlitSink* sink) {
  bus->source(*source);
  bus->sink(*sink);
}

bool Chip::run(const std::vector<program::Instruction>& instructions) {
  const std::int64_t first_cycle = started_ ? clock_.cycle() + 1 : 0;
  if (!started_) sc_core::sc_start(sc_core::SC_ZERO_TIME);  // elaborates; units go to sleep
  started_ = true;
  counters_ = {};
  instruction_memory_.load(instructions);
  scoreboard_.begin(instructions.size(), first_cycle, options_.events);
  dma_.begin();
  array_.begin();
  sequencer_.begin(first_cycle);
  watchdog_.begin();
  sc_core::sc_start();
  return scoreboard_.finished();
}

simulator::SimulationResult Chip::result() const {
  simulator::SimulationResult result;
  result.counters = counters_;
  result.counters.cycles = scoreboard_.cycles();
  result.counters.macs = array_.macs();
  result.events = scoreboard_.events();
  if (functional_) result.dram_buffers = stored_buffers(program_, dram_image_);
  if (!scoreboard_.finished()) result.deadlock = deadlock();
  return result;
}

std::string Chip::deadlock() const {
  std::string text;
  const auto add = [&text](const std::string& unit, const std::string& reason) {
    if (!reason.empty()) text += unit + ": " + reason + "\n";
  };
  add("sequencer", sequencer_.waits_for());
  for (const ExecutionUnit* unit :
       {static_cast<const ExecutionUnit*>(&dma_), static_cast<const ExecutionUnit*>(&parameter_bus_),
        static_cast<const ExecutionUnit*>(&activation_bus_), static_cast<const ExecutionUnit*>(&output_bus_),
        static_cast<const ExecutionUnit*>(&array_)})
    add(unit->basename(), unit->waits_for());
  return text;
}

}  // namespace apollo::systemc
