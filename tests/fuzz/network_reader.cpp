#include "promise.h"
#include "readers.h"
#include "workloads/network_json.h"

namespace apollo::fuzz {

void read_network(const std::string& bytes) {
  const auto rewritten = [](const std::string& text) {
    return workloads::to_json_text(workloads::parse_network(text, "file"));
  };
  check_promise(bytes, rewritten, rewritten);
}

}  // namespace apollo::fuzz
