#pragma once

namespace apollo::machine {

// The units that execute instructions, each in order, in parallel with each other. The sequencer feeds them.
enum class Unit { dma, parameter_bus, activation_bus, output_bus, array };
inline constexpr int kUnits = 5;
const char* to_string(Unit unit);

}  // namespace apollo::machine
