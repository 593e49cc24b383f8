#include "apollo/compiler/plan/placement.h"

#include <algorithm>

namespace apollo::compiler::plan {

namespace {

// A piece of PE memory that lives from op `first` to op `last`.
struct Block {
  int first, last;
  std::int64_t bytes;
  std::int64_t* address;
};

// First fit, largest first. Returns the highest address used.
std::int64_t first_fit(std::vector<Block> blocks) {
  std::stable_sort(blocks.begin(), blocks.end(),
                   [](const Block& l, const Block& r) { return l.bytes > r.bytes; });
  std::int64_t top = 0;
  std::vector<const Block*> placed, beside;
  for (const Block& block : blocks) {
    beside.clear();
    for (const Block* other : placed)
      if (other->first <= block.last && block.first <= other->last) beside.push_back(other);
    std::sort(beside.begin(), beside.end(),
              [](const Block* l, const Block* r) { return *l->address < *r->address; });
    std::int64_t address = 0;
    for (const Block* other : beside) {
      if (address + block.bytes <= *other->address) break;
      address = std::max(address, *other->address + other->bytes);
    }
    *block.address = address;
    top = std::max(top, address + block.bytes);
    placed.push_back(&block);
  }
  return top;
}

std::int64_t attempt(decisions::Plan* plan, bool prefetch) {
  constexpr std::int64_t kAlignment = 4;
  std::vector<Block> blocks;
  const auto add = [&](int first, int last, std::int64_t bytes, std::int64_t* address) {
    if (bytes > 0) blocks.push_back({first, last, machine::round_up(bytes, kAlignment), address});
  };
  for (decisions::BufferDecision& b : plan->buffers)
    if (b.on_chip) add(b.first, b.last, b.hold_bytes, &b.pe_address);
  for (std::size_t i = 0; i < plan->ops.size(); ++i) {
    decisions::OpDecision& op = plan->ops[i];
    const int at = static_cast<int>(i);
    op.prefetch_inputs = prefetch;
    add(prefetch ? at - 1 : at, at, op.input.total(), &op.input.address);
    add(prefetch ? at - 1 : at, at, op.operand2.total(), &op.operand2.address);
    add(at, at, op.output.total(), &op.output.address);
    add(at, at, op.psum.total(), &op.psum.address);
  }
  return first_fit(std::move(blocks));
}

}  // namespace

std::int64_t place(decisions::Plan* plan, std::int64_t capacity) {
  const std::int64_t used = attempt(plan, true);
  return used <= capacity ? used : attempt(plan, false);
}

}  // namespace apollo::compiler::plan
