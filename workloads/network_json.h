#pragma once
#include <string>

#include "workloads/network.h"

namespace apollo::workloads {

// Network files are JSON:
//   {"name": ..., "source": ...,
//    "inputs": [{"name": ..., "shape": [height, width, channels], "scale"?: ..., "zero_point"?: ...}, ...],
//    "layers": [{"name": ..., "type": ..., "inputs": [tensor, ...], "output"?: tensor, ...}, ...],
//    "outputs": [tensor, ...]}
// A layer's output tensor has the layer's name unless "output" (or "outputs", for an lstm with its last c)
// says otherwise. The other keys of a layer are Layer's fields that its type uses, by their names there, all
// optional but "channels"; quantizations are "output_scale", "output_zero_point", "gate_scale",
// "gate_zero_point", "state_scale" and "state_zero_point". The last c has the state's quantization. Layers
// may be in any order. The result is validated. Throws ConfigError.
Network read_network(const std::string& path);
Network parse_network(const std::string& text, const std::string& file);

// The file's text for a validated network, one layer per line, without keys at their defaults:
// parse_network(to_json_text(n), ...) gives n again.
std::string to_json_text(const Network& network);

}  // namespace apollo::workloads
