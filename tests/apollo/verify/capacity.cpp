#include "tests/apollo/verify/capacity.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "simulator/program/code.h"
#include "simulator/program/tile_loops.h"
#include "tests/apollo/verify/owned_ranges.h"

namespace apollo::testing {
namespace {

using namespace machine;
using namespace program;

enum class Kind { weights, input, operand2, output, exchange, psum, hold };

// What lies in a range: op (hold: buffer), kind, and where one op has several: the tile, the chunk.
using Owner = std::tuple<int, Kind, int, int, int, int, int, std::int64_t>;

Owner owner(int op, Kind kind) { return {op, kind, 0, 0, 0, 0, 0, 0}; }
// Ops may share weights: those at the same place in DRAM are the same.
Owner weights(const Program& program, const Instruction& i) {
  const OpPlan& plan = program.ops[i.op];
  const bool stored = plan.op().parameter_layer >= 0;
  return {stored ? -1 : static_cast<int>(i.op),  Kind::weights, 0, 0, i.tile.g, i.tile.k, i.tile.c,
          stored ? plan.weights_dram_address : 0};
}
Owner staged(const Program& program, const Instruction& i) {
  if (i.operand == Operand::weights) return weights(program, i);
  const Kind kind = static_cast<Kind>(i.operand);  // the first values of both are the same
  return {static_cast<int>(i.op), kind, i.tile.y, i.tile.x, i.tile.g, i.tile.k, i.tile.c, i.stream_begin};
}
static_assert(static_cast<int>(Kind::exchange) == static_cast<int>(Operand::exchange), "see staged()");

std::int64_t round_up(std::int64_t bytes, std::int64_t unit) { return (bytes + unit - 1) / unit * unit; }

// A memory, and who owns its bytes.
struct Memory {
  std::string name;
  std::int64_t size;
  OwnedRanges<Owner> owners = {};
};

class Walk {
 public:
  explicit Walk(const Program& program)
      : program_(program),
        a_(program.accelerator),
        parameter_{"parameter memory", a_.parameter_memory_bytes()},
        activation_{"activation memory", a_.activation_memory_bytes()},
        core_{"core memory", a_.configuration.core_memory_bytes},
        pe_{"PE memory", a_.configuration.pe_memory_bytes},
        weights_in_pes_{"all PE memories", a_.pes() * a_.configuration.pe_memory_bytes},
        local_{"PE memory", a_.configuration.pe_memory_bytes},
        dram_{"DRAM", program.dram_bytes} {}

  std::vector<std::string> run() {
    check_instruction_memory();
    lay_out_dram();
    for (const Instruction& i : program_.preload) execute(i);
    if (local_begin_ < shared_end_) fail("PE memory: weights of each PE where those of all are");
    preloaded_ = true;
    for (int inference = 0; inference < 2; ++inference) {
      pe_.owners = {};
      claimed_.clear();
      for (const Instruction& i : program_.instructions) execute(i);
    }
    return std::move(violations_);
  }

 private:
  void check_instruction_memory() {
    const std::int64_t available = a_.configuration.instruction_memory_entries;
    if (static_cast<std::int64_t>(program_.instructions.size()) <= available) return;
    const program::Code code = program::fold(program_.instructions, program_.rings);
    if (entries(code) > available) fail("instruction memory: " + std::to_string(entries(code)) + " entries");
    program::CodeReader reader(code);
    for (const Instruction& i : program_.instructions) {
      if (reader.at_end()) return fail("loops end too early");
      Instruction given = reader.next();
      given.wait = i.wait;
      if (!(given == i)) return fail("loops give another program");
    }
  }

  void fail(const std::string& what) { violations_.push_back(what); }

  void check_inside(const Memory& m, std::int64_t begin, std::int64_t bytes, const std::string& what) {
    if (begin < 0 || begin + bytes > m.size)
      fail(m.name + ": " + what + " at " + std::to_string(begin) + ", " + std::to_string(bytes) +
           " bytes, of " + std::to_string(m.size));
  }
  void write(Memory& m, std::int64_t begin, std::int64_t bytes, const Owner& by, const std::string& what) {
    check_inside(m, begin, bytes, what);
    if (&m == &pe_ && begin < kept_end_ && begin + bytes > kept_begin_)
      fail("PE memory: " + what + " where weights are kept");
    m.owners.claim(begin, begin + bytes, by);
  }
  void read(Memory& m, std::int64_t begin, std::int64_t bytes, const Owner& by, const std::string& what) {
    check_inside(m, begin, bytes, what);
    if (!m.owners.owned_by(begin, begin + bytes, by)) fail(m.name + ": " + what + " was overwritten");
  }

  static std::int64_t stored_weight_bytes(const LoopNest& n) {
    std::int64_t bytes = 0;
    program::for_each_weight_tile(n, [&](const program::Tile& tile) {
      for (const LoopNest::WeightPiece& piece : n.weight_pieces(tile)) bytes += piece.bytes;
    });
    return bytes;
  }

  void lay_out_dram() {
    std::vector<std::pair<std::int64_t, std::int64_t>> ranges;
    for (const BufferPlan& b : program_.buffers)
      if (b.in_dram) ranges.emplace_back(b.dram_address, b.buffer.shape.elements() * b.buffer.element_bytes);
    for (const OpPlan& p : program_.ops)
      if (p.op().parameter_layer >= 0)
        ranges.emplace_back(p.weights_dram_address, stored_weight_bytes(p.nest));
    std::sort(ranges.begin(), ranges.end());
    ranges.erase(std::unique(ranges.begin(), ranges.end()), ranges.end());  // shared weights
    std::int64_t end = 0;
    for (const auto& [begin, bytes] : ranges) {
      check_inside(dram_, begin, bytes, "tensor");
      if (begin < end) fail("DRAM: two tensors overlap at " + std::to_string(begin));
      end = begin + bytes;
    }
  }

  const OpPlan& plan(const Instruction& i) const { return program_.ops[i.op]; }
  std::string name(const Instruction& i) const { return plan(i).op().name + " " + to_string(i.opcode); }

  // The most elements that any PE has of a box that follows from its output box.
  template <typename BoxOf>
  std::int64_t largest_elements(const Instruction& i, BoxOf box_of) const {
    const LoopNest& n = plan(i).nest;
    std::int64_t elements = 0;
    for (int row = 0; row < n.tiling.pes_y; ++row)
      for (int column = 0; column < n.tiling.pes_x; ++column)
        elements = std::max(elements, box_of(n.output_box(row, column, i.tile), row, column).elements());
    return elements;
  }
  std::int64_t slot_bytes(const Instruction& i, Kind kind) const {
    const LoopNest& n = plan(i).nest;
    const Op& op = n.op;
    const program::View& view = kind == Kind::input      ? op.input
                                : kind == Kind::operand2 ? op.operand2
                                                         : op.output;
    const bool wide = program_.buffers[op.input.buffer].buffer.element_bytes > 1 || op.weight_bits > 8;
    const int bytes =
        kind == Kind::psum ? (wide ? 8 : 4) : program_.buffers[view.buffer].buffer.element_bytes;
    return bytes * largest_elements(i, [&](const Box& out, int row, int column) {
             return kind == Kind::input      ? n.input_box(out)
                    : kind == Kind::operand2 ? n.operand2_box(out)
                    : kind == Kind::psum     ? psum_box(n, row, column, i.tile)
                                             : out;
           });
  }
  std::int64_t core_bytes(const Instruction& i) const {
    const LoopNest& n = plan(i).nest;
    const Range c = n.tiling.c_range(i.tile.c);
    const bool last_c = c.end == n.op.C;
    if (is_row_kernel(n.op.kernel)) return n.op.weight_bytes(1, 1, c.size(), last_c);
    std::int64_t bytes = 0;
    for (int row = 0; row < n.tiling.pes_y; ++row)
      for (int column = 0; column < n.tiling.pes_x; ++column) {
        const Range g = n.tiling.output_range(Dim::g, n.tiling.part(Dim::g, row, column), i.tile.g),
                    k = n.tiling.output_range(Dim::k, n.tiling.part(Dim::k, row, column), i.tile.k);
        for (int core = 0; core < n.tiling.cores; ++core)
          bytes = std::max(bytes,
                           n.op.weight_bytes(n.tiling.core_range(Dim::g, g, core).size(),
                                             n.tiling.core_range(Dim::k, k, core).size(), c.size(), last_c));
      }
    return bytes;
  }

  // The hold of a buffer is claimed whole when it is first written, and must stay its own from then on.
  void use_hold(const Instruction& i, int buffer, bool writes) {
    const BufferPlan& b = program_.buffers[buffer];
    std::int64_t bytes = 0;
    for (const Box& box : b.hold) bytes = std::max(bytes, box.elements() * b.buffer.element_bytes);
    const std::string what = "hold of " + b.buffer.name + ", " + name(i) + ",";
    if (!b.on_chip) fail("PE memory: " + what + " is not on chip");
    if (writes && claimed_.insert(buffer).second)
      write(pe_, b.pe_address, bytes, owner(buffer, Kind::hold), what);
    else
      read(pe_, b.pe_address, bytes, owner(buffer, Kind::hold), what);
  }

  Memory& staging(const Instruction& i) { return i.operand == Operand::weights ? parameter_ : activation_; }
  void stage(const Instruction& i, bool writes) {
    const std::int64_t entry = i.operand == Operand::weights ? a_.constants.parameter_entry_bytes
                                                             : a_.constants.activation_entry_bytes;
    if (i.staging_address % entry != 0) fail(staging(i).name + ": " + name(i) + " inside an entry");
    if (i.bytes <= 0) fail(name(i) + " moves nothing");
    const std::int64_t bytes = round_up(i.bytes, entry);
    if (writes)
      write(staging(i), i.staging_address, bytes, staged(program_, i), name(i));
    else
      read(staging(i), i.staging_address, bytes, staged(program_, i), name(i));
  }

  void execute(const Instruction& i) {
    switch (i.opcode) {
      case Opcode::load_parameters:
      case Opcode::load_activations:
        return stage(i, true);
      case Opcode::store_activations:
        return stage(i, false);
      case Opcode::multicast_parameters:
        stage(i, false);
        return write(core_, i.memory_address, core_bytes(i), weights(program_, i), name(i));
      case Opcode::scatter_parameters:
        stage(i, false);
        return preloaded_ ? park(i) : keep(i);
      case Opcode::place_parameters:
        stage(i, false);
        return place(i);
      case Opcode::fill_parameters:
        read(local_, i.memory_address, local_bytes(i), weights(program_, i), name(i));
        return write(core_, i.weight_address, core_bytes(i), weights(program_, i), name(i));
      case Opcode::collect_parameters:
        collect_weights(i);
        return stage(i, true);
      case Opcode::multicast_activations:
        stage(i, false);
        return receive(i);
      case Opcode::collect:
        if (plan(i).output_in_place)
          use_hold(i, plan(i).op().output.buffer, false);
        else
          read(pe_, i.memory_address, slot_bytes(i, Kind::output), owner(i.op, Kind::output), name(i));
        return stage(i, true);
      case Opcode::compute:
        return compute(i);
    }
  }

  // Weights in PE memories lie entry by entry in turn over all of them. What every PE memory gives for that.
  Range rows(const Instruction& i) {
    const std::int64_t entry = a_.constants.parameter_entry_bytes, row = entry * a_.pes();
    if (i.memory_address % entry != 0) fail("PE memory: " + name(i) + " inside an entry");
    const auto at = [&](std::int64_t rows) {
      return static_cast<int>(program_.kept_weights_address + rows * entry);
    };
    return {at(i.memory_address / row), at((i.memory_address + i.bytes + row - 1) / row)};
  }
  // From inference to inference: nothing else may be written there.
  void keep(const Instruction& i) {
    const Range r = rows(i);
    reserve(r.begin, r.size(), name(i));
    shared_end_ = std::max<std::int64_t>(shared_end_, r.end);
    write(weights_in_pes_, i.memory_address, i.bytes, weights(program_, i), name(i));
  }
  void reserve(std::int64_t begin, std::int64_t bytes, const std::string& what) {
    kept_begin_ = kept_end_ == 0 ? begin : std::min(kept_begin_, begin);
    kept_end_ = std::max(kept_end_, begin + bytes);
    check_inside(pe_, begin, bytes, what);
  }
  // Likewise, in each PE what its cores use; behind one copy for all.
  void place(const Instruction& i) {
    if (i.memory_address % a_.constants.parameter_entry_bytes != 0)
      fail("PE memory: " + name(i) + " inside an entry");
    reserve(i.memory_address, local_bytes(i), name(i));
    local_begin_ = std::min(local_begin_, i.memory_address);
    write(local_, i.memory_address, local_bytes(i), weights(program_, i), name(i));
  }
  // Of the PE that has most.
  std::int64_t local_bytes(const Instruction& i) const {
    const LoopNest& n = plan(i).nest;
    std::int64_t bytes = 0;
    for (const LoopNest::WeightPiece& piece : n.weight_pieces(i.tile)) bytes = std::max(bytes, piece.bytes);
    return bytes;
  }
  // For a while.
  void park(const Instruction& i) {
    const Range r = rows(i);
    write(pe_, r.begin, r.size(), weights(program_, i), name(i));
    write(weights_in_pes_, i.memory_address, i.bytes, weights(program_, i), name(i));
  }
  void collect_weights(const Instruction& i) {
    const Range r = rows(i);
    read(weights_in_pes_, i.memory_address, i.bytes, weights(program_, i), name(i));
    if (r.begin < kept_begin_ || r.end > kept_end_)
      read(pe_, r.begin, r.size(), weights(program_, i), name(i));
  }

  void receive(const Instruction& i) {
    const Op& op = plan(i).op();
    if (i.operand == Operand::exchange) return use_hold(i, op.output.buffer, true);
    const bool input = i.operand == Operand::input;
    if (input ? plan(i).input_in_place : plan(i).operand2_in_place)
      return use_hold(i, input ? op.input.buffer : op.operand2.buffer, true);
    const Kind kind = input ? Kind::input : Kind::operand2;
    write(pe_, i.memory_address, slot_bytes(i, kind), owner(i.op, kind), name(i));
  }

  void compute(const Instruction& i) {
    const OpPlan& p = plan(i);
    const Op& op = p.op();
    if (op.has_weights())
      read(core_, i.weight_address, core_bytes(i), weights(program_, i), name(i) + ", weights,");
    const auto operand = [&](bool in_place, int buffer, std::int64_t slot, Kind kind) {
      if (in_place) return use_hold(i, buffer, false);
      read(pe_, slot, slot_bytes(i, kind), owner(i.op, kind), name(i) + ", operand,");
    };
    operand(p.input_in_place, op.input.buffer, i.input_address, Kind::input);
    if (op.operand2.buffer >= 0 && !i.psum_out)
      operand(p.operand2_in_place, op.operand2.buffer, i.operand2_address, Kind::operand2);
    if (i.psum_in || i.psum_out) psums(i);
    if (i.psum_out) return;
    if (p.output_in_place) return use_hold(i, op.output.buffer, true);
    write(pe_, i.output_address, slot_bytes(i, Kind::output), owner(i.op, Kind::output), name(i));
  }

  void psums(const Instruction& i) {
    const std::int64_t bytes = slot_bytes(i, Kind::psum);
    if (i.psum_address % 4 != 0) fail("PE memory: " + name(i) + ", partial sums inside a word");
    if (i.psum_in)
      read(pe_, i.psum_address, bytes, owner(i.op, Kind::psum), name(i) + ", partial sums,");
    else
      write(pe_, i.psum_address, bytes, owner(i.op, Kind::psum), name(i) + ", partial sums,");
  }

  const Program& program_;
  const Accelerator& a_;
  Memory parameter_, activation_, core_, pe_, weights_in_pes_, local_, dram_;
  std::set<int> claimed_;  // buffers whose hold has been written
  bool preloaded_ = false;
  std::int64_t shared_end_ = 0,
               local_begin_ = a_.configuration.pe_memory_bytes;  // of these: of all PEs, of each
  std::int64_t kept_begin_ = 0, kept_end_ = 0;  // of weights in every PE memory from inference to inference
  std::vector<std::string> violations_;
};

}  // namespace

std::vector<std::string> capacity_violations(const Program& program) { return Walk(program).run(); }

}  // namespace apollo::testing
