#pragma once
#include <array>
#include <memory>

#include "apollo/compiler/plan/isolated.h"
#include "apollo/compiler/plan/shared_work.h"

namespace apollo::compiler::plan {

// choose_spreads() of a kind of plan: by op; empty: not known yet.
struct ChosenSpreads {
  std::vector<std::size_t> of_op;
  double cost = 0;
};

// Memory that the stages of a plan borrow, and what they remember: it changes nothing but the time.
struct Scratch {
  explicit Scratch(const lower::LoweredNetwork& network,
                   std::shared_ptr<ShapeWork> known = std::make_shared<ShapeWork>())
      : shared(network, std::move(known)), isolated(network) {}

  // For the next plans; has to live as long as they are made.
  void set_accelerator(const machine::Accelerator& accelerator);
  // What these plans are weighed by: cycles alone until it is called.
  void set_prices(const map::Prices& prices);

  SharedWork shared;
  IsolatedOp isolated;
  decisions::ExchangeEstimate exchange;
  std::vector<program::Box> hold;  // of the buffer that an exchange is estimated for, and its readers
  std::vector<int> readers;
  // Of this accelerator, by keep_on_chip: by cycles alone, the same of the whole array, of computation and
  // exchange alone, and by energy at these prices.
  std::array<ChosenSpreads, 2> fast_spreads, whole_array_spreads, plain_spreads, spreads;
};

}  // namespace apollo::compiler::plan
