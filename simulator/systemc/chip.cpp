#include "simulator/systemc/chip.h"

#include "simulator/systemc/dram_contents.h"

namespace apollo::systemc {

namespace {

machine::UnitCounters& of(machine::Counters& counters, machine::Unit unit) {
  return counters.units[static_cast<int>(unit)];
}

}  // namespace

Chip::Control::Control(const program::Program& program, std::int64_t watchdog_cycles,
                       machine::Counters* counters)
    : clock("clock"),
      scoreboard("scoreboard"),
      watchdog("watchdog", clock, scoreboard, watchdog_cycles),
      instruction_memory("instruction_memory", counters->instruction_reads),
      sequencer("sequencer", program, counters->sequencer_stall) {}

Chip::Memories::Memories(const program::Program& program, StreamLayout* layout, MemoryImage* image,
                         machine::Counters* counters)
    : dram_requests("dram_requests", program.accelerator.constants.dram_outstanding_requests),
      dram("dram", program.accelerator,
           {of(*counters, machine::Unit::dma).busy, counters->dram_read_bytes, counters->dram_write_bytes}),
      dma("dma", program, of(*counters, machine::Unit::dma), layout, image),
      parameter("parameter_memory", program.accelerator.constants.parameter_entry_bytes,
                counters->parameter_reads, counters->parameter_writes),
      activation("activation_memory", program.accelerator.constants.activation_entry_bytes,
                 counters->activation_reads, counters->activation_writes) {}

Chip::Buses::Buses(const program::Program& program, bool data, machine::Counters* counters)
    : parameter("parameter_bus", machine::Unit::parameter_bus, program,
                of(*counters, machine::Unit::parameter_bus), counters->network_flits, data),
      activation("activation_bus", machine::Unit::activation_bus, program,
                 of(*counters, machine::Unit::activation_bus), counters->network_flits, data),
      output("output_bus", machine::Unit::output_bus, program, of(*counters, machine::Unit::output_bus),
             counters->network_flits, data) {}

Chip::Chip(sc_core::sc_module_name name, const program::Program& program,
           const simulator::SimulationOptions& options, const simulator::FunctionalData* data)
    : sc_module(name),
      program_(program),
      options_(options),
      functional_(data != nullptr),
      layout_(program),
      dram_image_("dram"),
      control_(program, options.watchdog_cycles, &counters_),
      memories_(program, functional_ ? &layout_ : nullptr, functional_ ? &dram_image_ : nullptr, &counters_),
      array_("array", program, of(counters_, machine::Unit::array)),
      buses_(program, functional_, &counters_) {
  for (int u = 0; u < machine::kUnits; ++u)
    control_.queues.push_back(std::make_unique<Fifo<Issue>>(
        (std::string(to_string(static_cast<machine::Unit>(u))) + "_queue").c_str(),
        program.accelerator.constants.unit_queue_entries));
  make_pes();
  if (functional_) {
    dram_image_.allocate(program.dram_bytes);
    fill_dram(program, *data, layout_, &dram_image_);
    memories_.parameter.image.allocate(program.accelerator.parameter_memory_bytes());
    memories_.activation.image.allocate(program.accelerator.activation_memory_bytes());
    sums_.resize(program.ops.size());
    for (const std::uint32_t op : data->summed)
      sums_[op].resize(static_cast<std::size_t>(program.ops[op].op().output.shape.elements()));
    for (auto& pe : pes_) pe->allocate({&layout_, &sums_});
  }
  make_ports();
  wire();
}

void Chip::make_pes() {
  const machine::Configuration& c = program_.accelerator.configuration;
  for (int row = 0; row < c.pes_y; ++row)
    for (int column = 0; column < c.pes_x; ++column)
      pes_.push_back(std::make_unique<Pe>(
          ("pe_" + std::to_string(row) + "_" + std::to_string(column)).c_str(), program_, row, column,
          PeCounters{
              {counters_.pe_reads, counters_.pe_writes, counters_.pe_read_bytes, counters_.pe_write_bytes},
              counters_.core_read_bytes,
              counters_.core_write_bytes}));
}

void Chip::make_ports() {
  const auto received = [this](const program::Instruction& i) { return layout_.received_bytes(i); };
  const PeNetworkPort::Layout to_pes{[this](const program::Instruction& i) { return layout_.pe_segments(i); },
                                     received};
  const PeNetworkPort::Layout to_cores{
      [this](const program::Instruction& i) { return layout_.core_segments(i); }, received};
  buses_.parameter_port =
      std::make_unique<PeNetworkPort>("parameter_port", counters_.core_write_bytes, core_images(), to_cores);
  buses_.scatter_port =
      std::make_unique<PeNetworkPort>("scatter_port", counters_.pe_network_write_bytes, pe_images(), to_pes);
  buses_.parameter_switch =
      std::make_unique<FlitSwitch>("parameter_switch",
                                   std::initializer_list<program::Opcode>{program::Opcode::scatter_parameters,
                                                                          program::Opcode::place_parameters},
                                   *buses_.scatter_port, *buses_.parameter_port);
  buses_.output_switch = std::make_unique<FlitSwitch>(
      "output_switch", std::initializer_list<program::Opcode>{program::Opcode::collect_parameters},
      memories_.parameter, memories_.activation);
  buses_.activation_port = std::make_unique<PeNetworkPort>(
      "activation_port", counters_.pe_network_write_bytes, pe_images(), to_pes);
  buses_.output_port =
      std::make_unique<PeNetworkPort>("output_port", counters_.pe_network_read_bytes, pe_images(), to_pes);
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
  control_.sequencer.clock(control_.clock);
  control_.sequencer.memory(control_.instruction_memory);
  wire_unit(&memories_.dma, machine::Unit::dma);
  wire_unit(&buses_.parameter, machine::Unit::parameter_bus);
  wire_unit(&buses_.activation, machine::Unit::activation_bus);
  wire_unit(&buses_.output, machine::Unit::output_bus);
  wire_unit(&array_, machine::Unit::array);
  wire_bus(&buses_.parameter, &memories_.parameter, buses_.parameter_switch.get());
  wire_bus(&buses_.activation, &memories_.activation, buses_.activation_port.get());
  wire_bus(&buses_.output, buses_.output_port.get(), buses_.output_switch.get());
  memories_.dma.requests(memories_.dram_requests);
  memories_.dma.parameter_memory(memories_.parameter);
  memories_.dma.activation_memory(memories_.activation);
  memories_.dram.clock(control_.clock);
  memories_.dram.requests(memories_.dram_requests);
  memories_.dram.client(memories_.dma);
  for (auto& pe : pes_) {
    pe->clock(control_.clock);
    pe->controller(array_);
    array_.pes(*pe);
  }
}

void Chip::wire_unit(ExecutionUnit* unit, machine::Unit which) {
  auto& queue = *control_.queues[static_cast<int>(which)];
  control_.sequencer.queues[static_cast<int>(which)](queue);
  unit->queue(queue);
  unit->clock(control_.clock);
  unit->scoreboard(control_.scoreboard);
}

void Chip::wire_bus(NetworkBus* bus, FlitSource* source, FlitSink* sink) {
  bus->source(*source);
  bus->sink(*sink);
}

bool Chip::run(const std::vector<program::Instruction>& instructions,
               const std::vector<program::OpRings>& rings) {
  const std::int64_t first_cycle = started_ ? control_.clock.cycle() + 1 : 0;
  if (!started_) sc_core::sc_start(sc_core::SC_ZERO_TIME);  // elaborates; units go to sleep
  started_ = true;
  phase_ = &instructions == &program_.preload ? preload : inference;
  counters_ = {};
  control_.instruction_memory.load(instructions, rings);
  control_.scoreboard.begin(instructions.size(), first_cycle, options_.events);
  memories_.dma.begin();
  array_.begin();
  control_.sequencer.begin(first_cycle);
  control_.watchdog.begin();
  sc_core::sc_start();
  return control_.scoreboard.finished();
}

void Chip::trace(sc_core::sc_trace_file* file) const {
  sc_core::sc_trace(file, phase_, std::string(name()) + ".phase");
}

simulator::SimulationResult Chip::result() const {
  simulator::SimulationResult result;
  result.counters = counters_;
  result.counters.cycles = control_.scoreboard.cycles();
  result.counters.macs = array_.macs();
  result.counters.multiplications = array_.multiplications();
  result.events = control_.scoreboard.events();
  if (functional_) {
    result.dram_buffers = stored_buffers(program_, dram_image_);
    result.sums = sums_;
  }
  if (!control_.scoreboard.finished()) result.deadlock = deadlock();
  return result;
}

std::string Chip::deadlock() const {
  std::string text;
  const auto add = [&text](const std::string& unit, const std::string& reason) {
    if (!reason.empty()) text += unit + ": " + reason + "\n";
  };
  add("sequencer", control_.sequencer.waits_for());
  for (const ExecutionUnit* unit :
       {static_cast<const ExecutionUnit*>(&memories_.dma),
        static_cast<const ExecutionUnit*>(&buses_.parameter),
        static_cast<const ExecutionUnit*>(&buses_.activation),
        static_cast<const ExecutionUnit*>(&buses_.output), static_cast<const ExecutionUnit*>(&array_)})
    add(unit->basename(), unit->waits_for());
  return text;
}

}  // namespace apollo::systemc
