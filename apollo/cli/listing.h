#pragma once
#include <string>
#include <vector>

#include "apollo/designs/evaluation.h"

namespace apollo::cli {

// The programs as text: for each op its loop nest and where its operands are; then the instructions, with
// what each waits for ("dma 12": until the dma unit has completed its first 12 instructions). Needs the
// programs.
std::string listing_text(const std::vector<designs::WorkloadResult>& workloads);

}  // namespace apollo::cli
