#pragma once
#include <string>
#include <vector>

#include "simulator/cost/sram_table.h"

// The coefficients of one process node. The files in configs/technologies/ state each value's source.
namespace apollo::cost {

struct AreaCoefficients {
  double sram_scale = 0;  // of the SRAM table's areas: to this node, with the wiring around an array
  double mac_mm2 = 0;     // an int8 MAC with its share of accumulators, operand registers and requantisation
  double core_control_mm2 = 0;
  double pe_control_mm2 = 0;
  double network_mm2_per_bus_byte = 0;         // the uncore's end of the buses
  double network_mm2_per_pe_and_bus_byte = 0;  // a PE's port
  double uncore_mm2 = 0;                       // sequencer, DMA, host interface
  double dram_controller_mm2_per_gbps = 0;
  double dram_phy_mm2_per_gbps = 0;  // PHY with pads
};

struct EnergyCoefficients {
  double mac_pj = 0;      // int8 multiply and int32 add
  double sram_scale = 0;  // of the SRAM table's energies: to this node
  double network_pj_per_byte_and_hop = 0;
  double dram_pj_per_byte = 0;          // interface and DRAM device
  double instruction_pj = 0;            // sequencing one instruction, without the memory read
  double sram_leakage_scale = 0;        // of the SRAM table's leakage: to this node and a warm chip
  double logic_leakage_mw_per_mm2 = 0;  // of all that is no memory
};

// What the other coefficients hold for, and how far it goes (clock.h).
struct ClockCoefficients {
  double nominal_mhz = 1e6;
  double maximum_mhz = 1e6;
  double supply_per_clock = 0;  // relative rise of the supply for a relative rise of the clock
};

struct Technology {
  std::string name;
  SramTable sram;
  AreaCoefficients area;
  EnergyCoefficients energy;
  ClockCoefficients clock;
};

// The technology with a built-in name ("7nm") or, if the argument holds a '/' or ends in ".json", from that
// file. A file is {"name": ..., "sram_table": name or path of a table, "area": {coefficient: {"value":
// number, "source": text}}, "energy": {...}, "clock": {...}} with every coefficient of the structs above and
// nothing else, and a maximum clock not below the nominal one. ConfigError otherwise.
Technology technology(const std::string& name_or_path);
Technology parse_technology(const std::string& json_text, const std::string& file);

std::vector<std::string> technology_names();

}  // namespace apollo::cost
