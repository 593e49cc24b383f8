#pragma once
#include <string>

#include "simulator/program/program.h"

namespace apollo::cli {

// How an op runs, as nested for loops, outermost first; "parallel" marks what is spread over hardware.
std::string loop_text(const program::LoopNest& nest);

// Where each operand of an op is kept.
std::string placement_text(const program::OpPlan& plan, const program::Program& program);

}  // namespace apollo::cli
