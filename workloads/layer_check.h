#pragma once
#include <string>

#include "workloads/network.h"

namespace apollo::workloads {

// Throws ConfigError "FILE: layer NAME (TYPE): MESSAGE".
[[noreturn]] void layer_error(const std::string& file, const Layer& layer, const std::string& message);

// Checks what can be told without the input tensors' shapes: the number of tensors, the range of each field
// that the layer's type uses, and that the other fields keep their defaults. Throws ConfigError.
void check_fields(const Layer& layer, const std::string& file);

// The same for a quantization; `what` names it in the error.
void check_quantization(Quantization q, const std::string& what);

}  // namespace apollo::workloads
