// A model of 100 MB, as a file with its weights in it: the time to import it, and how much more memory the
// process takes at its peak.
#include <onnx/onnx_pb.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "workloads/onnx/import.h"

namespace {

constexpr int kLayers = 100;
constexpr std::int64_t kChannels = 512;  // 512 x 512 float weights a layer: 1 MB

void write_model(const std::string& path) {
  onnx::ModelProto model;
  model.set_ir_version(8);
  model.add_opset_import()->set_version(13);
  onnx::GraphProto& graph = *model.mutable_graph();
  onnx::ValueInfoProto& input = *graph.add_input();
  input.set_name("x");
  for (const std::int64_t dim : {std::int64_t{1}, kChannels, std::int64_t{14}, std::int64_t{14}})
    input.mutable_type()->mutable_tensor_type()->mutable_shape()->add_dim()->set_dim_value(dim);
  std::string last = "x";
  for (int i = 0; i < kLayers; ++i) {
    onnx::TensorProto& weights = *graph.add_initializer();
    weights.set_name("w" + std::to_string(i));
    weights.set_data_type(onnx::TensorProto::FLOAT);
    for (const std::int64_t dim : {kChannels, kChannels, std::int64_t{1}, std::int64_t{1}})
      weights.add_dims(dim);
    weights.set_raw_data(std::string(kChannels * kChannels * sizeof(float), '\x11'));
    onnx::NodeProto& node = *graph.add_node();
    node.set_op_type("Conv");
    node.add_input(last);
    node.add_input(weights.name());
    node.add_output(last = "y" + std::to_string(i));
  }
  graph.add_output()->set_name(last);
  std::ofstream file(path, std::ios::binary);
  model.SerializeToOstream(&file);
}

// Of the process so far, in MB. A child's own begins with what its parent has.
double peak_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

int measure(const std::string& path) {
  const double before = peak_mb();
  const auto start = std::chrono::steady_clock::now();
  const auto imported = apollo::workloads::importer::import_onnx(path);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::printf("%zu layers of %.0f MB: %.3f s, %.1f MB more memory at its peak\n",
              imported.network.layers.size(), static_cast<double>(std::filesystem::file_size(path)) / 1e6,
              seconds.count(), peak_mb() - before);
  return 0;
}

}  // namespace

// Without an argument it writes the model, and runs itself anew to measure: writing has its own peak.
int main(int count, char** arguments) {
  if (count > 1) return measure(arguments[1]);
  const std::string path =
      (std::filesystem::temp_directory_path() / ("apollo_import_" + std::to_string(::getpid()) + ".onnx"))
          .string();
  write_model(path);
  const std::string command = "'" + std::string(arguments[0]) + "' '" + path + "'";
  const int status = std::system(command.c_str());
  std::filesystem::remove(path);
  return status == 0 ? 0 : 1;
}
