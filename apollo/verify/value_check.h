#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "simulator/machine/accelerator.h"
#include "workloads/onnx/import.h"

// A quantized model on the chip against the outputs that others computed.
namespace apollo::verify {

// Of one output of the model. Integers must be equal; a real number must be within half a step of the
// output's quantization, and a relative 1e-5 for the rounding of the numbers themselves.
struct OutputCheck {
  std::string name;
  std::int64_t elements = 0, differing = 0;
  std::int64_t first = 0;        // in row-major order, the first that differs
  double got = 0, expected = 0;  // there
};

struct ValueCheck {
  std::string folder;
  std::vector<OutputCheck> outputs;  // at least one
  std::vector<std::string> notes;    // of the import
};

// Imports the model with its values, compiles it, runs it in functional mode on the SystemC engine, and
// compares with the test data of a folder. Values of 8 bits are those that the chip writes to DRAM; sums of
// 32 bits those that its lanes hold before they are requantised. ConfigError if the model cannot be run so,
// or the data do not fit it. For processes of one thread.
ValueCheck check_values(const std::string& model, const std::string& folder,
                        const machine::Accelerator& accelerator,
                        const workloads::importer::ImportOptions& options);

}  // namespace apollo::verify
