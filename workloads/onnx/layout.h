#pragma once
#include <array>
#include <map>
#include <optional>
#include <vector>

#include "workloads/onnx/model.h"

// How a model's tensors of any rank lie in a network's tensors of height, width and channels.
//
// Every dimension is a product of factors. A model's tensor (Value) is a list of factors per dimension; the
// network's tensor that holds it is a list of factors per axis. A reshape only regroups a Value's factors,
// and a transpose only reorders its dimensions: neither costs anything, until an operator needs its operand
// in another order of factors than it lies in. That, and nothing else, moves bytes (Graph::stored_as).
namespace apollo::workloads::importer {

using Factor = int;                      // index in Factors
using FactorList = std::vector<Factor>;  // leading factor first

FactorList followed_by(FactorList list, const FactorList& next);
FactorList joined(const std::vector<FactorList>& lists);

using FactorMap = std::map<Factor, Factor>;  // factors by others of the same size
// The factors that stand for those of a list, in its order, without those that nothing stands for.
FactorList translated(const FactorList& list, const FactorMap& by);

// All factors of an import. A factor may be split later; lists are brought up to date by leaves().
class Factors {
 public:
  // The factors of a dimension of this size: none for 1.
  FactorList make(std::int64_t size);
  // Others of the same sizes: no factor may be twice in one Value.
  FactorList copy(const FactorList& list);
  std::size_t count() const { return factors_.size(); }  // made so far: grows when one is split
  std::int64_t size(Factor factor) const { return factors_[static_cast<std::size_t>(factor)].size; }
  std::int64_t size(const FactorList& list) const;
  // The list with each factor that has been split replaced by its parts.
  FactorList leaves(const FactorList& list) const;

  // Regroups a sequence of factors into dimensions of these sizes (same product), splitting factors where
  // needed. Nothing if a factor would have to belong to two dimensions.
  std::optional<std::vector<FactorList>> group(const FactorList& sequence, const Dims& dims);
  // Adds to `own` the leaves of `mine` by those of `theirs`, two lists that are split alike; `mine` may be
  // empty.
  void match(const FactorList& theirs, const FactorList& mine, FactorMap* own) const;
  // That of a tensor which lies as one list says, the last factor innermost, in terms of one that lies as the
  // other says, which has the same factors.
  Order order(const FactorList& list, const FactorList& other) const;
  // Splits the factors of two lists of the same product until both have the same sizes in order; false if
  // that cannot be.
  bool align(const FactorList& a, const FactorList& b);

 private:
  struct Node {
    std::int64_t size;
    Factor first = -1, second = -1;  // its parts, if it was split
  };
  // Splits a leaf into a leading part and a trailing part of size(factor) / leading.
  void split(Factor factor, std::int64_t leading);
  void append_leaves(Factor factor, FactorList* out) const;
  std::vector<Node> factors_;
};

// Which factors make the height, the width and the channels of a network's tensor.
struct Storage {
  FactorList height, width, channels;
  FactorList all() const;
  bool operator==(const Storage& o) const {
    return height == o.height && width == o.width && channels == o.channels;
  }
};

Storage translated(const Storage& storage, const FactorMap& by);

// A tensor of the model that is computed when it runs.
struct Value {
  int tensor = -1;  // of the network
  std::vector<FactorList> dims;
};

// Gives a value leading dimensions of size 1 until it has at least `rank`.
void raise_rank(std::size_t rank, Value* value);

}  // namespace apollo::workloads::importer
