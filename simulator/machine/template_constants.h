#pragma once
#include "simulator/machine/field.h"

namespace apollo::machine {

// Everything about the accelerator that is not searched, the same in every design unless a configuration file
// says otherwise. Choices are this project's unless a source is named; docs/template.md states the rules that
// use them.
struct TemplateConstants {
  int clock_mhz = 800;
  int mac_ways = 4;
  int instruction_entry_bytes = 16;
  int parameter_entry_bytes = 64;
  int activation_entry_bytes = 64;
  int instruction_fetch_cycles = 2;
  int unit_queue_entries = 16;
  int network_base_latency_cycles = 4;
  int network_hop_cycles = 1;
  int dram_latency_cycles = 80;
  int dram_burst_bytes = 64;
  int dram_outstanding_requests = 16;
  int pe_memory_read_bytes = 128;
  int pe_memory_write_bytes = 128;
  int memory_bank_bytes = 64;
  int compute_startup_cycles = 8;
  int lanes_per_function_unit = 4;
  double inference_overhead_us = 124;
  int memory_least_words = 32;
  int transfers_held = 2;
  int queue_round_trips = 1;
  int descriptor_entries = 12;
  int largest_die_mm2 = 858;
};

// Every member, in the order of files.
inline constexpr Field<TemplateConstants> kConstants[] = {
    {"clock_mhz", &TemplateConstants::clock_mhz, "MHz", 1, 10000,
     "recalled for the first shipped design of this template family"},
    {"mac_ways", &TemplateConstants::mac_ways, "MACs", 1, 64,
     "MACs per lane and cycle; that design's peak (26.2 TOPS = 2 x 16 PEs x 4 cores x 64 lanes x 4 x 800 "
     "MHz) "
     "implies 4"},
    {"instruction_entry_bytes", &TemplateConstants::instruction_entry_bytes, "bytes", 1, 4096,
     "one instruction: 128 bits for opcode and operand 5, op 11, staging and memory address 2 x 24, length "
     "20, two advances of 22"},
    {"parameter_entry_bytes", &TemplateConstants::parameter_entry_bytes, "bytes", 1, 4096,
     "one flit of the parameter bus; above the fastest DRAM (37.5 bytes per cycle at 30 GB/s)"},
    {"activation_entry_bytes", &TemplateConstants::activation_entry_bytes, "bytes", 1, 4096,
     "one flit of the activation and output buses; above the fastest DRAM likewise"},
    {"instruction_fetch_cycles", &TemplateConstants::instruction_fetch_cycles, "cycles", 1, 10000,
     "before the first dispatch: one SRAM read and decode"},
    {"unit_queue_entries", &TemplateConstants::unit_queue_entries, "instructions", 1, 4096,
     "that wait in front of each unit: how far the sequencer runs ahead of it"},
    {"network_base_latency_cycles", &TemplateConstants::network_base_latency_cycles, "cycles", 1, 10000,
     "injection and ejection, two cycles each"},
    {"network_hop_cycles", &TemplateConstants::network_hop_cycles, "cycles", 0, 1000,
     "one registered hop per PE row and per PE column"},
    {"dram_latency_cycles", &TemplateConstants::dram_latency_cycles, "cycles", 1, 100000,
     "read request to first data: 100 ns, typical of LPDDR4 behind its controller"},
    {"dram_burst_bytes", &TemplateConstants::dram_burst_bytes, "bytes", 1, 4096,
     "DRAM moves whole bursts: 16 beats of 32 bits (LPDDR4 burst length 16)"},
    {"dram_outstanding_requests", &TemplateConstants::dram_outstanding_requests, "requests", 1, 4096,
     "unfinished at a time; 16 x 64 bytes cover the latency only for long requests, but transfers are whole "
     "tiles"},
    {"pe_memory_read_bytes", &TemplateConstants::pe_memory_read_bytes, "bytes/cycle", 1, 65536,
     "from a PE memory to the cores: two banks of 64 bytes"},
    {"pe_memory_write_bytes", &TemplateConstants::pe_memory_write_bytes, "bytes/cycle", 1, 65536,
     "from the cores to a PE memory: two banks of 64 bytes"},
    {"memory_bank_bytes", &TemplateConstants::memory_bank_bytes, "bytes", 1, 1024,
     "widest word of a memory array; a memory with a wider port consists of several side by side"},
    {"compute_startup_cycles", &TemplateConstants::compute_startup_cycles, "cycles", 1, 10000,
     "from a compute instruction's start to its first multiply: decode, address generation, memory read, "
     "multiply, add, requantise, write (pipeline fill)"},
    {"lanes_per_function_unit", &TemplateConstants::lanes_per_function_unit, "lanes", 1, 1024,
     "that share one unit for functions other than clamps; NVDLA's largest configuration scales 16 values "
     "per cycle and looks up 4 (nvdla/hw, spec/defs/nv_large.spec: SDP_BS, SDP_BN, SDP_EW throughput)"},
    {"inference_overhead_us", &TemplateConstants::inference_overhead_us, "us", 0, 1e6,
     "host and driver time of one inference or batch: PRIME's least latency of any network, 127.8 us, less "
     "the 3.7 us of an RNN-T encoder whose weights are all on the chip; fitted on that one row"},
    {"memory_least_words", &TemplateConstants::memory_least_words, "words", 1, 65536,
     "a memory array has behind its port: CACTI 7 lays out none with fewer"},
    {"transfers_held", &TemplateConstants::transfers_held, "transfers", 1, 16,
     "that a core, parameter or activation memory has room for: one in use while the next one arrives"},
    {"queue_round_trips", &TemplateConstants::queue_round_trips, "round trips", 0, 16,
     "on the network that a staging memory's queue for a PE row or column covers: at full rate credits need "
     "one (Dally and Towles, Principles and Practices of Interconnection Networks, 13.3; recalled)"},
    {"descriptor_entries", &TemplateConstants::descriptor_entries, "entries", 0, 4096,
     "of instruction memory for what an op is and how it is mapped: 1519 bits, in entries of 128"},
    {"largest_die_mm2", &TemplateConstants::largest_die_mm2, "mm2", 1, 1000000,
     "what one exposure covers: 26 mm x 33 mm, the field of a scanner at every node"},
};

inline bool operator==(const TemplateConstants& a, const TemplateConstants& b) {
  return equal(kConstants, a, b);
}

}  // namespace apollo::machine
