#include "workloads/onnx/test_data.h"

#include <onnx/onnx_pb.h>

#include "tests/files/scratch.h"

namespace apollo::workloads::importer {
namespace {

std::string tensor_bytes(const std::string& name, const Dims& dims, const std::string& elements) {
  ::onnx::TensorProto tensor;
  tensor.set_name(name);
  tensor.set_data_type(kInt8);
  for (const std::int64_t dim : dims) tensor.add_dims(dim);
  tensor.set_raw_data(elements);
  return tensor.SerializeAsString();
}

class OnnxTestData : public ::testing::Test {
 protected:
  void store(const std::string& file, const std::string& bytes) {
    std::filesystem::create_directories(std::filesystem::path(folder_ / file).parent_path());
    testing::write_file(folder_ / file, bytes);
  }
  TestData read() { return read_test_data(folder_ / "set", {"a", "b"}, {"y"}); }
  std::string error() {
    return testing::error_of([&] { read(); });
  }
  const testing::Scratch folder_;
};

TEST_F(OnnxTestData, BelongsToNamesOrElseToNumbers) {
  store("set/input_0.pb", tensor_bytes("b", {2}, "\x01\x02"));
  store("set/input_1.pb", tensor_bytes("a", {1}, "\x03"));
  store("set/output_0.pb", tensor_bytes("", {}, "\x04"));
  const TestData data = read();
  EXPECT_EQ(*data.inputs.at("b").values, (std::vector<double>{1, 2}));
  EXPECT_EQ(*data.inputs.at("a").values, std::vector<double>{3});
  EXPECT_EQ(*data.outputs.at("y").values, std::vector<double>{4});
  EXPECT_EQ(data.inputs.at("b").type, kInt8);
  EXPECT_EQ(data.inputs.at("b").dims, Dims{2});
}

TEST_F(OnnxTestData, ThatIsDamagedIsRefused) {
  store("set/input_0.pb", "text");
  testing::expect_contains(error(), "input_0.pb: is no ONNX tensor, or damaged");
  store("set/input_0.pb", tensor_bytes("a", {3}, "\x01"));
  testing::expect_contains(error(), "input_0.pb: has 1 known values; must have 3");
  store("set/input_0.pb", tensor_bytes("a", {3}, ""));
  testing::expect_contains(error(), "input_0.pb: has no values, or of ONNX's type 3");
  store("set/input_0.pb", tensor_bytes("a", {-3}, "\x01"));
  testing::expect_contains(error(), "negative dimension");
  store("set/input_0.pb", tensor_bytes("a", {}, "\x01"));
  store("set/input_1.pb", tensor_bytes("a", {}, "\x01"));
  testing::expect_contains(error(), "input_1.pb: is a second tensor for the input a");
  store("set/input_1.pb", tensor_bytes("b", {}, "\x01"));
  store("set/input_2.pb", tensor_bytes("c", {}, "\x01"));
  testing::expect_contains(error(), "input_2.pb: is for none of the model's 2 inputs");
}

TEST_F(OnnxTestData, IsOneFolderOrSeveral) {
  store("set/output_0.pb", "");
  store("more/b/output_0.pb", "");
  store("more/a/output_0.pb", "");
  store("more/other/file", "");
  EXPECT_EQ(test_data_folders(folder_ / "set"), std::vector<std::string>{folder_ / "set"});
  EXPECT_EQ(test_data_folders(folder_ / "more"),
            (std::vector<std::string>{folder_ / "more/a", folder_ / "more/b"}));
  for (const std::string& none : {folder_ / "more/other", folder_ / "none"})
    testing::expect_contains(testing::error_of([&] { test_data_folders(none); }),
                             "has no output_0.pb, nor a folder with one");
}

}  // namespace
}  // namespace apollo::workloads::importer
