#include "promise.h"
#include "readers.h"
#include "workloads/network_json.h"
#include "workloads/onnx/import.h"

namespace apollo::fuzz {

void read_onnx(const std::string& bytes) {
  // As it is; without what is not supported; with its values.
  struct Mode {
    bool skip_unsupported, values;
  };
  for (const Mode mode : {Mode{false, false}, Mode{true, false}, Mode{false, true}}) {
    const auto imported = [&](const std::string& file) {
      workloads::importer::ImportOptions options;
      options.skip_unsupported = mode.skip_unsupported;
      options.values = mode.values;
      const workloads::importer::Imported result = workloads::importer::parse_onnx(file, "file", options);
      for (const std::string& note : result.notes) check_message(note);
      return workloads::to_json_text(result.network);
    };
    const auto rewritten = [](const std::string& text) {
      return workloads::to_json_text(workloads::parse_network(text, "file"));
    };
    check_promise(bytes, imported, rewritten);
  }
}

}  // namespace apollo::fuzz
