#pragma once
#include <vector>

#include "workloads/onnx/operators.h"

namespace apollo::workloads::importer {

// Neighbouring dimensions of a value that alone make the height or the width of a tensor which holds it, so
// that a layer may change how many elements there are along them.
class Along {
 public:
  // Dimensions first ... first + count - 1. Adds a rearrangement where they lie otherwise.
  Along(Graph& graph, const Value& value, std::size_t first, std::size_t count);

  std::size_t side() const { return height_ ? 0 : 1; }  // the axis: 0 height, 1 width
  const Storage& storage() const { return storage_; }
  // The layer's output on the tensor, with these dimensions in the place of those.
  Value changed(Graph& graph, const Node& node, const Layer& layer,
                const std::vector<FactorList>& dims) const;

 private:
  std::vector<FactorList> before_, after_;  // the other dimensions
  Storage storage_;
  bool height_ = false;
  int tensor_ = -1;
};

// A value with other dimensions in the place of some, of elements that are taken from anywhere along them:
// reads and writes as much as that does. What it computes are evenly spaced elements.
Value taken(Graph& graph, const Node& node, const Value& value, std::size_t first, std::size_t count,
            const std::vector<FactorList>& dims);

}  // namespace apollo::workloads::importer
