#pragma once
#include <map>
#include <string>
#include <vector>

#include "simulator/program/program.h"

// What traces say in words. Signals hold the numbers.
namespace apollo::systemc {

enum UnitActivity { idle = 0, stalled = 1, busy = 2 };
enum Phase { before_start = 0, preload = 1, inference = 2 };

// The number of the layer that an instruction is of; 0 of none (null).
inline int traced_layer(const program::Instruction* instruction) {
  return instruction ? static_cast<int>(instruction->op) + 1 : 0;
}

// By signal, the text of each of its numbers: activity, layer, phase.
inline std::map<std::string, std::vector<std::string>> traced_texts(const program::Program& program) {
  std::vector<std::string> layers = {"-"};
  for (const program::OpPlan& op : program.ops) layers.push_back(op.op().name);
  return {
      {"activity", {"idle", "stalled", "busy"}}, {"layer", layers}, {"phase", {"-", "preload", "inference"}}};
}

}  // namespace apollo::systemc
