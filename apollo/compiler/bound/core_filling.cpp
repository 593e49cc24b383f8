#include "apollo/compiler/bound/core_filling.h"

#include <algorithm>

namespace apollo::compiler::bound {

double filling_cores(const machine::Accelerator& a, double bytes, double array) {
  const machine::TemplateConstants& k = a.constants;
  const int core = k.parameter_entry_bytes;
  const double bus = core,
               fill = a.pes() * std::min<double>(k.pe_memory_read_bytes, core * a.configuration.cores_per_pe);
  return bytes > bus * array ? (bytes + fill * array) / (bus + fill) : bytes / bus;
}

}  // namespace apollo::compiler::bound
