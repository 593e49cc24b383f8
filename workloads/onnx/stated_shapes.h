#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "workloads/onnx/operators.h"

namespace apollo::workloads::importer {

// The dimensions that the file states for its tensors, as far as they are sizes: names of dynamic dimensions
// are those of inputs. Nothing if an input has other dimensions than the file gives it. `filed`: the inputs
// as the file has them; the model's have all of their dimensions.
std::map<std::string, Dims> stated_dims(const Model& model, const std::vector<ModelInput>& filed);

// The dimensions that the file states for a name; null if it does not.
const Dims* stated_dims(const Graph& graph, const std::string& name);

// Sizes and axes that a node takes from inputs which are known only when the model runs follow from the
// dimensions of its outputs, where the file states them: the same node with these sizes and axes, or a
// simpler one that does the same. Nothing if they are known already, do not follow, or are not stated.
std::optional<Node> by_stated_shapes(Graph& graph, const Node& node);

}  // namespace apollo::workloads::importer
