#pragma once
#include <cstddef>
#include <optional>
#include <string>

namespace apollo::workloads::importer {

// A serialized ModelProto without what an import does not need: the data of large tensors, documentation,
// metadata, and training information. Shapes of intermediate values are kept up to 2 MiB, which do not count;
// nothing depends on them but what stands in for nodes that are left out. Nothing if the bytes are not
// well-formed protocol buffers, if more than `limit` bytes would remain, or if graphs are more than
// kDeepestGraphs deep. The default of a function's attribute becomes the attribute of a node of it that has
// no type.
std::optional<std::string> without_data(const char* bytes, std::size_t size, std::size_t limit);

}  // namespace apollo::workloads::importer
