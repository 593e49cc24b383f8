#include "apollo/compiler/bound/chains.h"

#include <algorithm>
#include <set>

#include "apollo/compiler/lower/slices.h"

namespace apollo::compiler::bound {

using lower::LoweredNetwork;
using program::Op;
using program::View;

namespace {

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

}  // namespace

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

std::vector<std::size_t> certain_starts(const LoweredNetwork& network) {
  struct Users {
    std::size_t first = 0, last = 0;
    bool any = false;
  };
  std::vector<Users> users(network.buffers.size());
  for (std::size_t i = 0; i < network.ops.size(); ++i) {
    const Op& op = network.ops[i];
    for (const View* view : {&op.input, &op.operand2, &op.weight_view, &op.output}) {
      if (view->buffer < 0) continue;
      Users& of = users[static_cast<std::size_t>(view->buffer)];
      if (!of.any) of.first = i;
      of.last = i;
      of.any = true;
    }
  }
  std::vector<std::size_t> starts{0};
  for (std::size_t op = 1; op < network.ops.size(); ++op) {
    // A chain with both has the users of what the op before writes, all of them.
    const auto buffer = static_cast<std::size_t>(network.ops[op - 1].output.buffer);
    const std::size_t first = std::min(users[buffer].first, op - 1), last = std::max(users[buffer].last, op);
    if (network.buffers[buffer].network_output || last - first >= lower::kLongestChain) starts.push_back(op);
  }
  starts.push_back(network.ops.size());
  return starts;
}

std::vector<std::int64_t> stretch_weights(const LoweredNetwork& network,
                                          const std::vector<std::size_t>& starts) {
  std::vector<std::int64_t> bytes;
  for (std::size_t k = 0; k + 1 < starts.size(); ++k) {
    std::set<std::pair<int, int>> used;
    bytes.push_back(0);
    for (std::size_t i = starts[k]; i < starts[k + 1]; ++i) {
      const Op& op = network.ops[i];
      if (op.parameter_layer >= 0 && used.emplace(op.parameter_layer, op.parameter_set).second)
        bytes.back() += op.weight_bytes(op.G, op.K, op.C, true);
    }
  }
  return bytes;
}

}  // namespace apollo::compiler::bound
