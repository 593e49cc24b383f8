#include "workloads/onnx/along.h"

namespace apollo::workloads::importer {

Along::Along(Graph& graph, const Value& value, std::size_t first, std::size_t count) {
  const auto begin = value.dims.begin() + static_cast<std::ptrdiff_t>(first),
             end = begin + static_cast<std::ptrdiff_t>(count);
  before_.assign(value.dims.begin(), begin);
  after_.assign(end, value.dims.end());
  const FactorList along = graph.factors().leaves(joined({begin, end}));
  storage_ = graph.storage(value);
  height_ = !along.empty() && storage_.height == along;
  if (!height_ && (along.empty() || storage_.width != along))
    storage_ = {joined(before_), along, joined(after_)};
  tensor_ = graph.stored_as(value, storage_);
}

Value Along::changed(Graph& graph, const Node& node, const Layer& layer,
                     const std::vector<FactorList>& dims) const {
  Storage storage = storage_;
  (height_ ? storage.height : storage.width) = joined(dims);
  std::vector<FactorList> all = before_;
  all.insert(all.end(), dims.begin(), dims.end());
  all.insert(all.end(), after_.begin(), after_.end());
  return graph.stored(graph.add(node, layer, {tensor_}), storage, all);
}

Value taken(Graph& graph, const Node& node, const Value& value, std::size_t first, std::size_t count,
            const std::vector<FactorList>& dims) {
  if (graph.values) throw Unsupported("elements that the chip takes from other places");
  const Along along(graph, value, first, count);
  Storage storage = along.storage();
  (along.side() == 0 ? storage.height : storage.width) = joined(dims);
  Layer layer;
  layer.type = LayerType::resize;
  layer.shape = {graph.extent(node, graph.factors().size(storage.height)),
                 graph.extent(node, graph.factors().size(storage.width)), 1};
  return along.changed(graph, node, layer, dims);
}

}  // namespace apollo::workloads::importer
