#include "workloads/onnx/wire.h"

#include <cstdint>

namespace apollo::workloads::importer {
namespace {

// What to do with a field of a message: field numbers are those of onnx.proto.
enum class Message { model, graph, node, attribute, tensor, sparse_tensor, leaf };
constexpr int kPassedOver = -1, kKept = -2;

// The message that a length-delimited field holds, or `kKept` or `kPassedOver`.
int treatment(Message message, std::uint32_t field) {
  const auto nested = [](Message inner) { return static_cast<int>(inner); };
  switch (message) {
    case Message::model:
      if (field == 7) return nested(Message::graph);
      return field == 8 ? kKept : kPassedOver;  // opset_import
    case Message::graph:
      if (field == 1) return nested(Message::node);
      if (field == 5) return nested(Message::tensor);  // initializer
      if (field == 15) return nested(Message::sparse_tensor);
      return field == 2 || field == 11 || field == 12 ? kKept : kPassedOver;  // name, input, output
    case Message::node:
      if (field == 5) return nested(Message::attribute);
      return field == 6 ? kPassedOver : kKept;  // doc_string
    case Message::attribute:
      if (field == 5) return nested(Message::tensor);
      // Sub-graphs, lists of tensors and types: of operators that are not known anyway.
      return field == 1 || field == 4 || field == 7 || field == 8 ? kKept : kPassedOver;
    case Message::sparse_tensor:
      return field == 1 || field == 2 ? nested(Message::tensor) : kKept;
    case Message::tensor:
      return field == 1 || field == 4 || field == 5 || field == 7 || field == 8 || field == 9 ||
                     field == 10 || field == 11
                 ? kKept
                 : kPassedOver;
    case Message::leaf:
      break;
  }
  return kKept;
}

constexpr int kDeepest = 8;
constexpr std::size_t kLargestData = 4096;  // bytes of a tensor

void append_varint(std::uint64_t value, std::string* out) {
  for (; value >= 0x80; value >>= 7) *out += static_cast<char>(value | 0x80);
  *out += static_cast<char>(value);
}

class Slimming {
 public:
  Slimming(const char* bytes, std::size_t limit) : bytes_(bytes), limit_(limit) {}

  // Appends what is kept of bytes [begin, end) to `out`.
  bool copy(std::size_t begin, std::size_t end, Message message, int depth, std::string* out) {
    if (depth > kDeepest) return false;
    while (begin < end) {
      std::uint64_t tag = 0;
      const std::size_t field_begin = begin;
      if (!varint(&begin, end, &tag)) return false;
      const std::uint64_t field = tag >> 3;
      std::uint64_t length = 0;
      switch (tag & 7) {
        case 0:
          if (!varint(&begin, end, &length)) return false;
          break;
        case 1:
        case 5:
          length = (tag & 7) == 1 ? 8 : 4;
          if (length > end - begin) return false;
          begin += length;
          break;
        case 2:
          if (!varint(&begin, end, &length) || length > end - begin) return false;
          begin += length;
          if (!copy_field(begin - length, begin, tag, message, depth, out)) return false;
          continue;
        default:
          return false;
      }
      if (field == 0) return false;
      if (message == Message::tensor && out->size() > kLargestData) continue;  // values that are not packed
      out->append(bytes_ + field_begin, begin - field_begin);
      if (out->size() > limit_) return false;
    }
    return true;
  }

 private:
  bool copy_field(std::size_t begin, std::size_t end, std::uint64_t tag, Message message, int depth,
                  std::string* out) {
    const std::uint64_t field = tag >> 3;
    if (field == 0 || field > 0x1fffffff) return false;
    const int what = treatment(message, static_cast<std::uint32_t>(field));
    if (what == kPassedOver) return true;
    if (what == kKept) {
      const bool data = message == Message::tensor && end - begin > kLargestData && field != 8;
      if (data) return true;
      if (end - begin > limit_) return false;
      append_varint(tag, out);
      append_varint(end - begin, out);
      out->append(bytes_ + begin, end - begin);
    } else {
      std::string inner;
      if (!copy(begin, end, static_cast<Message>(what), depth + 1, &inner)) return false;
      append_varint(tag, out);
      append_varint(inner.size(), out);
      *out += inner;
    }
    return out->size() <= limit_;
  }

  bool varint(std::size_t* at, std::size_t end, std::uint64_t* value) const {
    *value = 0;
    for (int shift = 0; shift < 70 && *at < end; shift += 7) {
      const auto byte = static_cast<unsigned char>(bytes_[(*at)++]);
      *value |= static_cast<std::uint64_t>(byte & 0x7f) << (shift < 64 ? shift : 63);
      if (byte < 0x80) return true;
    }
    return false;
  }

  const char* bytes_;
  std::size_t limit_;
};

}  // namespace

std::optional<std::string> without_data(const char* bytes, std::size_t size, std::size_t limit) {
  std::string out;
  if (!Slimming(bytes, limit).copy(0, size, Message::model, 0, &out)) return std::nullopt;
  return out;
}

}  // namespace apollo::workloads::importer
