#include "apollo/compiler/plan/scratch.h"

namespace apollo::compiler::plan {

void Scratch::set_accelerator(const machine::Accelerator& accelerator) {
  shared.set_accelerator(accelerator);
  isolated.set_accelerator(accelerator);
  for (auto* by_kind : {&fast_spreads, &whole_array_spreads, &plain_spreads})
    for (ChosenSpreads& chosen : *by_kind) chosen.of_op.clear();
  set_prices({});
}

void Scratch::set_prices(const map::Prices& prices) {
  shared.set_prices(prices);
  for (ChosenSpreads& chosen : spreads) chosen.of_op.clear();
}

}  // namespace apollo::compiler::plan
