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

}  // namespace apollo::fuzz
