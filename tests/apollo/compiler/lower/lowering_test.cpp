#include "apollo/compiler/lower/lowering.h"

#include <gtest/gtest.h>

#include "tests/workloads/small_network.h"
#include "workloads/zoo/builtin.h"

namespace apollo::compiler::lower {
namespace {

using program::Combine;
using program::Kernel;

int count(const LoweredNetwork& n, Kernel kernel) {
  int found = 0;
  for (const auto& op : n.ops) found += op.kernel == kernel;
  return found;
}

TEST(Lowering, ResidualAdditionsOfMobileNetV2FuseIntoTheirConvolutions) {
  const auto lowered = lower(zoo::load_network("mobilenet_v2"));
  int fused = 0;
  for (const auto& op : lowered.ops)
    if (op.combine == Combine::add) {
      ++fused;
      EXPECT_EQ(op.kernel, Kernel::mac);
    }
  EXPECT_EQ(fused, 10);                            // its ten residual connections
  EXPECT_EQ(count(lowered, Kernel::mac), 52 + 1);  // 52 convolutions and the classifier
}

TEST(Lowering, ResNet50HasNoElementWiseOpLeft) {
  const auto lowered = lower(zoo::load_network("resnet50"));
  EXPECT_EQ(count(lowered, Kernel::mac), 53 + 1);
  EXPECT_EQ(count(lowered, Kernel::sum), 1);  // global average pooling
  EXPECT_EQ(count(lowered, Kernel::max), 1);
}

TEST(Lowering, ConcatenationInputsAreWindowsOfOneBufferUnlessTheirQuantizationDiffers) {
  const auto network = workloads::small_network();
  const auto lowered = lower(network);
  const auto tensor = [&](const std::string& name) {
    for (std::size_t t = 0; t < network.tensors.size(); ++t)
      if (network.tensors[t].name == name) return lowered.views[t];
    return program::View{};
  };
  const auto whole = tensor("concatenation"), left = tensor("left"), right = tensor("right"),
             residual = tensor("residual");
  EXPECT_EQ(left.buffer, whole.buffer);
  EXPECT_EQ(left.c, 0);
  EXPECT_NE(right.buffer, whole.buffer) << "another scale";
  EXPECT_NE(residual.buffer, whole.buffer) << "also a network output";
  int copies = 0;
  for (const auto& op : lowered.ops) copies += op.kernel == Kernel::sum && op.output.buffer == whole.buffer;
  EXPECT_EQ(copies, 2);
}

TEST(Lowering, MacsAreThoseOfTheNetwork) {
  for (const auto& name : zoo::builtin_network_names()) {
    const auto network = zoo::load_network(name);
    std::uint64_t macs = 0;
    for (const auto& op : lower(network).ops) macs += op.macs();
    EXPECT_EQ(macs, network.macs()) << name;
  }
}

}  // namespace
}  // namespace apollo::compiler::lower
