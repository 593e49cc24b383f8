#include <algorithm>

#include "files/config_error.h"
#include "files/json_file.h"
#include "workloads/onnx/graph.h"

namespace apollo::workloads::importer {

Network Graph::finish(const std::vector<std::string>& outputs) {
  network_.outputs = computed(outputs);
  if (network_.outputs.empty()) copy_inputs(outputs);
  const std::set<int> needed = remove_unneeded();
  if (values) {
    lay_out_constants();
    store_values(*values, file_, &network_);
  }
  keep_only(needed);
  validate(network_, file_);
  return std::move(network_);
}

std::vector<int> Graph::computed(const std::vector<std::string>& outputs) {
  std::vector<int> result;
  for (const std::string& name : outputs) {
    if (constant(name)) continue;  // the same for every input: nothing to compute
    const Value output = value(name);
    if (state(output.tensor).producer < 0) continue;  // an input that is passed on: likewise
    storage(output);
    if (std::find(result.begin(), result.end(), output.tensor) == result.end())
      result.push_back(output.tensor);
  }
  return result;
}

void Graph::copy_inputs(const std::vector<std::string>& outputs) {
  for (const std::string& name : outputs) {
    if (constant(name)) continue;
    const Value output = value(name);
    if (!placed(output)) stored_as(output, state(output.tensor).in_file);
    const Storage storage = in_order(output);
    const int copy = rearrange(output, storage.all(), shape_of(storage));
    network_.outputs.push_back(copy);
    notes.push_back("output " + name + ": is an input, which is copied");
  }
  if (network_.outputs.empty()) {
    throw files::ConfigError(files::printable(file_, 1000) +
                             ": no output depends on an input: there is nothing to compute");
  }
}

void Graph::lay_out_constants() {
  for (const auto& [name, value] : stored_constants_) {
    Constant laid_out = *constant(name);
    if (!laid_out.values) continue;
    const std::vector<std::int64_t> from = order(value).places();
    for (auto* list : {&laid_out.values, &laid_out.steps}) {
      if (!*list) continue;
      std::vector<double> numbers;
      for (const std::int64_t index : from) numbers.push_back((**list)[static_cast<std::size_t>(index)]);
      *list = std::move(numbers);
    }
    values->constants[value.tensor] = std::move(laid_out);
  }
}

std::set<int> Graph::remove_unneeded() {
  std::set<int> needed(network_.outputs.begin(), network_.outputs.end());
  std::vector<Layer> layers;
  for (auto layer = network_.layers.rbegin(); layer != network_.layers.rend(); ++layer) {
    bool used = false;
    for (const int tensor : layer->outputs) used = used || needed.count(tensor) > 0;
    if (!used) continue;
    needed.insert(layer->inputs.begin(), layer->inputs.end());
    // An lstm's last c is a tensor only if something reads it.
    if (layer->outputs.size() == 2 && needed.count(layer->outputs[1]) == 0) layer->outputs.pop_back();
    needed.insert(layer->outputs.begin(), layer->outputs.end());
    layers.push_back(std::move(*layer));
  }
  network_.layers.assign(std::make_move_iterator(layers.rbegin()), std::make_move_iterator(layers.rend()));
  return needed;
}

void Graph::keep_only(const std::set<int>& kept) {
  std::vector<int> renamed(network_.tensors.size(), -1);
  std::vector<Tensor> tensors;
  for (const int old : kept) {
    renamed[static_cast<std::size_t>(old)] = static_cast<int>(tensors.size());
    tensors.push_back(network_.tensors[static_cast<std::size_t>(old)]);
  }
  network_.tensors = std::move(tensors);
  const auto rename = [&](std::vector<int>* list) {
    std::vector<int> result;
    for (const int tensor : *list)
      if (renamed[static_cast<std::size_t>(tensor)] >= 0)
        result.push_back(renamed[static_cast<std::size_t>(tensor)]);
    *list = std::move(result);
  };
  rename(&network_.inputs);
  rename(&network_.constants);
  rename(&network_.outputs);
  for (Layer& layer : network_.layers) rename(&layer.inputs), rename(&layer.outputs);
}

}  // namespace apollo::workloads::importer
