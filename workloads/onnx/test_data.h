#pragma once
#include <map>
#include <string>
#include <vector>

#include "workloads/onnx/model.h"

// Test data as the ONNX project keeps it: a folder of tensors input_0.pb, input_1.pb, ... and output_0.pb,
// ...
namespace apollo::workloads::importer {

struct TestData {
  std::map<std::string, Constant> inputs, outputs;  // by the model's names
};

// The folder itself if it has outputs, otherwise those directly in it that have, in the order of their names.
// ConfigError if there are none.
std::vector<std::string> test_data_folders(const std::string& folder);

// Each tensor is that of the model's input or output of its name; without such a name, of the one with its
// file's number. ConfigError if a file is no tensor of known values, or belongs to no input or output.
TestData read_test_data(const std::string& folder, const std::vector<std::string>& inputs,
                        const std::vector<std::string>& outputs);

}  // namespace apollo::workloads::importer
