#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "apollo/compiler/bound/array_cycles.h"
#include "apollo/compiler/bound/ends.h"
#include "apollo/compiler/bound/order.h"
#include "apollo/compiler/bound/traffic.h"

// What no program of a network on a design can do without.
namespace apollo::compiler::bound {

// Of one inference in the steady state, as counters count it.
struct Bound {
  std::int64_t array_cycles = 0;  // that the array is busy: the least of each op, added up
  std::int64_t dram_bytes = 0;    // read and written, whole bursts
  // Cycles that the inference takes at least, each for a reason of its own.
  std::int64_t array = 0;  // the array works off all ops, one instruction after the other
  std::int64_t dram = 0;   // the DRAM bus carries these bytes
  std::int64_t buses =
      0;  // the buses, and PEs for their cores, carry what comes from DRAM, goes there, or is kept
  std::int64_t path = 0;  // ops that need each other's results come one after the other

  // At least: the largest of them.
  std::int64_t cycles() const;
};

// Bounds of a network on any number of designs. Remembers what the array takes by what that depends on: PE
// rows and columns, cores, lanes and the template's constants. One thread at a time.
//
// Why they are certain:
// - array: array_cycles.h, of ops that may run part by part. Before it, rules T1 to T4 of docs/template.md
// take their cycles to bring the first
//   element; after it, to store the last one: where order.h says so. At most one instruction of the array
//   runs at a time.
// - dram: traffic.h; of weights and constants, what is more than all memories of the chip hold together comes
//   from DRAM each time. What is loaded is needed by an instruction that starts later.
// - buses: cores keep no more than their memories hold; all other weights go over the parameter bus, or the
//   array stands still while PEs bring them from their own memories, as far as these hold them. Those that
//   no memory of PEs nor parameter memory keeps come from DRAM or over the output bus, which also carry all
//   that is stored: both together have so many bytes per cycle.
// - path: the longest chain of order.h. An op's last instruction comes after the last ones of the ops whose
//   results it needs; a second operand of a matmul is stored and loaded between the two. Not more, as partial
//   sums may begin on the first channels that are there.
class NetworkBound {
 public:
  explicit NetworkBound(const workloads::Network& network);  // validated; keeps no reference
  NetworkBound(const workloads::Network& network, const lower::LoweredNetwork& lowered);  // made of it

  Bound of(const machine::Accelerator& accelerator);
  // By op of the lowered network. Valid until the next call of either.
  const std::vector<std::int64_t>& array_cycles(const machine::Accelerator& accelerator);

 private:
  using Lanes = int;
  using Array = std::array<int, 4>;  // rows, columns, cores, lanes
  struct ArrayWork {
    std::vector<std::int64_t> by_op;
    std::int64_t total = 0;
  };

  const ArrayWork& array_work(const machine::Accelerator& accelerator);
  const std::vector<std::vector<VectorCost>>& costs(Lanes lanes);
  std::int64_t path(const ArrayWork& work, const Ends& ends, const machine::TemplateConstants& constants);

  struct Shape {
    program::Op op;
    Cuts cuts;
  };
  std::vector<Shape> shapes_;  // one of each
  std::vector<int> shape_of_;  // by op
  Traffic traffic_;
  Order order_;
  machine::TemplateConstants constants_;                         // of what is remembered
  std::map<Lanes, std::vector<std::vector<VectorCost>>> costs_;  // by shape
  std::map<Array, ArrayWork> arrays_;
  std::vector<std::int64_t> ends_;  // by op, of path()
};

}  // namespace apollo::compiler::bound
