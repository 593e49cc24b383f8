#include <nlohmann/json.hpp>

#include "files/json_object.h"
#include "simulator/machine/accelerator.h"
#include "simulator/machine/field_json.h"

namespace apollo::machine {

namespace {

using files::JsonObject;

TemplateConstants read_constants(JsonObject& root, const TemplateConstants& base) {
  const TemplateConstants beside = read_fields(root, kConstants, &base);
  if (!root.has("constants")) return beside;
  JsonObject group = root.object("constants");
  for (const auto& field : kConstants)
    if (root.has(field.name) && group.has(field.name)) group.fail(field.name, "given once");
  const TemplateConstants constants = read_fields(group, kConstants, &beside);
  group.reject_unknown_keys("the template constants");
  return constants;
}

}  // namespace

Accelerator with_values(const Accelerator& accelerator, const nlohmann::json& values,
                        const std::string& file) {
  JsonObject root(values, file);
  Accelerator result;
  result.configuration = read_fields(root, kParameters, &accelerator.configuration);
  result.constants = read_constants(root, accelerator.constants);
  root.reject_unknown_keys("a configuration");
  return result;
}

Accelerator parse_accelerator(const std::string& json_text, const std::string& file) {
  return with_values({}, files::parse_json(json_text, file), file);
}

Accelerator read_accelerator(const std::string& path) {
  return parse_accelerator(files::read_text_file(path), path);
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
