// How the decoders' attention is written in layers: parts of the built-in networks by the plain reference.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "workloads/network_builder.h"
#include "workloads/reference.h"
#include "workloads/zoo/builtin.h"

namespace apollo::zoo::attention_test {
namespace {

using workloads::Layer;
using workloads::LayerType;
using workloads::Network;
using workloads::NetworkBuilder;
using workloads::Tensor;
using workloads::Value;
using workloads::Values;

constexpr int kHead = 64, kHalf = kHead / 2, kKeyHeads = 8, kRepeats = 4, kCache = 2048,
              kWidth = kKeyHeads * kHead;

const Tensor& tensor(const Network& network, const std::string& name) {
  return *std::find_if(network.tensors.begin(), network.tensors.end(),
                       [&](const Tensor& t) { return t.name == name; });
}

// The layers between some tensors and one that depends on them alone, as a network of their own.
class Part {
 public:
  Part(const Network& whole, const std::vector<std::string>& inputs, const std::string& output)
      : whole_(whole) {
    for (const std::string& name : inputs) {
      const Tensor& t = tensor(whole, name);
      tensors_[name] = builder_.input(name, t.shape, t.quantization);
    }
    for (const Layer& layer : whole.layers) add(layer);
    network_ = builder_.finish({tensors_.at(output)});
  }

  Values operator()(const std::vector<Values>& inputs) const {
    return workloads::run_reference(network_, inputs)[static_cast<std::size_t>(network_.outputs[0])];
  }

 private:
  void add(Layer layer) {
    const Tensor& output = whole_.tensors[static_cast<std::size_t>(layer.outputs[0])];
    if (tensors_.count(output.name) > 0) return;
    for (int& input : layer.inputs) {
      const auto own = tensors_.find(whole_.tensors[static_cast<std::size_t>(input)].name);
      if (own == tensors_.end()) return;
      input = own->second;
    }
    tensors_[output.name] = builder_.add(layer, output.quantization);
  }

  const Network& whole_;
  NetworkBuilder builder_{"part"};
  std::map<std::string, int> tensors_;
  Network network_;
};

Values input_values(const Network& network, const std::string& name) {
  const auto at = std::find_if(network.tensors.begin(), network.tensors.end(),
                               [&](const Tensor& t) { return t.name == name; });
  return workloads::synthetic_input(network, static_cast<int>(at - network.tensors.begin()), 1);
}

int largest_difference(const Values& a, const Values& b) {
  int result = 0;
  for (std::size_t i = 0; i < a.size(); ++i) result = std::max(result, std::abs(a[i] - b[i]));
  return result;
}

// Row repeat * tokens + token of the product has, for each head of keys, the query of its head number
// `repeat`; turned by 0 degrees that is the query itself, by 90 degrees (-second half, first half).
TEST(LlamaAttention, QueriesAreTurnedAndThoseOfOneKeyAreRowsOfOneProduct) {
  const Network network = builtin_network("llama_1b_prefill");
  const int tokens = tensor(network, "block1_query").shape.width;
  const Part turn(network, {"block1_query", "cosine", "sine"}, "block1_query_rotated");
  const Values query = input_values(network, "block1_query");
  const Values one(static_cast<std::size_t>(tokens) * kHalf, 127), zero(one.size(), 0);
  Values by0, by90;
  for (int row = 0; row < kRepeats * tokens; ++row) {
    for (int channel = 0; channel < kWidth; ++channel) {
      const int head = channel / kHead * kRepeats + row / tokens, d = channel % kHead;
      const auto at = [&](int i) {
        return query[static_cast<std::size_t>((row % tokens * kKeyHeads * kRepeats + head) * kHead + i)];
      };
      by0.push_back(at(d));
      by90.push_back(static_cast<Value>(d < kHalf ? std::min(-at(d + kHalf), 127) : at(d - kHalf)));
    }
  }
  // 127 / 128 stands for one.
  EXPECT_LE(largest_difference(turn({query, one, zero}), by0), 1);
  EXPECT_LE(largest_difference(turn({query, zero, one}), by90), 1);
}

// One softmax over the cache and the new token: as if the new one's key and value were the cache's last row.
TEST(LlamaAttention, TheCacheAndTheNewTokenShareOneSoftmax) {
  const Network network = builtin_network("llama_1b_decode");
  const std::vector<std::string> names = {"block1_query_rotated", "block1_key_rotated", "block1_value",
                                          "block1_key_cache", "block1_value_cache"};
  std::vector<Values> values;
  for (const std::string& name : names) values.push_back(input_values(network, name));
  // The new key and every 512th of the cache are like the queries, the others opposite: five rows have nearly
  // all of the weight.
  for (const std::size_t i : {0U, 1U, 3U}) {
    for (std::size_t e = 0; e < values[i].size(); ++e) {
      const std::size_t row = e / kWidth, channel = e % kWidth;
      const int sign = i == 3 && row % 512 != 0 ? -1 : 1;
      values[i][e] = static_cast<Value>(sign * (static_cast<int>(channel % 7) - 3) * 40);
    }
  }

  for (const std::size_t i : {2U, 4U})  // small ones, so that no part of the context saturates
    for (Value& value : values[i]) value = static_cast<Value>(value / 5);

  NetworkBuilder builder("joined");
  const int query = builder.input("query", {1, kRepeats, kWidth});
  const int keys = builder.input("keys", {1, kCache + 1, kWidth});
  const int rows = builder.input("values", {1, kCache + 1, kWidth});
  const auto layer_like = [&](const std::string& name, std::vector<int> inputs) {
    Layer layer = *std::find_if(network.layers.begin(), network.layers.end(),
                                [&](const Layer& l) { return l.name == name; });
    layer.inputs = std::move(inputs);
    if (layer.type == LayerType::softmax) layer.groups = kKeyHeads;
    return builder.add(layer, tensor(network, name).quantization);
  };
  const int scores = layer_like("block1_scores_cache", {query, keys});
  const int weights = layer_like("block1_softmax", {scores});
  const int context = layer_like("block1_context_cache", {weights, rows});
  const Network joined = builder.finish({context});

  Values all_keys = values[3], all_values = values[4];
  all_keys.insert(all_keys.end(), values[1].begin(), values[1].end());
  all_values.insert(all_values.end(), values[2].begin(), values[2].end());
  const Values expected =
      workloads::run_reference(joined, {values[0], all_keys, all_values})[static_cast<std::size_t>(context)];
  // The two parts of the context are rounded, and their sum.
  EXPECT_LE(largest_difference(Part(network, names, "block1_context")(values), expected), 2);
  const auto [low, high] = std::minmax_element(expected.begin(), expected.end());
  EXPECT_GT(*high - *low, 50);
}

}  // namespace
}  // namespace apollo::zoo::attention_test
