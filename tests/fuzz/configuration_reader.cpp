#include "promise.h"
#include "readers.h"
#include "simulator/machine/accelerator.h"

namespace apollo::fuzz {

void read_configuration(const std::string& bytes) {
  const auto rewritten = [](const std::string& text) {
    return machine::to_json_text(machine::parse_accelerator(text, "file"));
  };
  check_promise(bytes, rewritten, rewritten);
}

}  // namespace apollo::fuzz
