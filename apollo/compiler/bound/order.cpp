#include "apollo/compiler/bound/order.h"

#include <algorithm>

namespace apollo::compiler::bound {

using program::Box;

std::vector<bool> constant_buffers(const workloads::Network& network, const lower::LoweredNetwork& lowered) {
  std::vector<bool> out;
  for (const lower::LoweredBuffer& buffer : lowered.buffers)
    out.push_back(std::find(network.constants.begin(), network.constants.end(), buffer.tensor) !=
                  network.constants.end());
  return out;
}

Order order_of(const lower::LoweredNetwork& network, const std::vector<Read>& reads,
               const std::vector<bool>& constants) {
  const std::size_t ops = network.ops.size();
  Order order;
  std::vector<std::vector<Read>> by_buffer(network.buffers.size());
  std::vector<std::vector<int>> writers(network.buffers.size());
  std::vector<bool> waits(ops, false);  // none of its results is there without something that was loaded
  for (const Read& read : reads) {
    by_buffer[static_cast<std::size_t>(read.buffer)].push_back(read);
    if (read.by_every_output && !constants[static_cast<std::size_t>(read.buffer)])
      waits[static_cast<std::size_t>(read.op)] = true;
  }
  order.begins_with_load = std::all_of(waits.begin(), waits.end(), [](bool w) { return w; });

  order.ends_with_store = true;
  for (std::size_t i = 0; i < ops; ++i) {
    const auto buffer = static_cast<std::size_t>(network.ops[i].output.buffer);
    writers[buffer].push_back(static_cast<int>(i));
    order.stored.push_back(network.buffers[buffer].network_output);
    if (!order.stored[i] && !need_all(by_buffer[buffer], box_of(network.ops[i].output)))
      order.ends_with_store = false;
  }
  for (const Read& read : reads)
    for (const int writer : writers[static_cast<std::size_t>(read.buffer)]) {
      const Box made = box_of(network.ops[static_cast<std::size_t>(writer)].output);
      if (writer < read.op && read.is_whole() && read.box.contains(made))
        order.dependences.push_back({writer, read.op, read.as_weights});
    }
  return order;
}

}  // namespace apollo::compiler::bound
