#include "promise.h"
#include "readers.h"
#include "simulator/accelerator.h"

namespace apollo::fuzz {

void read_configuration(const std::string& bytes) {
  const auto rewritten = [](const std::string& text) {
    return simulator::to_json_text(simulator::parse_accelerator(text, "file"));
  };
  check_promise(bytes, rewritten, rewritten);
}

}  // namespace apollo::fuzz
