#include "workloads/onnx/expansions.h"
#include "workloads/onnx/shape_rules.h"

// Normalisations over more than one position, of means and deviations.
namespace apollo::workloads::importer {
namespace {

// x, of dimensions N, GROUPS, C, SPATIAL..., less its mean over all of a group, over its deviation. A mean of
// positions comes before that of the channels of a group: it needs no other layout.
class Normalization {
 public:
  Normalization(Body* body, Dims dims) : body_(body), dims_(std::move(dims)) {}

  std::string of(const std::string& x) {
    const std::string centred = body_->add("Sub", {x, mean(x)});
    const std::string variance = mean(body_->add("Mul", {centred, centred}));
    return body_->add("Div", {centred, body_->add("Sqrt", {variance})});
  }

 private:
  std::string mean(const std::string& x) {
    Dims spatial;
    for (std::size_t i = 3; i < dims_.size(); ++i) spatial.push_back(static_cast<std::int64_t>(i));
    std::string result = body_->add("ReduceMean", {x}, {{"axes", attribute_of(spatial)}});
    if (dims_[2] == 1) return result;
    result = body_->add("ReduceMean", {result}, {{"axes", attribute_of(2)}});
    Dims each(dims_.size(), 1);
    std::copy(dims_.begin(), dims_.begin() + 3, each.begin());
    return body_->add("Expand", {result, body_->integers(each)});
  }

  Body* body_;
  Dims dims_;
};

std::vector<Node> of_groups(Graph& graph, const Node& node, std::int64_t groups) {
  const Dims dims = graph.dims_of(input(node, 0));
  if (dims.size() < 3 || groups < 1 || dims[1] % groups != 0)
    graph.fail(node, "cannot make " + std::to_string(groups) + " groups of " + shown(dims));
  Dims grouped{dims[0], groups, dims[1] / groups};
  grouped.insert(grouped.end(), dims.begin() + 2, dims.end());
  Body body(graph, node);
  const std::string x = body.add("Reshape", {input(node, 0), body.integers(grouped)});
  const std::string normal = Normalization(&body, grouped).of(x);
  const std::string image = body.add("Reshape", {normal, body.integers(dims)});
  // A factor and a summand for each channel.
  body.give(0, body.add("BatchNormalization", {image, input(node, 1), input(node, 2)}));
  return body.nodes();
}

}  // namespace

std::vector<Node> instance_normalization(Graph& graph, const Node& node) {
  const Dims dims = graph.dims_of(input(node, 0));
  if (dims.size() < 3) graph.fail(node, "input must have 3 dimensions at least");
  return of_groups(graph, node, dims[1]);
}

std::vector<Node> group_normalization(Graph& graph, const Node& node) {
  return of_groups(graph, node, integer(node, "num_groups", 1));
}

std::vector<Node> mean_variance_normalization(Graph& graph, const Node& node) {
  const std::string x = input(node, 0);
  const Dims axes = integers(node, "axes", {0, 2, 3});
  Body body(graph, node);
  const auto mean = [&](const std::string& of) {
    return body.add("ReduceMean", {of}, {{"axes", attribute_of(axes)}});
  };
  const std::string centred = body.add("Sub", {x, mean(x)});
  const std::string variance = mean(body.add("Mul", {centred, centred}));
  body.give(0, body.add("Div", {centred, body.add("Sqrt", {variance})}));
  return body.nodes();
}

}  // namespace apollo::workloads::importer
