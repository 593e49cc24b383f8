#include "simulator/systemc/read_port.h"

#include <algorithm>
#include <stdexcept>

namespace apollo::systemc {

std::int64_t ReadPort::distinct_bytes(Reads* reads) {
  std::sort(reads->begin(), reads->end());
  std::int64_t bytes = 0, end = 0;
  for (const auto& read : *reads) {
    bytes += std::max<std::int64_t>(0, read.second - std::max(read.first, end));
    end = std::max(end, read.second);
  }
  return bytes;
}

void ReadPort::check(Use use, std::int64_t allowed, const std::string& op) {
  static const char* const names[] = {"input", "second operand", "partial sums"};
  Reads& reads = reads_[static_cast<int>(use)];
  std::int64_t most = 0;
  for (const auto& read : reads) most += read.second - read.first;
  if (most > allowed)
    if (const std::int64_t bytes = distinct_bytes(&reads); bytes > allowed)
      throw std::runtime_error(op + ": reads " + std::to_string(bytes) + " bytes of " +
                               names[static_cast<int>(use)] + " in beats that carry " +
                               std::to_string(allowed));
  reads.clear();
}

}  // namespace apollo::systemc
