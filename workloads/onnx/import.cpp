#include "workloads/onnx/import.h"

#include <algorithm>
#include <boost/interprocess/file_mapping.hpp>
#include <boost/interprocess/mapped_region.hpp>
#include <cmath>
#include <filesystem>
#include <set>
#include <unordered_set>

#include "files/config_error.h"
#include "files/join.h"
#include "files/json_file.h"
#include "workloads/onnx/control_flow.h"
#include "workloads/onnx/expansions.h"
#include "workloads/onnx/functions.h"
#include "workloads/onnx/input_shapes.h"
#include "workloads/onnx/model_reader.h"
#include "workloads/onnx/operators.h"
#include "workloads/onnx/parameter_inputs.h"
#include "workloads/onnx/quantize.h"
#include "workloads/onnx/refusals.h"
#include "workloads/onnx/rewrite.h"
#include "workloads/onnx/skipping.h"
#include "workloads/onnx/stated_shapes.h"

namespace apollo::workloads::importer {
namespace {

bool is_supported(const std::string& type) { return is_known(type) || is_control_flow(type); }

class Import {
 public:
  // `stated`: dimensions of the model's tensors, as the file has them.
  Import(const Model& model, const std::string& file, const ImportOptions& options,
         std::map<std::string, Dims> stated)
      : file_(file),
        options_(options),
        model_(model),
        nodes_(simplified(model)),
        graph_(file, model, nodes_),
        skipping_(graph_) {
    graph_.stated = std::move(stated);
  }

  Imported run() {
    for (const Node& node : nodes_) add(node);
    if (!unsupported_.empty()) fail();
    std::vector<std::string> outputs = computed_outputs();
    const std::string stem = std::filesystem::path(file_).stem().string();
    const std::string name = options_.name.empty() ? stem : options_.name;
    graph_.network().name = files::printable(name.empty() ? "model" : name, 200);
    graph_.network().source = "imported from " +
                              files::printable(std::filesystem::path(file_).filename().string(), 200) +
                              ", ONNX operator set " + std::to_string(model_.opset);
    if (!graph_.network().skipped.empty()) graph_.network().skipped_share = skipped_share();
    Imported result;
    if (graph_.values) find_ports(&outputs, &result);
    const auto& read = skipping_.read_by_host();
    outputs.insert(outputs.end(), read.begin(), read.end());
    if (outputs.empty())
      throw files::ConfigError(files::printable(file_, 1000) +
                               ": no output is left that the chip makes; must be the first of its node");
    result.network = graph_.finish(outputs);
    remove_absent(result.network, &result.inputs);
    std::set<std::string> known;  // loops repeat them
    for (const std::string& note : graph_.notes)
      if (known.insert(note).second) result.notes.push_back(files::printable(note, 400));
    return result;
  }

 private:
  // The model's outputs but those that the import leaves out: further outputs of nodes whose first one is all
  // that the chip makes.
  std::vector<std::string> computed_outputs() {
    std::vector<std::string> outputs;
    for (const std::string& name : model_.outputs) {
      const std::string shown = "output \"" + files::printable(name, 100) + "\"";
      if (graph_.knows(name)) {
        outputs.push_back(name);
        continue;
      }
      if (const Skipping::Skipped* skipped = skipping_.open(name)) {
        graph_.notes.push_back(shown + " is left out, as " + skipped->name + " is");
        continue;
      }
      const auto maker = std::find_if(nodes_.begin(), nodes_.end(), [&](const Node& node) {
        return std::find(node.outputs.begin(), node.outputs.end(), name) != node.outputs.end();
      });
      if (maker == nodes_.end())
        throw files::ConfigError(files::printable(file_, 1000) + ": " + shown +
                                 " is made by no node; must be the output of one");
      graph_.notes.push_back(shown + " is left out: of " + maker->type + " " + maker->name +
                             " the chip makes the first output");
    }
    return outputs;
  }

  // With values.
  void find_ports(std::vector<std::string>* outputs, Imported* result) {
    for (std::string& name : *outputs) {
      const std::string model_name = name;
      if (graph_.constant(name) || !made(&name)) {
        graph_.notes.push_back("output " + model_name + " is not checked: it is passed on as it is");
        continue;
      }
      result->outputs.push_back(port(model_name, graph_.value(name), model_.output_types.at(model_name)));
    }
    for (const ModelInput& input : model_.inputs) {
      const Value value = graph_.value(input.name);
      if (graph_.placed(value)) result->inputs.push_back(port(input.name, value, input.type));
    }
  }

  // Whether a layer makes the value, or a copy, which it is then the name of.
  bool made(std::string* name) {
    const Value value = graph_.value(*name);
    if (graph_.producer(value.tensor)) return true;
    const auto known = graph_.values->quantization.find(value.tensor);
    if (known == graph_.values->quantization.end()) return false;
    Node node;
    node.type = "Identity";
    node.name = *name;
    *name = graph_.new_name();
    graph_.define(*name, copied(graph_, node, value, known->second));
    return true;
  }

  Port port(const std::string& name, const Value& value, int type) {
    Order order = graph_.order(value);
    const Tensor& tensor = graph_.network().tensors[static_cast<std::size_t>(value.tensor)];
    return {name,
            tensor.name,
            type,
            graph_.dims_of(value),
            std::move(order),
            graph_.values->sums.count(value.tensor) > 0};
  }

  // Ports of tensors that no output needs.
  static void remove_absent(const Network& network, std::vector<Port>* ports) {
    std::set<std::string> names;
    for (const Tensor& tensor : network.tensors) names.insert(tensor.name);
    const auto absent = [&](const Port& port) { return names.count(port.tensor) == 0; };
    ports->erase(std::remove_if(ports->begin(), ports->end(), absent), ports->end());
  }

  void add(const Node& node) {
    if (reads_missing(node) || reads_open(node)) return;
    graph_.set_opset(node.opset != 0 ? node.opset : model_.opset);
    try {
      if (!add_control_flow(graph_, node, [this](const Node& part) { add_part(part); })) {
        build(node);
        count_elements(node);
      }
    } catch (const MissingInput&) {
      graph_.fail(node, "lacks an input that it must have");
    } catch (const Unsupported& reason) {
      if (const auto* batch = dynamic_cast<const BatchAboveOne*>(&reason)) batch_ = batch->batch;
      const std::string what = reason.what();
      const std::string use = files::printable(node.type, 60) + (what.empty() ? "" : " with " + what);
      if (!options_.skip_unsupported || !skipping_.skip(node, use)) unsupported_[use].insert(node.name);
    }
    for (const std::string& output : node.outputs)
      if (!output.empty() && !graph_.knows(output) && !skipping_.open(output)) missing_.insert(output);
  }

  // Of a subgraph, for one of its trips.
  void add_part(const Node& part) {
    if (++parts_ > kMostCopies)
      throw Unsupported("trips that make more than " + std::to_string(kMostCopies) + " nodes");
    add(part);
  }

  bool reads_missing(const Node& node) {
    for (const std::string& name : node.inputs) {
      if (missing_.count(name) == 0) continue;
      missing_.insert(node.outputs.begin(), node.outputs.end());
      // Of a known type: nothing can be said about it.
      if (!is_supported(node.type)) unsupported_[files::printable(node.type, 60)].insert(node.name);
      return true;
    }
    return false;
  }

  // An output of unknown dimensions: whoever else is skipped may read it.
  bool reads_open(const Node& node) {
    for (const std::string& name : node.inputs) {
      const Skipping::Skipped* skipped = skipping_.open(name);
      if (!skipped || !is_supported(node.type)) continue;
      unsupported_[skipped->use + ", whose output shape is not known"].insert(skipped->name);
      missing_.insert(node.outputs.begin(), node.outputs.end());
      return true;
    }
    return false;
  }

  void count_elements(const Node& node) {
    for (const std::string& output : node.outputs)
      if (!output.empty() && graph_.knows(output) && !graph_.constant(output))
        elements_ += product(graph_.dims_of(output));
  }

  // Of the elements that nodes make, those of skipped ones; to six digits.
  double skipped_share() const {
    const auto skipped = static_cast<double>(skipping_.elements());
    const double all = skipped + static_cast<double>(elements_);
    return all > 0 ? std::round(skipped / all * 1e6) / 1e6 : 0;
  }

  // Adds a node, or those that stand for it.
  void build(const Node& node) {
    if (fold(graph_, node)) return;
    if (const std::optional<Node> known = by_stated_shapes(graph_, node)) {
      graph_.substitute(node, {*known});
      return build(*known);
    }
    const Operator* simple = find_operator(node.type);
    const Expansion* expansion = find_expansion(node.type);
    if (!simple && !expansion)
      throw Unsupported(folds(node.type) ? "inputs computed when the model runs"
                                         : refused_subject(node.type));
    if (node.outputs.empty()) graph_.fail(node, "has no outputs");
    if (node.inputs.empty()) graph_.fail(node, "has no inputs");
    const std::vector<Node> parts = expansion ? expansion->expand(graph_, node) : std::vector<Node>();
    if (parts.empty()) {
      if (!simple) throw Unsupported("");
      return simple->add(graph_, node);
    }
    graph_.substitute(node, parts);
    for (const Node& part : parts) build(part);
  }

  // Up to eight names, and how many more there are.
  static std::string some_of(const std::set<std::string>& names) {
    constexpr std::size_t kMost = 8;
    std::vector<std::string> shown;
    for (const std::string& name : names) {
      if (shown.size() == kMost) break;
      shown.push_back(files::printable(name, 60));
    }
    if (names.size() > kMost) shown.push_back("and " + std::to_string(names.size() - kMost) + " more");
    return files::join(shown);
  }

  [[noreturn]] void fail() const {
    const std::string batch = batch_ > 1 ? single_batch_option(model_, batch_) : "";
    std::size_t count = 0;
    for (const auto& row : unsupported_) count += row.second.size();
    const std::string list = files::join(
        unsupported_, "; ", [&](const auto& row) { return row.first + " (" + some_of(row.second) + ")"; });
    throw files::ConfigError(files::printable(file_, 500) + ": " + std::to_string(count) +
                             (count == 1 ? " node is" : " nodes are") + " not supported: " + list +
                             (options_.values             ? "; none can be left out where values count"
                              : options_.skip_unsupported ? "; nothing can stand in for what they compute"
                                                          : "; --skip-unsupported leaves them out") +
                             (batch.empty() ? "" : "; one inference is " + batch));
  }

  const std::string& file_;
  const ImportOptions& options_;
  const Model& model_;
  std::vector<Node> nodes_;
  Graph graph_;
  Skipping skipping_;
  std::unordered_set<std::string> missing_;                   // names that unsupported nodes would make
  std::map<std::string, std::set<std::string>> unsupported_;  // names of nodes by what is not supported
  std::int64_t batch_ = 1;                                    // that some of them refuse
  std::int64_t elements_ = 0;                                 // that the nodes make which are not skipped
  int parts_ = 0;                                             // nodes that came of subgraphs
};

Imported import(const char* bytes, std::size_t size, const std::string& file, const ImportOptions& options) {
  Model model = parse_model(bytes, size, file, options.values);
  inline_functions(&model, file);
  std::vector<std::string> notes;
  take_parameters(&model, file, options.given);
  ImportOptions shaped = options;
  for (const ModelInput& input : model.inputs)
    if (options.given.count(input.name) > 0) shaped.input_shapes[input.name] = input.dims;
  const std::vector<ModelInput> filed = model.inputs;
  fix_inputs(&model, file, shaped, &notes);
  for (std::string& note : notes) note = files::printable(note, 400);
  Imported imported;
  try {
    imported = Import(model, file, options, stated_dims(model, filed)).run();
  } catch (const files::ConfigError& error) {
    const std::string assumed = assumed_batches(model, options);
    if (assumed.empty()) throw;
    throw files::ConfigError(std::string(error.what()) + " (" + assumed + ")");
  }
  imported.notes.insert(imported.notes.begin(), notes.begin(), notes.end());
  return imported;
}

}  // namespace

Imported parse_onnx(const std::string& bytes, const std::string& file, const ImportOptions& options) {
  return import(bytes.data(), bytes.size(), file, options);
}

namespace {

// Calls action(bytes, size) with a file's content. ConfigError if it cannot be read.
template <typename Action>
auto with_content(const std::string& path, Action action) {
  std::error_code error;
  const std::string shown = files::printable(path, 1000);
  if (!std::filesystem::is_regular_file(path, error))
    throw files::ConfigError(shown + ": is not a readable file");
  if (std::filesystem::file_size(path, error) == 0)
    throw files::ConfigError(shown + ": is empty; must be an ONNX model");
  namespace ipc = boost::interprocess;
  try {
    const ipc::file_mapping mapping(path.c_str(), ipc::read_only);
    const ipc::mapped_region region(mapping, ipc::read_only);
    return action(static_cast<const char*>(region.get_address()), region.get_size());
  } catch (const ipc::interprocess_exception&) {
    throw files::ConfigError(shown + ": is not a readable file");
  }
}

}  // namespace

Imported import_onnx(const std::string& path, const ImportOptions& options) {
  return with_content(
      path, [&](const char* bytes, std::size_t size) { return import(bytes, size, path, options); });
}

std::vector<std::string> onnx_inputs(const std::string& path) {
  return with_content(path, [&](const char* bytes, std::size_t size) {
    std::vector<std::string> names;
    for (const auto& input : parse_model(bytes, size, path).inputs) names.push_back(input.name);
    return names;
  });
}

std::vector<std::string> onnx_outputs(const std::string& path) {
  return with_content(
      path, [&](const char* bytes, std::size_t size) { return parse_model(bytes, size, path).outputs; });
}

}  // namespace apollo::workloads::importer
