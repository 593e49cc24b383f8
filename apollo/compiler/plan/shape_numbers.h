#pragma once
#include <map>
#include <vector>

#include "simulator/program/op.h"

namespace apollo::compiler::plan {

// Numbers for what is alike as far as work on ops is concerned. Equal things have the same number, whichever
// network they are from.
class ShapeNumbers {
 public:
  // Of ops with equal shapes, but perhaps at other places of other buffers.
  int shape(const program::Op& op);

  // By op, its shape and where its tensors lie in a buffer that they share, one after the other.
  using Places = std::vector<int>;
  // Of a pair of ops, one of which reads what the other writes.
  int pair(const Places& places) { return number(places, &pairs_); }
  // Of those that use a buffer.
  int kind(const Places& places) { return number(places, &kinds_); }

 private:
  static int number(const std::vector<int>& key, std::map<std::vector<int>, int>* numbers) {
    return numbers->emplace(key, static_cast<int>(numbers->size())).first->second;
  }

  std::map<std::vector<int>, int> shapes_, pairs_, kinds_;
};

}  // namespace apollo::compiler::plan
