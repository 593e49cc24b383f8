#include "workloads/onnx/tensor_values.h"

#include <onnx/onnx_pb.h>

#include "tests/files/scratch.h"
#include "workloads/onnx/model.h"

namespace apollo::workloads::importer {
namespace {

::onnx::TensorProto tensor_of(int type) {
  ::onnx::TensorProto tensor;
  tensor.set_name("w");
  tensor.set_data_type(type);
  return tensor;
}

// Two elements of each type as little-endian bytes.
TEST(OnnxTensorValues, OfBytes) {
  const std::vector<std::tuple<int, std::string, std::vector<double>>> cases = {
      {kUint8, {"\x01\xff", 2}, {1, 255}},
      {kInt8, {"\x01\xff", 2}, {1, -1}},
      {kBool, {"\x01\x00", 2}, {1, 0}},
      {kUint16, {"\x01\x00\xff\xff", 4}, {1, 65535}},
      {kInt16, {"\x01\x00\xff\xff", 4}, {1, -1}},
      {kFloat16, {"\x00\x3c\x00\xc4", 4}, {1, -4}},
      {kFloat16, {"\x01\x00\xff\x03", 4}, {1.0 / (1 << 24), 1023.0 / (1 << 24)}},
      {kBfloat16, {"\x80\x3f\x00\xc0", 4}, {1, -2}},
      {kFloat, {"\x00\x00\x80\x3f\x00\x00\x00\xc0", 8}, {1, -2}},
      {kInt32, {"\x01\x00\x00\x00\xff\xff\xff\xff", 8}, {1, -1}},
  };
  for (const auto& [type, bytes, expected] : cases)
    EXPECT_EQ(values_of(tensor_of(type), bytes), expected) << type;
}

TEST(OnnxTensorValues, OfLists) {
  for (const int type : {kUint8, kInt8, kInt16, kUint16, kInt32}) {
    ::onnx::TensorProto tensor = tensor_of(type);
    tensor.add_int32_data(7);
    EXPECT_EQ(values_of(tensor, ""), std::vector<double>{7}) << type;
  }
  ::onnx::TensorProto half = tensor_of(kFloat16);
  half.add_int32_data(0x3800);
  EXPECT_EQ(values_of(half, ""), std::vector<double>{0.5});
}

TEST(OnnxTensorValues, OfOtherTypesAreNotKnown) {
  EXPECT_TRUE(values_of(tensor_of(::onnx::TensorProto::STRING), "text").empty());
}

::onnx::TensorProto external(const std::string& location, const std::string& offset = "",
                             const std::string& length = "") {
  ::onnx::TensorProto tensor = tensor_of(kInt8);
  tensor.set_data_location(::onnx::TensorProto::EXTERNAL);
  const auto add = [&](const std::string& key, const std::string& value) {
    if (value.empty()) return;
    auto* entry = tensor.add_external_data();
    entry->set_key(key);
    entry->set_value(value);
  };
  add("location", location);
  add("offset", offset);
  add("length", length);
  return tensor;
}

TEST(OnnxTensorValues, OutsideTheModelAreReadFromTheFileBesideIt) {
  const testing::Scratch folder;
  testing::write_file(folder / "weights.bin", "0123456789");
  const std::string model = folder / "model.onnx";
  EXPECT_EQ(raw_data_of(external("weights.bin"), model), "0123456789");
  EXPECT_EQ(raw_data_of(external("weights.bin", "4"), model), "456789");
  EXPECT_EQ(raw_data_of(external("weights.bin", "4", "3"), model), "456");
}

TEST(OnnxTensorValues, OutsideTheModelMustBeThere) {
  const testing::Scratch folder;
  testing::write_file(folder / "weights.bin", "0123456789");
  const auto error = [&](const ::onnx::TensorProto& tensor) {
    return testing::error_of([&] { raw_data_of(tensor, folder / "model.onnx"); });
  };
  testing::expect_contains(error(external("none.bin")), "\"none.bin\", which is not a readable file");
  testing::expect_contains(error(external("weights.bin", "8", "3")), "must have 3 bytes from 8 on");
  testing::expect_contains(error(external("weights.bin", "11")), "which ends before it");
  testing::expect_contains(error(external("../weights.bin")), "must lie below the model's folder");
  testing::expect_contains(error(external("/etc/passwd")), "must lie below the model's folder");
}

}  // namespace
}  // namespace apollo::workloads::importer
