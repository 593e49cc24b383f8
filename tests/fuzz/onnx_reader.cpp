#include "promise.h"
#include "readers.h"
#include "workloads/network_json.h"
#include "workloads/onnx/import.h"

namespace apollo::fuzz {

void read_onnx(const std::string& bytes) {
  const auto imported = [](const std::string& file) {
    return workloads::to_json_text(workloads::parse_onnx(file, "file").network);
  };
  const auto rewritten = [](const std::string& text) {
    return workloads::to_json_text(workloads::parse_network(text, "file"));
  };
  check_promise(bytes, imported, rewritten);
}

}  // namespace apollo::fuzz
