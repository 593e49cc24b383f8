#include "workloads/onnx/test_data.h"

#include <google/protobuf/stubs/logging.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "files/config_error.h"
#include "files/json_file.h"
#include "workloads/onnx/tensor_values.h"

namespace apollo::workloads::importer {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const std::string& message) {
  throw files::ConfigError(files::printable(path.string(), 1000) + ": " + message);
}

fs::path tensor_path(const fs::path& folder, const std::string& kind, std::size_t index) {
  return folder / (kind + "_" + std::to_string(index) + ".pb");
}

bool is_data_set(const fs::path& folder) {
  std::error_code error;
  return fs::is_regular_file(tensor_path(folder, "output", 0), error);
}

std::pair<std::string, Constant> read_tensor(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  const google::protobuf::LogSilencer silent;
  ::onnx::TensorProto tensor;
  if (!file || !tensor.ParseFromIstream(&file)) fail(path, "is no ONNX tensor, or damaged");
  Constant constant;
  std::int64_t elements = 1;
  for (const std::int64_t dim : tensor.dims()) {
    if (dim < 0 || dim > kMostElements || (dim > 0 && elements > kMostElements / dim))
      fail(path, "is too large, or has a negative dimension");
    elements *= dim;
    constant.dims.push_back(dim);
  }
  if (constant.dims.size() > kMostDims) fail(path, "has too many dimensions");
  constant.type = tensor.data_type();
  constant.integral = constant.type != kFloat && constant.type != kFloat16 && constant.type != kDouble &&
                      constant.type != kBfloat16;
  constant.values = values_of(tensor, raw_data_of(tensor, path.string()));
  if (constant.values->empty() && elements > 0)
    fail(path, "has no values, or of ONNX's type " + std::to_string(constant.type) +
                   "; must be of integers of 8 bits or more, or of real numbers of 16 bits or more");
  if (static_cast<std::int64_t>(constant.values->size()) != elements)
    fail(path, "has " + std::to_string(constant.values->size()) + " known values; must have " +
                   std::to_string(elements) + ", as its dimensions say");
  return {tensor.name(), std::move(constant)};
}

std::map<std::string, Constant> read_tensors(const fs::path& folder, const std::string& kind,
                                             const std::vector<std::string>& names) {
  std::map<std::string, Constant> tensors;
  for (std::size_t i = 0;; ++i) {
    const fs::path path = tensor_path(folder, kind, i);
    std::error_code error;
    if (!fs::exists(path, error)) return tensors;
    auto [name, tensor] = read_tensor(path);
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      if (i >= names.size())
        fail(path, "is for none of the model's " + std::to_string(names.size()) + " " + kind + "s");
      name = names[i];
    }
    if (!tensors.emplace(name, std::move(tensor)).second)
      fail(path, "is a second tensor for the " + kind + " " + files::printable(name, 100));
  }
}

}  // namespace

std::vector<std::string> test_data_folders(const std::string& folder) {
  if (is_data_set(folder)) return {folder};
  std::vector<std::string> result;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (is_data_set(entry.path())) result.push_back(entry.path().string());
  if (result.empty()) fail(folder, "has no output_0.pb, nor a folder with one; must be ONNX test data");
  std::sort(result.begin(), result.end());
  return result;
}

TestData read_test_data(const std::string& folder, const std::vector<std::string>& inputs,
                        const std::vector<std::string>& outputs) {
  return {read_tensors(folder, "input", inputs), read_tensors(folder, "output", outputs)};
}

}  // namespace apollo::workloads::importer
