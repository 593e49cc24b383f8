#pragma once
#include <string>

// What every reader promises for a file of any bytes: a ConfigError of one printable line, or a value
// whose text, read again, is written as the same text.
namespace apollo::fuzz {

// Each reads the bytes of one file; throws std::logic_error, or whatever the reader let escape, where the
// promise is broken.
void read_network(const std::string& bytes);
void read_configuration(const std::string& bytes);
void read_onnx(const std::string& bytes);
// An ONNX model that becomes a small network is compiled for a small accelerator too: the compiler's counters
// are those of the engine that runs its program, or its reason is a printable line.
void read_evaluation(const std::string& bytes);

}  // namespace apollo::fuzz
