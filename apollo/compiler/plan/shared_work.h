#pragma once
#include <memory>
#include <vector>

#include "apollo/compiler/lower/lowering.h"
#include "apollo/compiler/plan/shape_work.h"

namespace apollo::compiler::plan {

// A network's ops and buffers in what is known of their shapes, and what their PE spreads cost in it.
class SharedWork {
 public:
  using Handover = ShapeWork::Handover;
  using Spreads = ShapeWork::Spreads;
  using Found = ShapeWork::Found;

  // What is known may be shared with other networks that are planned one at a time.
  explicit SharedWork(const lower::LoweredNetwork& network,
                      std::shared_ptr<ShapeWork> known = std::make_shared<ShapeWork>());

  ShapeWork& known() { return *known_; }
  int shape(int op) const { return shapes_[op]; }  // ShapeNumbers::shape()

  // For the next calls; what was returned before is no longer valid. Only cycles count until set_prices().
  void set_accelerator(const machine::Accelerator& accelerator);
  void set_prices(const map::Prices& prices);

  const ShapeWork::OpSpreads& spreads(int op) const { return known_->spreads(shapes_[op]); }
  // Cycles in which an op's weights come from DRAM, with the spread, as far as core memories are not likely
  // to hold them: they hold a part of all weights, so large as if each core had such a share of all ops'. At
  // least those that the array waits for weights which PE memories keep.
  double fetching(int op, std::size_t spread) const { return fetching_[first_of_shape_[op]][spread]; }
  // Picojoules of the best split's computation, and of bringing its weights as far as they are not likely to
  // be pinned; 0 if only cycles count.
  double events(int op, std::size_t spread) const {
    return prices_.of_energy ? events_[first_of_shape_[op]][spread] : 0;
  }

  // ShapeWork::handover() of an op that reads what the one before writes; pairs that are alike share it.
  Handover& handover(int op, std::size_t spread, std::size_t spread_before) {
    return known_->handover(pairs_[op], spread, spread_before, spreads(op - 1).spreads.size());
  }
  // Likewise of a buffer; buffers that are written and read alike share it.
  Handover& handover(int buffer, const Spreads& spreads) { return known_->handover(kinds_[buffer], spreads); }

  const Found& search(int op, const map::OpContext& context, int spread, std::size_t count) {
    return known_->search(shapes_[op], network_.ops[op], context, spread, count);
  }

 private:
  bool is_first(std::size_t op) const { return first_of_shape_[op] == static_cast<int>(op); }
  void find_alike();         // fills pairs_ and kinds_
  void price_spreads();      // fills events_
  void estimate_fetching();  // fills fetching_
  double beyond_computation(int op, std::size_t spread) const;

  const lower::LoweredNetwork& network_;
  const std::shared_ptr<ShapeWork> known_;
  std::vector<int> shapes_;          // by op
  std::vector<int> first_of_shape_;  // by op: the first one of its shape
  std::vector<int> pairs_;           // by op: ShapeNumbers::pair(), of it and the one before
  std::vector<int> kinds_;           // by buffer: ShapeNumbers::kind()
  machine::Accelerator accelerator_;
  double all_weights_ = 0;  // bytes, of the network
  map::Prices prices_;
  std::vector<std::vector<double>> fetching_, events_;  // by op, of the first of a shape, and spread
};

}  // namespace apollo::compiler::plan
