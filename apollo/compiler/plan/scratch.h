#pragma once
#include <array>
#include <unordered_map>
#include <variant>

#include "apollo/compiler/map/member_hash.h"
#include "apollo/compiler/plan/isolated.h"
#include "apollo/compiler/plan/shared_work.h"

namespace apollo::compiler::plan {

// All that the best candidate for an op depends on, on one accelerator.
struct OpSurroundings {
  int shape = 0;                                        // SharedWork::shape()
  int spread = -1;                                      // position among the op's spreads; -1: any
  bool first = false;                                   // the network's first op
  int input_buffer_width = 0, output_buffer_width = 0;  // for DRAM runs
  map::OpContext context;

  auto members() const {
    return std::tuple_cat(std::make_tuple(shape, spread, first, input_buffer_width, output_buffer_width),
                          context.members());
  }
  bool operator==(const OpSurroundings& o) const { return members() == o.members(); }
};

// choose_spreads() of a kind of plan: by op; empty: not known yet.
struct ChosenSpreads {
  std::vector<std::size_t> of_op;
  double cost = 0;
};

// Memory that the stages of a plan borrow, and what they remember: it changes nothing but the time.
struct Scratch {
  explicit Scratch(const lower::LoweredNetwork& network) : shared(network), isolated(network) {}

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
  // Of both.
  std::unordered_map<OpSurroundings, std::variant<map::Candidate, machine::Infeasible>, map::MemberHash> best;
};

}  // namespace apollo::compiler::plan
