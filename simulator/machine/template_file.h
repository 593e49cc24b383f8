#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "simulator/machine/template_constants.h"

namespace apollo::machine {

// Template constants under a name: what designs have unless their own files say otherwise. A file is {"name":
// text, "constants": {constant: number}} with every constant and nothing else.
struct TemplateFile {
  std::string name = "default";
  TemplateConstants constants;
};

// The template with a built-in name or, if the argument holds a '/' or ends in ".json", from that file.
// ConfigError if there is none, a constant is missing, unknown or out of range, or a port wider than
// memory_bank_bytes is no whole number of banks.
TemplateFile template_file(const std::string& name_or_path);
TemplateFile parse_template_file(const std::string& json_text, const std::string& file);

// What the file of it holds.
nlohmann::ordered_json to_json(const TemplateFile& file);

// "default", and those of configs/templates/.
std::vector<std::string> template_names();

}  // namespace apollo::machine
