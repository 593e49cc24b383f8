#include "workloads/onnx/tensor_values.h"

#include <onnx/onnx_pb.h>

#include <charconv>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "files/config_error.h"
#include "files/json_file.h"
#include "workloads/onnx/model.h"

namespace apollo::workloads::importer {
namespace {

double of_bits(std::uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return double{value};
}

// IEEE 754 binary16.
double of_half(std::uint16_t bits) {
  const int exponent = bits >> 10 & 31, fraction = bits & 1023;
  const double sign = bits >> 15 != 0 ? -1 : 1;
  if (exponent == 31) return fraction != 0 ? std::nan("") : sign * HUGE_VAL;
  if (exponent == 0) return sign * std::ldexp(fraction, -24);
  return sign * std::ldexp(1024 + fraction, exponent - 25);
}

template <typename Stored>
std::vector<double> unpacked(const std::string& raw, double (*value_of)(Stored)) {
  std::vector<double> values(raw.size() / sizeof(Stored));
  for (std::size_t i = 0; i < values.size(); ++i) {
    Stored stored;
    std::memcpy(&stored, raw.data() + i * sizeof(Stored), sizeof stored);
    values[i] = value_of(stored);
  }
  return values;
}

template <typename Stored>
double plain(Stored stored) {
  return static_cast<double>(stored);
}

double of_bfloat(std::uint16_t bits) { return of_bits(std::uint32_t{bits} << 16); }

template <typename Stored, typename List>
std::vector<double> elements(const std::string& raw, const List& list, double (*value_of)(Stored)) {
  if (!raw.empty()) return unpacked<Stored>(raw, value_of);
  std::vector<double> values;
  values.reserve(static_cast<std::size_t>(list.size()));
  for (const auto element : list) values.push_back(value_of(static_cast<Stored>(element)));
  return values;
}

// A number of an external tensor's keys, or the fallback; nothing sensible for a text that is none.
std::uint64_t number_of(const std::string& text, std::uint64_t fallback) {
  std::from_chars(text.data(), text.data() + text.size(), fallback);
  return fallback;
}

}  // namespace

std::vector<double> values_of(const ::onnx::TensorProto& tensor, const std::string& raw) {
  switch (tensor.data_type()) {
    case kFloat:
      return elements<float>(raw, tensor.float_data(), plain);
    case kDouble:
      return elements<double>(raw, tensor.double_data(), plain);
    case kInt64:
      return elements<std::int64_t>(raw, tensor.int64_data(), plain);
    case kInt32:
      return elements<std::int32_t>(raw, tensor.int32_data(), plain);
    case kInt8:
      return elements<std::int8_t>(raw, tensor.int32_data(), plain);
    case kUint8:
    case kBool:
      return elements<std::uint8_t>(raw, tensor.int32_data(), plain);
    case kInt16:
      return elements<std::int16_t>(raw, tensor.int32_data(), plain);
    case kUint16:
      return elements<std::uint16_t>(raw, tensor.int32_data(), plain);
    case kFloat16:
      return elements<std::uint16_t>(raw, tensor.int32_data(), of_half);
    case kBfloat16:
      return elements<std::uint16_t>(raw, tensor.int32_data(), of_bfloat);
    default:
      return {};
  }
}

std::string raw_data_of(const ::onnx::TensorProto& tensor, const std::string& model_path) {
  if (tensor.data_location() != ::onnx::TensorProto::EXTERNAL) return tensor.raw_data();
  std::map<std::string, std::string> keys;
  for (const auto& entry : tensor.external_data()) keys[entry.key()] = entry.value();
  const std::filesystem::path location(keys["location"]);
  const auto fail = [&](const std::string& what) {
    throw files::ConfigError(files::printable(model_path, 1000) + ": tensor \"" +
                             files::printable(tensor.name(), 100) + "\" is in the file \"" +
                             files::printable(location.string(), 200) + "\", " + what);
  };
  for (const auto& part : location)
    if (part == ".." || location.is_absolute()) fail("which must lie below the model's folder");
  const std::filesystem::path path = std::filesystem::path(model_path).parent_path() / location;
  std::error_code error;
  std::ifstream file(path, std::ios::binary);
  if (!file || !std::filesystem::is_regular_file(path, error)) fail("which is not a readable file");
  const std::uint64_t size = std::filesystem::file_size(path, error);
  const std::uint64_t offset = number_of(keys["offset"], 0);
  const std::uint64_t length = number_of(keys["length"], offset < size ? size - offset : 0);
  if (offset > size || length > size - offset)
    fail("which ends before it; must have " + std::to_string(length) + " bytes from " +
         std::to_string(offset) + " on");
  std::string bytes(length, '\0');
  file.seekg(static_cast<std::streamoff>(offset));
  file.read(bytes.data(), static_cast<std::streamsize>(length));
  if (!file) fail("which is not a readable file");
  return bytes;
}

}  // namespace apollo::workloads::importer
