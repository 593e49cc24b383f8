#pragma once
#include <cstddef>
#include <optional>
#include <string>

namespace apollo::workloads::importer {

// A serialized ModelProto without what an import does not need: the data of large tensors, documentation,
// metadata, shapes of intermediate values, training information and local functions. Nothing if the bytes are
// not well-formed protocol buffers, or if more than `limit` bytes would remain.
std::optional<std::string> without_data(const char* bytes, std::size_t size, std::size_t limit);

}  // namespace apollo::workloads::importer
