#include "workloads/onnx/spatial.h"

#include "workloads/onnx/expansions.h"

namespace apollo::workloads::importer {

Node along_dimensions(Graph& graph, const Node& node, std::size_t spatial,
                      const std::vector<std::size_t>& axes) {
  Node part = node;
  for (const auto& [name, per_axis] :
       {std::pair("kernel_shape", std::size_t{1}), std::pair("strides", std::size_t{1}),
        std::pair("dilations", std::size_t{1}), std::pair("pads", std::size_t{2})}) {
    if (node.attributes.count(name) == 0) continue;
    const Dims all = integers(node, name);
    if (all.size() != spatial * per_axis)
      graph.fail(node, std::string(name) + " must be " + std::to_string(spatial * per_axis) + " numbers");
    Dims some;
    for (std::size_t side = 0; side < per_axis; ++side)
      for (const std::size_t axis : axes) some.push_back(all[side * spatial + axis]);
    part.attributes[name] = attribute_of(some);
  }
  return part;
}

Dims dims_of_windows(Graph& graph, const Node& node, const Dims& input, const Dims& kernel) {
  const Window window = window_of(graph, node, input, kernel);
  Dims result{input[0], input[1]};
  for (std::size_t i = 0; i < kernel.size(); ++i) {
    const std::size_t axis = i + 2 - kernel.size();
    const std::int64_t reach =
        input[i + 2] + window.padding[axis] + window.padding[axis + 2] - window.extent(axis);
    if (reach < 0) graph.fail(node, "a kernel is larger than its padded input");
    result.push_back(reach / window.stride[axis] + 1);
  }
  return result;
}

}  // namespace apollo::workloads::importer
