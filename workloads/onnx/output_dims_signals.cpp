#include <algorithm>

#include "workloads/onnx/output_dims.h"

namespace apollo::workloads::importer {
namespace {

// A number that an input gives. Unsupported if it is not known, or absent.
std::int64_t given(Graph& graph, const Node& node, std::size_t index) {
  const std::optional<Dims> values = known_integers(graph, node, index);
  if (!values || values->size() != 1) throw Unsupported("a size that is not known");
  return values->front();
}

std::vector<Dims> by_attribute(Graph&, const Node& node) { return {integers(node, "shape")}; }

std::vector<Dims> drawn(Graph& graph, const Node& node) {
  return {{input_dims(graph, node, 0, 2)[0], positive(integer(node, "sample_size", 1))}};
}

std::vector<Dims> window_values(Graph& graph, const Node& node) {
  return {{positive(given(graph, node, 0))}};
}

// Frequencies of a transform's positive half, by its bands.
std::vector<Dims> mel_weights(Graph& graph, const Node& node) {
  return {{given(graph, node, 1) / 2 + 1, given(graph, node, 0)}};
}

// Of N positions, and numbers or pairs of them last. The axis is an input since operator set 20.
std::vector<Dims> transformed(Graph& graph, const Node& node) {
  Dims dims = input_dims(graph, node, 0, 2);
  const std::int64_t fallback = graph.opset() >= 20 ? -2 : integer(node, "axis", 1);
  const std::size_t axis = axis_in(input(node, 2).empty() ? fallback : given(graph, node, 2), dims.size());
  if (!input(node, 1).empty()) dims[axis] = positive(given(graph, node, 1));
  const bool inverse = integer(node, "inverse", 0) != 0, half = integer(node, "onesided", 0) != 0;
  if (half) dims[axis] = inverse ? 2 * (dims[axis] - 1) : dims[axis] / 2 + 1;
  dims.back() = half && inverse ? 1 : 2;
  return {dims};
}

// Inputs: a signal, the step from frame to frame, a window, the length of a frame.
std::vector<Dims> short_time_transformed(Graph& graph, const Node& node) {
  const Dims signal = input_dims(graph, node, 0, 2);
  const std::int64_t step = positive(given(graph, node, 1));
  const std::int64_t frame =
      input(node, 3).empty() ? input_dims(graph, node, 2, 1)[0] : given(graph, node, 3);
  if (frame < 1 || frame > signal[1]) throw Unsupported("frames that do not fit");
  const std::int64_t bins = integer(node, "onesided", 1) != 0 ? frame / 2 + 1 : frame;
  return {{signal[0], (signal[1] - frame) / step + 1, bins, 2}};
}

// How often each n-gram of a list occurs.
std::vector<Dims> counted(Graph& graph, const Node& node) {
  Dims dims = input_dims(graph, node, 0, 1);
  const Dims places = integers(node, "ngram_indexes");
  if (places.empty()) throw Unsupported("no ngram_indexes");
  dims.back() = positive(std::min(*std::max_element(places.begin(), places.end()), kMostElements) + 1);
  return {dims};
}

}  // namespace

const DimsRule kSignalDims[] = {
    {"RandomNormal", by_attribute},
    {"RandomUniform", by_attribute},
    {"Multinomial", drawn},
    {"BlackmanWindow", window_values},
    {"HammingWindow", window_values},
    {"HannWindow", window_values},
    {"MelWeightMatrix", mel_weights},
    {"DFT", transformed},
    {"STFT", short_time_transformed},
    {"TfIdfVectorizer", counted},
    {nullptr, nullptr},
};

}  // namespace apollo::workloads::importer
