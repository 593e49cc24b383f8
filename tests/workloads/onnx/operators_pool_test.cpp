#include "import_errors.h"

namespace apollo::workloads::importer {
namespace {

Network pooled(const std::string& type, const std::vector<Dim>& dims, const Attributes& attributes) {
  OneNode one(dims);
  return one.run(type, {}, attributes);
}

TEST(OnnxPool, MaxAndAverage) {
  const Attributes attributes{
      {"kernel_shape", Dims{3, 2}}, {"strides", Dims{2, 1}}, {"pads", Dims{1, 0, 1, 1}}};
  for (const auto& [name, type] :
       {std::pair("MaxPool", LayerType::max_pool), std::pair("AveragePool", LayerType::average_pool)}) {
    const Network network = pooled(name, {1, 8, 9, 10}, attributes);
    const Layer layer = the(network, type);
    EXPECT_EQ(layer.kernel, (Pair{3, 2}));
    EXPECT_EQ(layer.stride, (Pair{2, 1}));
    EXPECT_EQ(layer.padding, (Sides{1, 0, 1, 1}));
    EXPECT_EQ(output_shape(network), (Shape{5, 10, 8}));
    EXPECT_EQ(network.macs() + network.parameters(), 0U);
  }
}

TEST(OnnxPool, StridesDefaultToOne) {
  EXPECT_EQ(output_shape(pooled("MaxPool", {1, 8, 9, 10}, {{"kernel_shape", Dims{2, 2}}})), (Shape{8, 9, 8}));
}

TEST(OnnxPool, OneDimensional) {
  const Network network = pooled("MaxPool", {1, 8, 10}, {{"kernel_shape", Dims{2}}, {"strides", Dims{2}}});
  EXPECT_EQ(network.layers[0].kernel, (Pair{1, 2}));
  EXPECT_EQ(output_shape(network), (Shape{1, 5, 8}));
}

TEST(OnnxPool, CeilModePadsTheEnd) {
  const Network network =
      pooled("MaxPool", {1, 8, 10, 11},
             {{"kernel_shape", Dims{3, 3}}, {"strides", Dims{2, 2}}, {"ceil_mode", std::int64_t{1}}});
  EXPECT_EQ(network.layers[0].padding, (Sides{0, 0, 1, 0}));  // 10 rows: 5 windows, the last needs row 11
  EXPECT_EQ(output_shape(network), (Shape{5, 5, 8}));         // ceil(7 / 2) + 1, ceil(8 / 2) + 1
}

TEST(OnnxPool, SameUpper) {
  const Network network = pooled(
      "AveragePool", {1, 8, 9, 10},
      {{"kernel_shape", Dims{3, 3}}, {"strides", Dims{2, 2}}, {"auto_pad", std::string("SAME_UPPER")}});
  EXPECT_EQ(network.layers[0].padding, (Sides{1, 0, 1, 1}));
  EXPECT_EQ(output_shape(network), (Shape{5, 5, 8}));
}

TEST(OnnxPool, Global) {
  const Network average = pooled("GlobalAveragePool", {1, 8, 9, 10}, {});
  EXPECT_EQ(types(average), "global_average_pool");
  EXPECT_EQ(output_shape(average), (Shape{1, 1, 8}));
  const Network highest = pooled("GlobalMaxPool", {1, 8, 9, 10}, {});
  EXPECT_EQ(the(highest, LayerType::max_pool).kernel, (Pair{9, 10}));
  EXPECT_EQ(output_shape(highest), (Shape{1, 1, 8}));
  EXPECT_EQ(output_shape(pooled("GlobalAveragePool", {1, 8, 10}, {})), (Shape{1, 1, 8}));
}

TEST(OnnxPool, HasTheSizesOfTheStandard) {
  constexpr std::int64_t kRows = 11, kColumns = 14;
  for (std::int64_t kernel = 1; kernel <= 4; ++kernel) {
    for (std::int64_t stride = 1; stride <= 3; ++stride) {
      for (std::int64_t pad = 0; pad < kernel; ++pad) {
        const Network network = pooled("MaxPool", {1, 8, kRows, kColumns},
                                       {{"kernel_shape", Dims{kernel, kernel}},
                                        {"strides", Dims{stride, stride}},
                                        {"pads", Dims{pad, 0, 0, pad}}});
        const auto size = [&](std::int64_t in) {  // floor((in + pads - kernel) / stride) + 1
          return static_cast<int>((in + pad - kernel) / stride + 1);
        };
        EXPECT_EQ(output_shape(network), (Shape{size(kRows), size(kColumns), 8}));
      }
    }
  }
}

TEST(OnnxPool, OfPaddingAloneIsUnsupported) {
  OneNode one({1, 8, 9, 10});
  const Attributes attributes{{"kernel_shape", Dims{2, 2}}, {"pads", Dims{2, 0, 0, 0}}};
  one.model.output(one.model.node("MaxPool", {one.x}, attributes));
  testing::expect_contains(import_error(one.model), "MaxPool with windows of nothing but padding");
}

}  // namespace
}  // namespace apollo::workloads::importer
