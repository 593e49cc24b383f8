// Windows by the formulas of the ONNX standard.
#include "workloads/onnx/window.h"

#include <algorithm>

#include "node_checks.h"
#include "tests/files/error_of.h"

namespace apollo::workloads::importer {
namespace {

using WindowAttributes = std::map<std::string, Attribute>;

// Of a square kernel on an image of 1 x 8 x rows x columns.
struct WindowCase {
  std::int64_t rows, columns, kernel, stride, dilation;
  Dims input() const { return {1, 8, rows, columns}; }
  Dims kernel_dims() const { return {kernel, kernel}; }
  std::int64_t extent() const { return (kernel - 1) * dilation + 1; }
  WindowAttributes attributes() const {
    return {{"strides", integers_attribute({stride, stride})},
            {"dilations", integers_attribute({dilation, dilation})}};
  }
};

std::vector<WindowCase> window_cases() {
  std::vector<WindowCase> result;
  for (std::int64_t kernel = 1; kernel <= 5; ++kernel)
    for (std::int64_t stride = 1; stride <= 3; ++stride)
      for (std::int64_t dilation = 1; dilation <= 2; ++dilation)
        result.push_back({11, 14, kernel, stride, dilation});
  return result;
}

Window of(const WindowCase& c, WindowAttributes more) {
  Graph graph = graph_of({});
  WindowAttributes attributes = c.attributes();
  attributes.merge(more);
  return window_of(graph, node_of("Conv", {"x", "w"}, attributes), c.input(), c.kernel_dims());
}

// How many windows start on a padded axis, floor((size + pads - extent) / stride) + 1.
std::int64_t windows(const Window& window, std::size_t axis, std::int64_t size) {
  const std::int64_t padded = size + window.padding[axis] + window.padding[axis + 2];
  return (padded - window.extent(axis)) / window.stride[axis] + 1;
}

TEST(OnnxWindow, TakesItsAttributes) {
  Graph graph = graph_of({});
  const Node node = node_of("Conv", {"x", "w"},
                            {{"strides", integers_attribute({2, 3})},
                             {"dilations", integers_attribute({4, 1})},
                             {"pads", integers_attribute({1, 2, 3, 4})}});
  const Window window = window_of(graph, node, {1, 8, 20, 20}, {3, 5});
  EXPECT_EQ(window.kernel, (std::array<int, 2>{3, 5}));
  EXPECT_EQ(window.stride, (std::array<int, 2>{2, 3}));
  EXPECT_EQ(window.dilation, (std::array<int, 2>{4, 1}));
  EXPECT_EQ(window.padding, (std::array<int, 4>{1, 2, 3, 4}));
  EXPECT_EQ(window.extent(0), (3 - 1) * 4 + 1);
  EXPECT_EQ(window.extent(1), 5);
}

TEST(OnnxWindow, OfOneDimensionLiesAlongTheWidth) {
  Graph graph = graph_of({});
  const Node node = node_of("Conv", {"x", "w"},
                            {{"strides", integers_attribute({2})}, {"pads", integers_attribute({1, 2})}});
  const Window window = window_of(graph, node, {1, 8, 20}, {5});
  EXPECT_EQ(window.kernel, (std::array<int, 2>{1, 5}));
  EXPECT_EQ(window.stride, (std::array<int, 2>{1, 2}));
  EXPECT_EQ(window.padding, (std::array<int, 4>{0, 1, 0, 2}));
}

TEST(OnnxWindow, SameMakesOneWindowForEachStride) {
  for (const WindowCase& c : window_cases()) {
    for (const char* how : {"SAME_UPPER", "SAME_LOWER"}) {
      const Window window = of(c, {{"auto_pad", text_attribute(how)}});
      const std::int64_t sizes[] = {c.rows, c.columns};
      for (std::size_t axis = 0; axis < 2; ++axis) {
        const std::int64_t outputs = (sizes[axis] + c.stride - 1) / c.stride;  // ceil(size / stride)
        const std::int64_t total =
            std::max<std::int64_t>(0, (outputs - 1) * c.stride + c.extent() - sizes[axis]);
        const int begin = window.padding[axis], end = window.padding[axis + 2];
        EXPECT_EQ(begin + end, total);
        EXPECT_EQ(windows(window, axis, sizes[axis]), outputs);
        // An odd one is at the end for SAME_UPPER, at the beginning for SAME_LOWER.
        EXPECT_EQ(how == std::string("SAME_UPPER") ? end - begin : begin - end, total % 2);
      }
    }
  }
}

TEST(OnnxWindow, ValidPadsNothingWhateverItsPads) {
  const WindowCase c{11, 14, 3, 2, 1};
  const Window window =
      of(c, {{"auto_pad", text_attribute("VALID")}, {"pads", integers_attribute({1, 1, 1, 1})}});
  EXPECT_EQ(window.padding, (std::array<int, 4>{0, 0, 0, 0}));
}

TEST(OnnxWindow, CeilModeAddsAWindowThatStartsWithinTheInputOrThePaddingBeforeIt) {
  for (const WindowCase& c : window_cases()) {
    for (std::int64_t pad = 0; pad < c.extent(); ++pad) {
      const Window window =
          of(c, {{"ceil_mode", integers_attribute({1})}, {"pads", integers_attribute({pad, pad, pad, pad})}});
      const std::int64_t sizes[] = {c.rows, c.columns};
      for (std::size_t axis = 0; axis < 2; ++axis) {
        // Windows one after the other, until one reaches the end of the padded axis.
        const std::int64_t padded = sizes[axis] + 2 * pad;
        std::int64_t outputs = 1;
        for (std::int64_t start = 0; start + c.extent() < padded; start += c.stride)
          if (start + c.stride < sizes[axis] + pad) ++outputs;
        EXPECT_EQ(windows(window, axis, sizes[axis]), outputs)
            << "kernel " << c.kernel << ", stride " << c.stride << ", dilation " << c.dilation << ", pad "
            << pad;
        EXPECT_EQ(window.padding[axis], pad);
        EXPECT_GE(window.padding[axis + 2], pad);
      }
    }
  }
}

TEST(OnnxWindow, RefusesWhatIsNoWindow) {
  Graph graph = graph_of({});
  const auto refused = [&](const WindowAttributes& attributes, const Dims& in, const Dims& kernel) {
    return testing::error_of([&] { window_of(graph, node_of("Conv", {"x", "w"}, attributes), in, kernel); });
  };
  testing::expect_contains(refused({}, {1, 8, 9}, {3, 3}),
                           "input has 3 dimensions; must have 4, as the kernel asks");
  testing::expect_contains(refused({}, {1, 8, 9, 9}, {0, 3}), "a kernel has 0; must be from 1 to 4096");
  testing::expect_contains(refused({{"strides", integers_attribute({1})}}, {1, 8, 9, 9}, {3, 3}),
                           "strides must be 2 numbers");
  testing::expect_contains(refused({{"pads", integers_attribute({0, 0, -1, 0})}}, {1, 8, 9, 9}, {3, 3}),
                           "pads has -1; must be from 0 to 4096");
  EXPECT_EQ(unsupported_of([&] {
              window_of(graph, node_of("Conv", {}), {2, 8, 9, 9}, {3, 3});
            }),
            "a batch of 2");
  EXPECT_EQ(unsupported_of([&] {
              window_of(graph, node_of("Conv", {}), {1, 8, 9, 9, 9}, {3, 3, 3});
            }),
            "3 spatial dimensions");
}

// Rows of the output of a transposed convolution of these windows: stride * (size - 1) + kernel - pads.
std::int64_t transposed_size(const Window& window, std::size_t axis, std::int64_t size) {
  return window.stride[axis] * (size - 1) + window.kernel[axis] - window.padding[axis] -
         window.padding[axis + 2];
}

TEST(OnnxTransposedWindow, OutputPaddingEnlargesTheOutput) {
  Graph graph = graph_of({});
  constexpr std::int64_t kSize = 5, kKernel = 4, kStride = 3, kBegin = 1, kEnd = 2;
  for (std::int64_t extra = 0; extra <= kEnd + 1; ++extra) {
    const Node node = node_of("ConvTranspose", {"x", "w"},
                              {{"strides", integers_attribute({kStride, kStride})},
                               {"pads", integers_attribute({kBegin, kBegin, kEnd, kEnd})},
                               {"output_padding", integers_attribute({extra, extra})}});
    const Window window = transposed_window_of(graph, node, {1, 8, kSize, kSize}, {kKernel, kKernel});
    for (std::size_t axis = 0; axis < 2; ++axis) {
      EXPECT_EQ(transposed_size(window, axis, kSize),
                kStride * (kSize - 1) + extra + kKernel - kBegin - kEnd);
    }
  }
}

TEST(OnnxTransposedWindow, MakesTheOutputShapeThatIsAskedFor) {
  Graph graph = graph_of({});
  constexpr std::int64_t kSize = 5, kKernel = 4, kStride = 2, kFull = kStride * (kSize - 1) + kKernel;
  for (std::int64_t wanted = 1; wanted <= kFull + 2; ++wanted) {
    for (const char* how : {"NOTSET", "SAME_UPPER"}) {
      const Node node = node_of("ConvTranspose", {"x", "w"},
                                {{"strides", integers_attribute({kStride, kStride})},
                                 {"auto_pad", text_attribute(how)},
                                 {"output_shape", integers_attribute({wanted, wanted})}});
      const Window window = transposed_window_of(graph, node, {1, 8, kSize, kSize}, {kKernel, kKernel});
      EXPECT_EQ(transposed_size(window, 0, kSize), wanted);
      if (wanted > kFull) {  // more than the windows reach: at the end
        EXPECT_EQ(window.padding[0], 0);
        continue;
      }
      // The standard gives an odd one to the end for SAME_UPPER, to the beginning otherwise.
      const int odd = static_cast<int>((kFull - wanted) % 2);
      EXPECT_EQ(window.padding[2] - window.padding[0], how == std::string("SAME_UPPER") ? odd : -odd);
    }
  }
}

TEST(OnnxTransposedWindow, SameMultipliesTheSizeByTheStride) {
  Graph graph = graph_of({});
  for (std::int64_t stride = 1; stride <= 3; ++stride) {
    const Node node = node_of(
        "ConvTranspose", {"x", "w"},
        {{"strides", integers_attribute({stride, stride})}, {"auto_pad", text_attribute("SAME_LOWER")}});
    const Window window = transposed_window_of(graph, node, {1, 8, 5, 7}, {3, 3});
    EXPECT_EQ(transposed_size(window, 0, 5), 5 * stride);
    EXPECT_EQ(transposed_size(window, 1, 7), 7 * stride);
  }
}

TEST(OnnxTransposedWindow, RefusesWhatTheChipHasNot) {
  Graph graph = graph_of({});
  const auto refused = [&](const WindowAttributes& attributes) {
    return unsupported_of([&] {
      transposed_window_of(graph, node_of("ConvTranspose", {"x", "w"}, attributes), {1, 8, 5, 5}, {3, 3});
    });
  };
  EXPECT_EQ(refused({{"dilations", integers_attribute({2, 2})}}), "dilation");
}

TEST(OnnxTransposedWindow, RefusesPadsThatLeaveNothing) {
  Graph graph = graph_of({});
  const auto rows = [&](std::int64_t begin, std::int64_t end) {
    const Node node =
        node_of("ConvTranspose", {"x", "w"}, {{"pads", integers_attribute({begin, 0, end, 0})}});
    return transposed_size(transposed_window_of(graph, node, {1, 8, 5, 5}, {3, 3}), 0, 5);
  };
  constexpr std::int64_t kFull = 5 + 3 - 1;
  EXPECT_EQ(rows(0, kFull - 1), 1);
  testing::expect_contains(testing::error_of([&] { rows(3, kFull - 3); }),
                           "pads of 3 and 4 leave nothing of an output of 7");
}

TEST(OnnxWindow, IsCopiedIntoALayer) {
  const Window window{{3, 5}, {2, 1}, {1, 2}, {1, 2, 3, 4}};
  Layer layer;
  set_window(window, &layer);
  EXPECT_EQ(layer.kernel, window.kernel);
  EXPECT_EQ(layer.stride, window.stride);
  EXPECT_EQ(layer.dilation, window.dilation);
  EXPECT_EQ(layer.padding, window.padding);
}

}  // namespace
}  // namespace apollo::workloads::importer
