#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "workloads/network.h"
#include "workloads/onnx/model.h"

namespace apollo::workloads::importer {

// Of a layer, in real numbers.
struct LayerWeights {
  std::vector<double> weights;  // in the order of Parameters::weights
  std::vector<double> steps;    // by output channel: the weights' scale, of which each is a multiple
  std::vector<double> bias;     // by output channel
};

// What an import that takes the model's values over knows of them. Tensors are those of the network.
struct ModelValues {
  std::map<int, Quantization> quantization;  // as the model has it
  std::map<int, LayerWeights> weights;       // of the layer that makes a tensor
  std::map<int, Constant> constants;         // elements in the order in which the tensor lies
  std::map<int, int> types;                  // of elements in the model, as Constant::type; 0: not known
  std::set<int> sums;  // tensors whose values in the model are the sums before they are requantised
};

// Gives the network's tensors their quantization, those too that lie between others whose values are theirs,
// and its layers and constants the model's values (Network::stored). ConfigError if something is not known,
// or beyond what the chip computes with.
void store_values(const ModelValues& values, const std::string& file, Network* network);

}  // namespace apollo::workloads::importer
