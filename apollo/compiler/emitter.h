#pragma once
#include <deque>

#include "apollo/compiler/hazards.h"
#include "apollo/compiler/plan.h"

namespace apollo::compiler {

// Writes the instructions of a plan. Tiles run in loop order, op after op; the transfers that a tile needs
// are written `kLookahead` tiles before its compute instruction, so that they overlap with earlier tiles; the
// transfers of its results follow it. An instruction waits only for instructions written before it: the
// program cannot deadlock.
class Emitter {
 public:
  Emitter(const LoweredNetwork& network, const simulator::Accelerator& accelerator, const Plan& plan);
  simulator::Program run();

 private:
  static constexpr std::size_t kLookahead = 2;

  // A weight tile in a ring memory.
  struct CachedTile {
    int op;
    simulator::Tile tile;  // y and x ignored
    std::int64_t begin, end;
    int object;
    int users = 0;  // steps whose compute instruction is not written yet
  };
  struct SlotState {
    int object = -1;
    std::int64_t key = -1;
    int users = 0;
  };
  struct SlotSet {
    std::vector<SlotState> slots;
    std::size_t next = 0;
  };
  struct Step {
    int op;
    simulator::Tile tile;
    std::int64_t weight_address = 0;
    int weight_object = -1;
    int input_slot = -1, operand2_slot = -1;
  };
  struct OpState {
    SlotSet input, operand2, output;
    int psum_object = -1;
  };

  void prepare_buffers();
  void prepare_ops();
  void preload(int op);
  void run_op(int op);
  void run_step(int op, const simulator::Tile& tile);
  void fetch_weights(Step* step);
  int fetch(Step* step, simulator::Operand operand, SlotSet* set, const Slots& slots, std::int64_t key);
  void finish_one();  // writes the compute instruction of the oldest pending step and what follows it
  void finish_all();
  void finish_producers_of(int buffer);
  void send_results(const Step& step, std::int64_t output_address, int object);
  void transfer(simulator::Instruction prototype, const std::vector<simulator::Box>& pieces, int buffer,
                int pe_object);
  bool last_c(const Step& step) const;
  int hold_object(int buffer);
  std::uint32_t issue(simulator::Instruction instruction);
  std::uint32_t next_index(simulator::Unit unit) const { return counts_[static_cast<int>(unit)] + 1; }

  const LoweredNetwork& network_;
  const simulator::Accelerator& accelerator_;
  const Plan& plan_;
  simulator::Program program_;
  std::vector<simulator::Instruction>* target_;
  std::array<std::uint32_t, simulator::kUnits> counts_{};
  MemoryHazards parameter_hazards_, activation_hazards_, core_hazards_, pe_hazards_;
  Ring parameter_ring_, activation_ring_, core_ring_;
  std::deque<CachedTile> in_parameter_memory_, in_core_memory_;
  std::deque<Step> pending_;
  std::vector<OpState> states_;
  std::vector<int> hold_objects_;
};

}  // namespace apollo::compiler
