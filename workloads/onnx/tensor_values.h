#pragma once
#include <string>
#include <vector>

namespace onnx {
class TensorProto;
}  // namespace onnx

namespace apollo::workloads::importer {

// The elements of a tensor whose bytes, if it keeps them packed, are these. Not as many as its dimensions say
// for a type that is no ElementType, and for a damaged file.
std::vector<double> values_of(const ::onnx::TensorProto& tensor, const std::string& raw);

// The bytes that a tensor keeps packed: in the model's file, or in another one beside it. ConfigError that
// names the model if that file cannot be read, or is no path below the model's folder.
std::string raw_data_of(const ::onnx::TensorProto& tensor, const std::string& model_path);

}  // namespace apollo::workloads::importer
