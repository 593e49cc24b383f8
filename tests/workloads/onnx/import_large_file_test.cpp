// A model of 100 MB with its weights in it. How long that takes, and how much memory: import_benchmark.
#include <onnx/onnx_pb.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "import_checks.h"
#include "tests/files/error_of.h"

namespace apollo::workloads::importer {
namespace {

// Two fully connected layers of 3600 x 3600 float weights, 52 MB each.
constexpr std::int64_t kLargeWidth = 3600;

class OnnxLargeFile : public ::testing::Test {
 protected:
  void SetUp() override {
    ModelBuilder model;
    std::string x = model.input("x", {1, kLargeWidth});
    for (int i = 0; i < 2; ++i)
      x = model.node("Relu", {model.node("Gemm", {x, model.weights({kLargeWidth, kLargeWidth})})});
    model.output(x);
    std::ofstream file(path_, std::ios::binary);
    ASSERT_TRUE(model.model().SerializeToOstream(&file));
  }
  void TearDown() override { std::filesystem::remove(path_); }
  const std::string path_ =
      (std::filesystem::temp_directory_path() / ("apollo_large_" + std::to_string(::getpid()) + ".onnx"))
          .string();
};

TEST_F(OnnxLargeFile, Imports) {
  EXPECT_GT(std::filesystem::file_size(path_), 100'000'000U);
  const Network network = import_onnx(path_).network;
  EXPECT_EQ(types(network), "fully_connected activation fully_connected activation");
  EXPECT_EQ(network.parameters(), 2U * (kLargeWidth * kLargeWidth + kLargeWidth));
}

TEST_F(OnnxLargeFile, CutInTheMiddleOfWeightsIsDamaged) {
  std::filesystem::resize_file(path_, 60'000'000);
  testing::expect_contains(testing::error_of([&] { import_onnx(path_); }), "or damaged");
}

}  // namespace
}  // namespace apollo::workloads::importer
