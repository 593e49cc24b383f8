#pragma once
#include <string>

#include "simulator/engine.h"

namespace apollo::systemc {

// A SimulationResult as bytes, for a pipe between two processes of one program.
std::string encode(const simulator::SimulationResult& result);
simulator::SimulationResult decode_result(const std::string& bytes);

}  // namespace apollo::systemc
