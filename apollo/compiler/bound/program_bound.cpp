#include "apollo/compiler/bound/program_bound.h"

#include <algorithm>
#include <set>

#include "apollo/compiler/lower/slices.h"

namespace apollo::compiler::bound {

using lower::LoweredNetwork;
using machine::Accelerator;
using program::Op;
using program::View;

namespace {

constexpr std::size_t kMostArrays = 100'000;

// Which parts of its buffer a view leaves out.
struct Gaps {
  bool positions = false, channels = false;
};

Gaps gaps_of(const View& view, const LoweredNetwork& network) {
  if (view.buffer < 0) return {};
  const workloads::Shape& shape = network.buffers[static_cast<std::size_t>(view.buffer)].buffer.shape;
  return {view.shape.height != shape.height || view.shape.width != shape.width,
          view.shape.channels != shape.channels};
}

// Of the last op of a chain: whether its parts are heads of a matmul.
bool has_heads(const Op& op) {
  return op.kernel == program::Kernel::mac && op.G > 1 && op.parameter_layer < 0;
}

// Whether `is` of any op that may be in a chain with one and not before it.
template <typename Is>
bool any_behind(const LoweredNetwork& network, std::size_t op, Is is) {
  const std::size_t end = std::min(network.ops.size(), op + lower::kLongestChain);
  return std::any_of(network.ops.begin() + static_cast<std::ptrdiff_t>(op),
                     network.ops.begin() + static_cast<std::ptrdiff_t>(end), is);
}

Cuts cuts_of(const LoweredNetwork& network, std::size_t index) {
  const Op& op = network.ops[index];
  if (is_cell_kernel(op.kernel) || op.rearrangement) return {};
  const auto has_gaps = [&](const Op& o, bool Gaps::*gap) {
    return gaps_of(o.input, network).*gap || gaps_of(o.operand2, network).*gap ||
           gaps_of(o.output, network).*gap;
  };
  const bool windows = any_behind(network, index, [&](const Op& o) { return has_gaps(o, &Gaps::positions); });
  Cuts cuts;
  cuts.rows = windows || any_behind(network, index, [](const Op& o) { return o.Y > 1; });
  cuts.columns = windows || any_behind(network, index, [](const Op& o) { return o.Y == 1 && o.X > 1; });
  cuts.groups =
      op.parameter_layer < 0 && !is_row_kernel(op.kernel) &&
      any_behind(network, index, [&](const Op& o) { return has_heads(o) || has_gaps(o, &Gaps::channels); });
  return cuts;
}

// By op, bytes of the weights that no later op uses, if all parts of a chain with it use them.
std::vector<std::int64_t> last_weights(const LoweredNetwork& network) {
  const bool heads = std::any_of(network.ops.begin(), network.ops.end(), has_heads);
  const auto may_be_left_out = [&](const Op& op) {
    const Gaps gaps = gaps_of(op.output, network);
    return gaps.positions || (gaps.channels && heads);
  };
  std::vector<std::int64_t> bytes(network.ops.size(), 0);
  std::set<std::pair<int, int>> later;
  for (std::size_t i = network.ops.size(); i-- > 0;) {
    const Op& op = network.ops[i];
    const bool is_last =
        op.parameter_layer >= 0 && later.emplace(op.parameter_layer, op.parameter_set).second;
    if (is_last && !any_behind(network, i, may_be_left_out))
      bytes[i] = op.weight_bytes(op.G, op.K, op.C, true);
  }
  return bytes;
}

// Bytes of weights that are somewhere on the chip, at most: in memories, or on their way between them.
std::int64_t held(const Accelerator& a) {
  const machine::TemplateConstants& k = a.constants;
  const std::int64_t memories = a.pes() * (a.configuration.pe_memory_bytes +
                                           a.configuration.cores_per_pe * a.configuration.core_memory_bytes) +
                                a.parameter_memory_bytes() + a.activation_memory_bytes();
  const std::int64_t cycle = std::int64_t{k.parameter_entry_bytes} + 2 * k.activation_entry_bytes;
  return memories + (a.network_latency() + 2) * cycle + 2 * k.dram_burst_bytes;
}

}  // namespace

ProgramBound::ProgramBound(const workloads::Network& network)
    : ProgramBound(network, lower::lower(network)) {}

ProgramBound::ProgramBound(const workloads::Network& network, const LoweredNetwork& lowered)
    : whole_(network, lowered),
      order_(order_of(lowered, reads_of(lowered), constant_buffers(network, lowered))) {
  std::map<std::vector<int>, int> known;
  for (std::size_t i = 0; i < lowered.ops.size(); ++i) {
    const Cuts cuts = cuts_of(lowered, i);
    std::vector<int> key = array_key(lowered.ops[i]);
    for (const bool cut : {cuts.rows, cuts.columns, cuts.groups}) key.push_back(cut ? 1 : 0);
    const auto added = known.emplace(std::move(key), static_cast<int>(shapes_.size()));
    if (added.second) shapes_.push_back({lowered.ops[i], cuts, {}});
    shape_of_.push_back(added.first->second);
  }
  weights_.push_back(0);
  for (const std::int64_t bytes : last_weights(lowered))
    weights_.push_back(weights_.back() + static_cast<double>(bytes));
}

const ProgramBound::ArrayWork& ProgramBound::array_work(const Accelerator& a) {
  if (!(a.constants == constants_)) {
    for (Shape& shape : shapes_) shape.costs.clear();
    arrays_.clear();
    constants_ = a.constants;
  }
  if (arrays_.size() > kMostArrays) arrays_.clear();
  const machine::Configuration& c = a.configuration;
  const Grid grid{c.pes_y, c.pes_x, c.cores_per_pe};
  const auto added =
      arrays_.emplace(Array{grid.rows, grid.columns, grid.cores, c.compute_lanes}, ArrayWork());
  ArrayWork& work = added.first->second;
  if (!added.second) return work;
  std::vector<double> least;
  for (Shape& shape : shapes_) {
    const auto costs = shape.costs.emplace(c.compute_lanes, std::vector<VectorCost>());
    if (costs.second)
      costs.first->second = vector_costs_of_parts(shape.op, c.compute_lanes, shape.cuts, constants_);
    least.push_back(static_cast<double>(
        least_cycles_of_parts(shape.op, costs.first->second, grid, shape.cuts, constants_)));
  }
  work.before.push_back(0);
  for (const int shape : shape_of_)
    work.before.push_back(work.before.back() + least[static_cast<std::size_t>(shape)]);
  return work;
}

double ProgramBound::flow(const ArrayWork& work, const Ends& ends, const Accelerator& a) const {
  const double cycles_per_byte =
      static_cast<double>(a.constants.clock_mhz) / static_cast<double>(a.dram_mbps());
  const double on_chip = static_cast<double>(held(a)) * cycles_per_byte;
  const double all = work.before.back();
  const std::size_t ops = shape_of_.size();
  constexpr std::size_t kApart =
      lower::kLongestChain - 2;  // j - i of ops that no chain goes beyond on both sides
  const auto lead = [&](std::size_t i) { return work.before[i] - weights_[i] * cycles_per_byte; };
  double most = 0, best_lead = 0;  // of i so far; 0: from the network's first op
  for (std::size_t j = 0; j < ops; ++j) {
    if (j + 1 == ops) {
      for (std::size_t i = 0; i < ops; ++i) best_lead = std::max(best_lead, lead(i));
    } else if (j >= kApart) {
      best_lead = std::max(best_lead, lead(j - kApart));
    }
    const double behind = all - work.before[j + 1];
    most = std::max(most, best_lead + weights_[j + 1] * cycles_per_byte - on_chip + behind);
  }
  return static_cast<double>(std::min(ends.first_data, ends.first_start) + ends.last_store) + most;
}

std::int64_t ProgramBound::cycles(const Accelerator& a) {
  const ArrayWork& work = array_work(a);
  const Ends ends(a, order_);
  const Bound whole = whole_.of(a);
  const std::int64_t array =
      ends.first_start + static_cast<std::int64_t>(work.before.back()) + ends.last_store;
  return std::max({array, whole.dram, whole.buses, static_cast<std::int64_t>(flow(work, ends, a))});
}

}  // namespace apollo::compiler::bound
