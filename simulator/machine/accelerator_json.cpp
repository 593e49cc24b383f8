#include <nlohmann/json.hpp>
#include <optional>

#include "files/json_object.h"
#include "simulator/machine/accelerator.h"
#include "simulator/machine/field_json.h"

namespace apollo::machine {

namespace {

using files::JsonObject;

// `base` has what the file leaves out; without one only constants may be left out. `defaults`: the constants
// that are overridden.
Accelerator read_root(JsonObject root, const Accelerator* base, const TemplateConstants& defaults) {
  Accelerator a;
  a.configuration = read_fields(root, kParameters, base ? &base->configuration : nullptr);
  a.constants = base ? base->constants : defaults;
  if (root.has("constants")) {
    JsonObject constants = root.object("constants");
    a.constants = read_fields(constants, kConstants, &defaults);
    constants.reject_unknown_keys("the template constants");
  }
  root.reject_unknown_keys("a configuration");
  return a;
}

}  // namespace

Accelerator parse_accelerator(const std::string& json_text, const std::string& file,
                              const TemplateConstants& defaults) {
  const nlohmann::json json = files::parse_json(json_text, file);
  return read_root(JsonObject(json, file), nullptr, defaults);
}

Accelerator read_accelerator(const std::string& path, const TemplateConstants& defaults) {
  return parse_accelerator(files::read_text_file(path), path, defaults);
}

Accelerator with_values(const Accelerator& accelerator, const nlohmann::json& values, const std::string& file,
                        const TemplateConstants& defaults) {
  return read_root(JsonObject(values, file), &accelerator, defaults);
}

std::string to_json_text(const Accelerator& a) {
  nlohmann::ordered_json json, constants;
  for (const auto& field : kParameters) json[field.name] = value(field, a.configuration);
  for (const auto& field : kConstants)
    if (field.get(a.constants) != field.default_value()) constants[field.name] = value(field, a.constants);
  if (!constants.empty()) json["constants"] = constants;
  return json.dump(2) + "\n";
}

}  // namespace apollo::machine
