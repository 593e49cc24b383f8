#pragma once
#include <string>

#include "simulator/engine.h"

namespace apollo::simulator::systemc {

// A SimulationResult as bytes, for a pipe between two processes of one program.
std::string encode(const SimulationResult& result);
SimulationResult decode_result(const std::string& bytes);

}  // namespace apollo::simulator::systemc
