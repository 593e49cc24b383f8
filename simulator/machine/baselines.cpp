#include "simulator/machine/baselines.h"

#include "embedded/baseline_files.h"

namespace apollo::machine {
namespace {

Accelerator baseline(const std::string& name) {
  return parse_accelerator(embedded::baseline_files().at(name), "configs/baselines/" + name + ".json");
}

}  // namespace

Accelerator edge_baseline() { return baseline("edge"); }

Accelerator macs_256() { return baseline("macs_256"); }

}  // namespace apollo::machine
