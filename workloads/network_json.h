#pragma once
#include <string>

#include "workloads/network.h"

namespace apollo::workloads {

// Network files are JSON:
//   {"name": ..., "source": ..., "activation_bits"?: 8 or 16, "weight_bits"?: 4, 8 or 16,
//    "inputs": [{"name": ..., "shape": [height, width, channels], "bits"?: ..., "scale"?: ...,
//      "zero_point"?: ...}, ...],
//    "layers": [{"name": ..., "type": ..., "inputs": [tensor, ...], "output"?: tensor, ...}, ...],
//    "outputs": [tensor, ...]}
// A layer's output tensor has the layer's name unless "output" (or "outputs", for an lstm with its last c)
// says otherwise. The other keys of a layer are Layer's fields that its type uses, by their names there, all
// optional but "channels"; quantizations are "output_bits", "output_scale", "output_zero_point", and likewise
// "gate_..." and "state_...". The last c has the state's quantization. Bits that are absent are the network's
// "activation_bits" and "weight_bits", and those 8; absent scales cover the same range in 8 and 16 bits.
// Layers may be in any order. The result is validated. Throws ConfigError.
Network read_network(const std::string& path);
Network parse_network(const std::string& text, const std::string& file);

// The file's text for a validated network, one layer per line, without keys at their defaults:
// parse_network(to_json_text(n), ...) gives n again.
std::string to_json_text(const Network& network);

}  // namespace apollo::workloads
