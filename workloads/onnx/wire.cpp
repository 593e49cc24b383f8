#include "workloads/onnx/wire.h"

#include <cstdint>

#include "workloads/onnx/model.h"

namespace apollo::workloads::importer {
namespace {

// What to do with a field of a message: field numbers are those of onnx.proto.
enum class Message { model, graph, function, node, attribute, tensor, sparse_tensor, shape, leaf };
constexpr int kPassedOver = -1, kKept = -2;

// The message that a length-delimited field holds, or `kKept` or `kPassedOver`.
int treatment(Message message, std::uint32_t field) {
  const auto nested = [](Message inner) { return static_cast<int>(inner); };
  switch (message) {
    case Message::model:
      if (field == 7) return nested(Message::graph);
      if (field == 25) return nested(Message::function);
      return field == 8 ? kKept : kPassedOver;  // opset_import
    case Message::graph:
      if (field == 1) return nested(Message::node);
      if (field == 5) return nested(Message::tensor);  // initializer
      if (field == 15) return nested(Message::sparse_tensor);
      if (field == 13) return nested(Message::shape);                         // value_info
      return field == 2 || field == 11 || field == 12 ? kKept : kPassedOver;  // name, input, output
    case Message::node:
      if (field == 5) return nested(Message::attribute);
      // Inputs, outputs, name, type, domain.
      return field <= 4 || field == 7 ? kKept : kPassedOver;
    case Message::function:
      if (field == 7) return nested(Message::node);
      if (field == 11) return nested(Message::attribute);  // attributes with a default
      // Name, inputs, outputs, attributes, opset_import, domain.
      return field == 1 || (field >= 4 && field <= 6) || field == 9 || field == 10 ? kKept : kPassedOver;
    case Message::attribute:
      if (field == 5) return nested(Message::tensor);
      if (field == 6) return nested(Message::graph);
      // Not lists of tensors or graphs, and types: of operators that are not known anyway.
      return field == 1 || field == 4 || field == 7 || field == 8 || field == 21 ? kKept : kPassedOver;
    case Message::sparse_tensor:
      return field == 1 || field == 2 ? nested(Message::tensor) : kKept;
    case Message::tensor:
      return field == 1 || field == 4 || field == 5 || field == 7 || field == 8 || field == 9 ||
                     field == 10 || field == 11
                 ? kKept
                 : kPassedOver;
    case Message::shape:
      return field == 1 || field == 2 ? kKept : kPassedOver;  // name, type
    case Message::leaf:
      break;
  }
  return kKept;
}

// A model, its graphs (each an attribute of a node), a node, an attribute, a tensor.
constexpr int kDeepest = 4 + 3 * kDeepestGraphs;
constexpr std::size_t kLargestData = 4096;       // bytes of a tensor
constexpr std::size_t kLargestShapes = 2 << 20;  // bytes of all shapes of intermediate values

// Tags of fields that hold a message.
constexpr std::uint64_t kNodeOfFunction = 7 << 3 | 2, kAttributeOfNode = 5 << 3 | 2;

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
      if (out->size() > limit_ + shapes_) return false;
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
      if (message == Message::function && what == static_cast<int>(Message::attribute)) {
        // The protobuf classes at hand do not know defaults of a function's attributes: they become the
        // attribute of a node that has no type.
        std::string node;
        if (!copy_field(begin, end, kAttributeOfNode, Message::node, depth, &node)) return false;
        append_varint(kNodeOfFunction, out);
        append_varint(node.size(), out);
        *out += node;
        return out->size() <= limit_ + shapes_;
      }
      const auto inner_message = static_cast<Message>(what);
      std::string inner;
      if (!copy(begin, end, inner_message, depth + 1, &inner)) return false;
      if (inner_message == Message::shape) {
        if (inner.size() > kLargestShapes - shapes_) return true;
        shapes_ += inner.size();
      }
      append_varint(tag, out);
      append_varint(inner.size(), out);
      *out += inner;
    }
    return out->size() <= limit_ + shapes_;
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
  std::size_t shapes_ = 0;  // bytes kept of them, which do not count
};

}  // namespace

std::optional<std::string> without_data(const char* bytes, std::size_t size, std::size_t limit) {
  std::string out;
  if (!Slimming(bytes, limit).copy(0, size, Message::model, 0, &out)) return std::nullopt;
  return out;
}

}  // namespace apollo::workloads::importer
