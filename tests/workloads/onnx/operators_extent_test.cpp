// Pad and Resize.
#include <cmath>

#include "import_errors.h"

namespace apollo::workloads::importer {
namespace {

const std::vector<Dim> kResizedImage{1, 8, 4, 6};

TEST(OnnxPad, AloneIsALayer) {
  const auto check = [](const Network& network) {
    EXPECT_EQ(types(network), "pad");
    EXPECT_EQ(network.layers[0].padding, (Sides{1, 2, 3, 4}));
    EXPECT_EQ(output_shape(network), (Shape{8, 12, 8}));
  };
  const Dims pads{0, 0, 1, 2, 0, 0, 3, 4};
  OneNode attribute(kResizedImage, 10), by_input(kResizedImage, 13), by_axes(kResizedImage, 18);
  check(attribute.run("Pad", {}, {{"pads", pads}}));
  check(by_input.run("Pad", {by_input.model.integers(pads), by_input.model.scalar(0)}));
  check(by_axes.run("Pad", {by_axes.model.integers({1, 2, 3, 4}), "", by_axes.model.integers({2, -1})}));
}

TEST(OnnxPad, OfNothingIsNothing) {
  ModelBuilder model;
  const std::string x = model.node("Relu", {model.input("x", kResizedImage)});
  model.output(model.node("Pad", {x, model.integers(Dims(8, 0))}));
  EXPECT_EQ(types(imported(model).network), "activation");
}

TEST(OnnxPad, ReflectionIsNoted) {
  OneNode one(kResizedImage);
  one.run("Pad", {one.model.integers({0, 0, 1, 1, 0, 0, 1, 1})}, {{"mode", std::string("reflect")}});
  EXPECT_EQ(one.notes.size(), 1U);
}

void doubles(const Network& network) {
  EXPECT_EQ(types(network), "resize");
  EXPECT_EQ(output_shape(network), (Shape{8, 12, 8}));
}

TEST(OnnxResize, InAllForms) {
  const TensorValue scales{{4}, {}, {1, 1, 2, 2}};
  OneNode seven(kResizedImage, 7), nine(kResizedImage, 9), ten(kResizedImage, 10), eleven(kResizedImage, 11),
      sizes(kResizedImage, 13), axes(kResizedImage, 18), axes_sizes(kResizedImage, 18);
  doubles(seven.run("Upsample", {}, {{"scales", std::vector<float>{1, 1, 2, 2}}}));
  doubles(nine.run("Upsample", {nine.model.tensor(scales)}));
  doubles(ten.run("Resize", {ten.model.tensor(scales)}));
  doubles(eleven.run("Resize", {eleven.model.tensor({{0}, {}, {}}), eleven.model.tensor(scales)}));
  doubles(sizes.run("Resize", {"", "", sizes.model.integers({1, 8, 8, 12})}));
  doubles(axes.run("Resize", {"", axes.model.tensor({{2}, {}, {2, 2}})}, {{"axes", Dims{2, 3}}}));
  doubles(axes_sizes.run("Resize", {"", "", axes_sizes.model.integers({12, 8})}, {{"axes", Dims{3, 2}}}));
}

TEST(OnnxResize, RoundsSizesAsOnnxDoes) {
  OneNode one({1, 8, 10, 30});
  // In single precision 10 * 0.7f is 7, which no double between 0.7f * 10 and 7 shows.
  const Network network = one.run("Resize", {"", one.model.tensor({{4}, {}, {1, 1, 0.7F, 0.1F}})});
  EXPECT_EQ(output_shape(network), (Shape{7, 3, 8}));
}

TEST(OnnxResize, InterpolationIsNoted) {
  OneNode one(kResizedImage);
  doubles(one.run("Resize", {"", "", one.model.integers({1, 8, 8, 12})}, {{"mode", std::string("linear")}}));
  EXPECT_EQ(one.notes.size(), 1U);
}

TEST(OnnxResize, OneDimensional) {
  OneNode one({1, 8, 6});
  EXPECT_EQ(output_shape(one.run("Resize", {"", one.model.tensor({{3}, {}, {1, 1, 2}})})), (Shape{1, 12, 8}));
}

TEST(OnnxPad, HasTwoPadsForEachDimension) {
  const auto error_with = [](const Dims& pads) {
    OneNode one(kResizedImage);
    one.model.output(one.model.node("Pad", {one.x, one.model.integers(pads)}));
    return import_error(one.model);
  };
  testing::expect_contains(error_with({0, 0, 1, 1}), "pads must be two for each dimension");
}

TEST(OnnxPad, OfAnyDimensions) {
  OneNode one({3, 8, 4, 6});
  // Batch, channels and rows: each is one layer.
  const Network network = one.run("Pad", {one.model.integers({1, 2, 0, 0, 1, 0, 3, 0})});
  EXPECT_EQ(output_shape(network).elements(), (3 + 2) * (8 + 2) * (4 + 3) * 6);
}

TEST(OnnxPad, NegativePadsAreASlice) {
  OneNode one({1, 8, 4, 6});
  const Network network = one.run("Pad", {one.model.integers({0, 0, -1, 2, 0, 0, 0, -3})});
  EXPECT_EQ(output_shape(network), (Shape{4 - 1, 6 + 2 - 3, 8}));
  EXPECT_EQ(the(network, LayerType::pad).padding, (Sides{0, 2, 0, 0}));
}

TEST(OnnxResize, OfAnyDimensions) {
  OneNode one({2, 8, 4, 6});
  const Network network = one.run("Resize", {"", "", one.model.integers({2, 16, 4, 3})});
  EXPECT_EQ(output_shape(network).elements(), 2 * 16 * 4 * 3);
}

TEST(OnnxResize, KeepsTheRatio) {
  // 4 x 6 to 12 x 12: the scales are 3 and 2.
  for (const auto& [policy, scale] : {std::pair("not_larger", 2), std::pair("not_smaller", 3)}) {
    OneNode one({1, 8, 4, 6}, 18);
    const Network network =
        one.run("Resize", {"", "", one.model.integers({12, 12})},
                {{"keep_aspect_ratio_policy", std::string(policy)}, {"axes", Dims{2, 3}}});
    EXPECT_EQ(output_shape(network), (Shape{4 * scale, 6 * scale, 8})) << policy;
  }
}

TEST(OnnxResize, OfARegionIsAsLargeAsOfTheWhole) {
  OneNode one({1, 8, 4, 6});
  // Half of the rows and all columns, at twice the size: ONNX Runtime's output has 8 rows.
  const Network network = one.run("Resize",
                                  {one.model.tensor({{8}, {}, {0, 0, 0.25F, 0, 1, 1, 0.75F, 1}}),
                                   one.model.tensor({{4}, {}, {1, 1, 2, 2}})},
                                  {{"coordinate_transformation_mode", std::string("tf_crop_and_resize")}});
  EXPECT_EQ(output_shape(network), (Shape{4 * 2, 6 * 2, 8}));
}

TEST(OnnxResize, HasTheSizesOfTheStandard) {
  constexpr std::int64_t kRows = 4, kColumns = 6;
  for (const float scale : {0.5F, 1.5F, 1.9F, 3.0F}) {
    OneNode one({1, 8, kRows, kColumns});
    const Network network = one.run("Resize", {"", one.model.tensor({{4}, {}, {1, 1, scale, scale}})});
    const auto size = [&](std::int64_t in) {  // floor(in * scale)
      return static_cast<int>(std::floor(static_cast<float>(in) * scale));
    };
    EXPECT_EQ(output_shape(network), (Shape{size(kRows), size(kColumns), 8}));
  }
}

TEST(OnnxResize, ToItsOwnSizeIsNothing) {
  ModelBuilder model;
  const std::string x = model.node("Relu", {model.input("x", kResizedImage)});
  model.output(model.node("Resize", {x, "", "", model.integers({1, 8, 4, 6})}));
  EXPECT_EQ(types(imported(model).network), "activation");
}

TEST(OnnxResize, RefusesSizesOfOtherDimensions) {
  const auto error_with = [](const std::vector<std::int64_t>& sizes, const Attributes& attributes = {}) {
    OneNode one(kResizedImage);
    one.model.output(one.model.node("Resize", {one.x, "", "", one.model.integers(sizes)}, attributes));
    return import_error(one.model);
  };
  testing::expect_contains(error_with({1, 8, 8}), "sizes must be one for each dimension");
}

}  // namespace
}  // namespace apollo::workloads::importer
