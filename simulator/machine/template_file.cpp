#include "simulator/machine/template_file.h"

#include <algorithm>

#include "embedded/template_files.h"
#include "files/builtin_file.h"
#include "simulator/machine/field_json.h"

namespace apollo::machine {
namespace {

// Ports of memories, each of one bank or several whole ones.
constexpr int TemplateConstants::*kPorts[] = {
    &TemplateConstants::instruction_entry_bytes, &TemplateConstants::parameter_entry_bytes,
    &TemplateConstants::activation_entry_bytes, &TemplateConstants::pe_memory_read_bytes,
    &TemplateConstants::pe_memory_write_bytes};

bool is_port(const Field<TemplateConstants>& field) {
  const auto* member = std::get_if<int TemplateConstants::*>(&field.member);
  return member && std::find(std::begin(kPorts), std::end(kPorts), *member) != std::end(kPorts);
}

std::map<std::string, std::string> builtin_templates() {
  std::map<std::string, std::string> all = embedded::template_files();
  all.emplace(TemplateFile().name, to_json(TemplateFile()).dump());
  return all;
}

}  // namespace

TemplateFile parse_template_file(const std::string& json_text, const std::string& file) {
  const nlohmann::json json = files::parse_json(json_text, file);
  files::JsonObject root(json, file);
  TemplateFile result;
  result.name = root.text("name");
  files::JsonObject constants = root.object("constants");
  result.constants = read_fields<TemplateConstants>(constants, kConstants, nullptr);
  const int bank = result.constants.memory_bank_bytes;
  for (const auto& field : kConstants) {
    const auto bytes = static_cast<int>(field.get(result.constants));
    if (is_port(field) && bytes > bank && bytes % bank != 0)
      constants.fail(field.name,
                     "up to memory_bank_bytes, " + std::to_string(bank) + ", or a multiple of it");
  }
  constants.reject_unknown_keys("the template constants");
  root.reject_unknown_keys("a template");
  return result;
}

TemplateFile template_file(const std::string& name_or_path) {
  const files::NamedText found = files::builtin_or_read("template", name_or_path, builtin_templates());
  return parse_template_file(found.text, found.file);
}

nlohmann::ordered_json to_json(const TemplateFile& file) {
  nlohmann::ordered_json json, constants;
  for (const auto& field : kConstants) constants[field.name] = value(field, file.constants);
  json["name"] = file.name;
  json["constants"] = std::move(constants);
  return json;
}

std::vector<std::string> template_names() {
  std::vector<std::string> names;
  for (const auto& file : builtin_templates()) names.push_back(file.first);
  return names;
}

}  // namespace apollo::machine
