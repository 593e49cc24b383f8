#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "workloads/layer_kind.h"
#include "workloads/quantization.h"

// A neural network at batch 1: a directed acyclic graph of layers over tensors of 8- or 16-bit integers.
namespace apollo::workloads {

// Rows, columns and channels of a tensor, stored [height][width][channels] with channels innermost. All >= 1.
// Sequences use width as time (or token) axis and height 1; vectors are 1 x 1 x channels.
struct Shape {
  int height = 1, width = 1, channels = 1;
  std::int64_t elements() const { return std::int64_t{height} * width * channels; }
  bool operator==(const Shape& o) const {
    return height == o.height && width == o.width && channels == o.channels;
  }
  bool operator!=(const Shape& o) const { return !(*this == o); }
};

struct Tensor {
  std::string name;
  Shape shape;
  Quantization quantization;
};

enum class Axis { height, width, channels };

// Which fields mean something depends on the type; the reader rejects the others. Pairs are {y, x}.
struct Layer {
  std::string name;
  LayerType type = LayerType::convolution;
  std::vector<int> inputs;   // indices into Network::tensors
  std::vector<int> outputs;  // likewise; one, but lstm has one or two (sequence of h, last c)
  int channels = 0;          // output channels (convolutions, fully connected); hidden units (lstm, gru)
  int groups =
      1;  // convolutions: channel groups (depthwise: groups = input channels); matmul, softmax: heads
  std::array<int, 2> kernel{1, 1};
  std::array<int, 2> stride{1, 1};
  std::array<int, 2> dilation{1, 1};
  std::array<int, 4> padding{0, 0, 0, 0};  // top, left, bottom, right
  Axis axis = Axis::channels;              // concatenation
  std::array<int, 3> begin{0, 0, 0};       // slice: y, x, channel
  Shape shape;                             // slice, rearrange: of the output; resize: its channels are 1
  // rearrange: factors of the input's height, then of its width, then of its channels, each at least 1, and
  // the order in which the output has them. Each factor belongs to one axis of the input and to one of the
  // output, none to parts of two.
  std::vector<int> split, order;
  int window = 1;        // local_response_norm: channels in a sum
  bool reverse = false;  // lstm, gru: from the sequence's last step to its first; the output keeps its order
  // matmul, per head with D channels. true: out[m][n] = sum_d a[m][d] b[n][d], where a is 1 x M x (groups *
  // D), b is 1 x N x (groups * D), out is 1 x M x (groups * N). false: out[m][d] = sum_n a[m][n] b[n][d],
  // where a is 1 x M x (groups * N), b is 1 x N x (groups * D), out is 1 x M x (groups * D). Head h is the
  // h-th block of channels.
  bool transpose_b = false;
  // Fused: applied at the output's quantization, after requantisation, addition or multiplication.
  Activation activation = Activation::none;
  float weight_scale = 0;  // > 0; 0 in a file or builder means default_weight_scale()
  int weight_bits = 8;     // of each weight, recurrent ones too: 4, 8 or 16
  // lstm, gru: quantization of the gates' pre-activations and of the cell state.
  Quantization gate_quantization{1.0F / 16, 0};
  Quantization state_quantization{1.0F / 32, 0};
  // Multiply-accumulates of one inference as networks are counted: every tap of every output, padding
  // included; transposed convolutions: the products that reach the output. Set by validate().
  std::uint64_t macs = 0;
  std::uint64_t parameters = 0;  // weights + biases; set by infer_shapes
};

// What a layer with weights computes with. A layer has up to two sets: 0 = weights and bias; 1 = recurrent
// weights and bias (lstm, gru; bias zero). layer_norm: weights = gamma[channels] then beta[channels], no
// bias.
struct Parameters {
  // Row-major [output channel][kernel_y][kernel_x][input channel within group].
  // lstm rows are interleaved: row 4 * unit + gate (input, forget, cell, output); gru: row 3 * unit + gate
  // (reset, update, new).
  Values weights;  // synthetic ones are in [-127, 127], likewise symmetric of 4 and 16 bits
  std::vector<std::int32_t> bias;
  // By output channel: a weight stands for scale * (weight - zero point). Empty: Layer::weight_scale, and 0.
  std::vector<float> scales;
  std::vector<int> zero_points;
};

// Values that came with a network, instead of synthetic ones.
struct StoredValues {
  std::map<std::string, Parameters> parameters;  // set 0 of a layer, by its name
  std::map<std::string, Values> constants;       // by the tensor's name
};

struct Network {
  std::string name;
  std::string source;  // where its definition and published totals come from
  std::vector<Tensor> tensors;
  std::vector<Layer> layers;  // in a topological order after validate()
  std::vector<int> inputs;    // tensor indices
  // Tensor indices: stored with the weights and in DRAM before each inference, such as position embeddings;
  // counted as parameters.
  std::vector<int> constants;
  std::vector<int> outputs;  // tensor indices
  // What an import left out, "TYPE [with REASON] NAME" of each: the totals are those of the rest.
  std::vector<std::string> skipped;
  // Of all elements that the model's nodes make, the share that skipped ones make.
  double skipped_share = 0;
  // Not in network files. Null: all values are synthetic.
  std::shared_ptr<const StoredValues> stored;
  std::uint64_t macs() const;
  std::uint64_t parameters() const;
};

const char* to_string(Activation activation);
const char* to_string(Axis axis);

// Accumulator-to-output scaling that keeps synthetic weights' outputs as spread as the inputs:
// 1 / (deviation * sqrt(terms of one sum)), with the weights' standard deviation, 73 for 8 bits.
float default_weight_scale(std::uint64_t terms, int weight_bits = 8);

// Largest number of products summed into one output element: convolution: kernel * channels / groups;
// transposed: ceil(kernel / stride) per axis * channels / groups; fully connected: its input vector; matmul:
// D or N; lstm and gru: input channels (parameter set 0). 1 for the other types.
std::uint64_t reduction_terms(const Network& network, const Layer& layer);

// Of a layer whose input tensors are known; matmul: with the second activation as weights.
float default_weight_scale(const Network& network, const Layer& layer);

// Synthetic values do not change timing, and the functional mode needs any values, the same everywhere.
// Deterministic in (network name, layer name, set), the same on every machine.
Parameters synthetic_parameters(const Network& network, const Layer& layer, int set);
// Values for a network input or constant, deterministic in (network name, tensor name, seed).
Values synthetic_input(const Network& network, int tensor, std::uint64_t seed);

// Those that came with the network, or synthetic ones.
Parameters parameters_of(const Network& network, const Layer& layer, int set);
Values constant_of(const Network& network, int tensor);

// Checks the graph (every tensor has one producer, no cycle, all inputs known, no output that is an input or
// constant),
// infers each layer's output shapes, sorts the layers topologically (stable), fills macs, parameters and
// default weight scales. `file` names the source in errors. Throws ConfigError.
void validate(Network& network, const std::string& file);

}  // namespace apollo::workloads
