#include <algorithm>
#include <cmath>

#include "workloads/onnx/output_dims.h"
#include "workloads/onnx/shape_rules.h"

namespace apollo::workloads::importer {
namespace {

constexpr std::int64_t kLargestStep = 1'000'000'000;  // of a kernel, stride, dilation or padding

// Attributes of a window that slides over the dimensions after the second.
struct Sliding {
  Sliding(const Node& node, const Dims& input, Dims window)
      : rank(input.size() - 2), kernel(std::move(window)), auto_pad(text(node, "auto_pad", "NOTSET")) {
    if (kernel.size() != rank) throw Unsupported("a kernel of other dimensions");
    strides = list(node, "strides", rank, 1);
    dilations = list(node, "dilations", rank, 1);
    pads = list(node, "pads", 2 * rank, 0);
    for (const Dims* values : {&kernel, &strides, &dilations})
      for (const std::int64_t value : *values)
        if (value < 1 || value > kLargestStep) throw Unsupported("a window that is out of range");
  }

  static Dims list(const Node& node, const std::string& name, std::size_t count, std::int64_t fallback) {
    Dims values = integers(node, name);
    if (values.empty()) values.assign(count, fallback);
    if (values.size() != count) throw Unsupported(name + " of other dimensions");
    for (const std::int64_t value : values)
      if (std::abs(value) > kLargestStep) throw Unsupported(name + " that are out of range");
    return values;
  }

  bool same() const { return auto_pad == "SAME_UPPER" || auto_pad == "SAME_LOWER"; }
  std::int64_t extent(std::size_t i) const { return (kernel[i] - 1) * dilations[i] + 1; }
  std::int64_t padding(std::size_t i) const { return auto_pad == "VALID" ? 0 : pads[i] + pads[i + rank]; }

  std::size_t rank;
  Dims kernel, strides, dilations, pads;
  std::string auto_pad;
};

// How many windows fit, by spatial dimension.
std::int64_t windows(const Node& node, const Sliding& sliding, std::size_t i, std::int64_t size) {
  const std::int64_t stride = sliding.strides[i];
  if (sliding.same()) return (size + stride - 1) / stride;
  const std::int64_t room = size + sliding.padding(i) - sliding.extent(i);
  if (room < 0) throw Unsupported("a window that is larger than its input");
  if (integer(node, "ceil_mode", 0) == 0) return room / stride + 1;
  std::int64_t count = (room + stride - 1) / stride + 1;
  const std::int64_t before = sliding.auto_pad == "VALID" ? 0 : sliding.pads[i];
  if ((count - 1) * stride >= size + before) --count;  // none starts in the padding at the end
  return count;
}

Dims slid(const Node& node, const Dims& input, std::int64_t channels, const Dims& kernel) {
  const Sliding sliding(node, input, kernel);
  Dims dims{input[0], channels};
  for (std::size_t i = 0; i < sliding.rank; ++i)
    dims.push_back(positive(windows(node, sliding, i, input[i + 2])));
  return dims;
}

template <std::size_t weights_input>
std::vector<Dims> convolved(Graph& graph, const Node& node) {
  const Dims input = input_dims(graph, node, 0, 3), weights = input_dims(graph, node, weights_input, 3);
  return {slid(node, input, weights[0], {weights.begin() + 2, weights.end()})};
}

std::vector<Dims> transposed_convolved(Graph& graph, const Node& node) {
  const Dims input = input_dims(graph, node, 0, 3), weights = input_dims(graph, node, 1, 3);
  const Sliding sliding(node, input, {weights.begin() + 2, weights.end()});
  const Dims extra = Sliding::list(node, "output_padding", sliding.rank, 0);
  const Dims given = integers(node, "output_shape");
  const std::int64_t groups = integer(node, "group", 1);
  if (groups < 1 || groups > input[1]) throw Unsupported("groups that are out of range");
  Dims dims{input[0], weights[1] * groups};
  for (std::size_t i = 0; i < sliding.rank; ++i) {
    const std::int64_t stride = sliding.strides[i];
    const std::int64_t full = (input[i + 2] - 1) * stride + extra[i] + sliding.extent(i);
    if (given.size() >= sliding.rank) {
      dims.push_back(positive(given[given.size() - sliding.rank + i]));
    } else {
      dims.push_back(positive(sliding.same() ? input[i + 2] * stride : full - sliding.padding(i)));
    }
  }
  return {dims};
}

std::vector<Dims> pooled(Graph& graph, const Node& node) {
  const Dims input = input_dims(graph, node, 0, 3);
  const Dims dims = slid(node, input, input[1], integers(node, "kernel_shape"));
  return {dims, dims};
}

std::vector<Dims> unpooled(Graph& graph, const Node& node) {
  if (!input(node, 2).empty()) return {known_integers(graph, node, 2).value_or(Dims())};
  const Dims input = input_dims(graph, node, 0, 3);
  const Sliding sliding(node, input, integers(node, "kernel_shape"));
  Dims dims{input[0], input[1]};
  for (std::size_t i = 0; i < sliding.rank; ++i)
    dims.push_back(
        positive((input[i + 2] - 1) * sliding.strides[i] + sliding.kernel[i] - sliding.padding(i)));
  return {dims};
}

std::vector<Dims> globally_pooled(Graph& graph, const Node& node) {
  Dims dims = input_dims(graph, node, 0, 2);
  std::fill(dims.begin() + 2, dims.end(), 1);
  return {dims};
}

// Regions of interest, each pooled to one size.
std::vector<Dims> regions(std::int64_t count, std::int64_t channels, std::int64_t height,
                          std::int64_t width) {
  return {{count, channels, positive(height), positive(width)}};
}

std::vector<Dims> aligned_regions(Graph& graph, const Node& node) {
  return regions(input_dims(graph, node, 1, 1)[0], input_dims(graph, node, 0, 4)[1],
                 integer(node, "output_height", 1), integer(node, "output_width", 1));
}

std::vector<Dims> pooled_regions(Graph& graph, const Node& node) {
  const Dims shape = integers(node, "pooled_shape");
  if (shape.size() != 2) throw Unsupported("no pooled_shape");
  return regions(input_dims(graph, node, 1, 1)[0], input_dims(graph, node, 0, 4)[1], shape[0], shape[1]);
}

// A size of each dimension, or a factor for each; of those that `axes` names.
std::vector<Dims> resized_to(Graph& graph, const Node& node) {
  const Dims in = input_dims(graph, node, 0);
  const bool old = node.type == "Upsample" || node.inputs.size() == 2;
  const std::optional<Dims> sizes = old ? std::nullopt : known_integers(graph, node, 3);
  Dims axes = integers(node, "axes");
  if (axes.empty()) axes = every_axis(in.size());
  std::vector<double> scales;
  const auto attribute = node.attributes.find("scales");
  const Constant* constant = graph.constant(input(node, old ? 1 : 2));
  if (attribute != node.attributes.end()) {
    scales = attribute->second.numbers;
  } else if (constant && constant->values) {
    scales = *constant->values;
  }
  const bool by_sizes = sizes && !sizes->empty();
  if ((by_sizes ? sizes->size() : scales.size()) != axes.size())
    throw Unsupported("sizes that are not known");
  const std::string policy = text(node, "keep_aspect_ratio_policy", "stretch");
  double common = policy == "not_smaller" ? 0 : 1e9;
  for (std::size_t i = 0; i < axes.size() && by_sizes; ++i) {
    const double ratio =
        static_cast<double>((*sizes)[i]) / static_cast<double>(in[axis_in(axes[i], in.size())]);
    common = policy == "not_smaller" ? std::max(common, ratio) : std::min(common, ratio);
  }
  Dims out = in;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    std::int64_t& size = out[axis_in(axes[i], in.size())];
    const auto before = static_cast<double>(size);
    // Single precision, as ONNX has it.
    double after = by_sizes ? static_cast<double>((*sizes)[i])
                            : std::floor(static_cast<float>(before) * static_cast<float>(scales[i]));
    if (by_sizes && policy != "stretch") after = std::round(common * before);
    if (!(after >= 1 && after <= 1e9)) throw Unsupported("a size that is out of range");
    size = static_cast<std::int64_t>(after);
  }
  return {out};
}

// The grid's positions.
std::vector<Dims> sampled(Graph& graph, const Node& node) {
  const Dims input = input_dims(graph, node, 0, 3), grid = input_dims(graph, node, 1, 3);
  Dims dims{input[0], input[1]};
  dims.insert(dims.end(), grid.begin() + 1, grid.end() - 1);
  return {dims};
}

std::vector<Dims> affine_grid(Graph& graph, const Node& node) {
  const Dims size = known_integers(graph, node, 1).value_or(Dims());
  if (size.size() < 4) throw Unsupported("a size of fewer than 4 dimensions");
  Dims dims{size[0]};
  dims.insert(dims.end(), size.begin() + 2, size.end());
  dims.push_back(static_cast<std::int64_t>(size.size()) - 2);
  return {dims};
}

// Blocks laid out as an image.
std::vector<Dims> columns_to_image(Graph& graph, const Node& node) {
  const Dims columns = input_dims(graph, node, 0, 3), image = known_integers(graph, node, 1).value_or(Dims()),
             block = known_integers(graph, node, 2).value_or(Dims());
  std::int64_t elements = 1;
  for (const std::int64_t size : block) elements *= std::clamp<std::int64_t>(size, 1, 1 << 20);
  if (block.size() > 3 || columns[1] % elements != 0) throw Unsupported("blocks that do not fit");
  Dims dims{columns[0], columns[1] / elements};
  dims.insert(dims.end(), image.begin(), image.end());
  return {dims};
}

}  // namespace

const DimsRule kWindowDims[] = {
    {"Conv", convolved<1>},
    {"ConvInteger", convolved<1>},
    {"DeformConv", convolved<1>},
    {"FusedConv", convolved<1>},
    {"com.microsoft.FusedConv", convolved<1>},
    {"QLinearConv", convolved<3>},
    {"ConvTranspose", transposed_convolved},
    {"AveragePool", pooled},
    {"LpPool", pooled},
    {"MaxPool", pooled},
    {"com.microsoft.QLinearAveragePool", pooled},
    {"MaxUnpool", unpooled},
    {"GlobalAveragePool", globally_pooled},
    {"GlobalLpPool", globally_pooled},
    {"GlobalMaxPool", globally_pooled},
    {"com.microsoft.QLinearGlobalAveragePool", globally_pooled},
    {"MaxRoiPool", pooled_regions},
    {"RoiAlign", aligned_regions},
    {"Resize", resized_to},
    {"Upsample", resized_to},
    {"GridSample", sampled},
    {"AffineGrid", affine_grid},
    {"Col2Im", columns_to_image},
    {nullptr, nullptr},
};

}  // namespace apollo::workloads::importer
