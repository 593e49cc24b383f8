#include "apollo/cli/value_check.h"

#include <spdlog/logger.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "apollo/cli/log.h"
#include "apollo/designs/number_text.h"
#include "apollo/designs/scoring.h"
#include "apollo/verify/value_check.h"
#include "files/json_file.h"
#include "workloads/onnx/test_data.h"

namespace apollo::cli {
namespace {

using apollo::verify::OutputCheck;
using apollo::verify::ValueCheck;

std::string line_of(const OutputCheck& output) {
  const std::string start =
      files::printable(output.name, 100) + ": " + std::to_string(output.elements) + " elements, ";
  if (output.differing == 0) return start + "equal";
  return start + std::to_string(output.differing) + " differ, the first at " + std::to_string(output.first) +
         ": got " + designs::plain(output.got) + ", expected " + designs::plain(output.expected);
}

nlohmann::ordered_json to_json(const OutputCheck& output) {
  nlohmann::ordered_json json = {
      {"name", output.name}, {"elements", output.elements}, {"differing", output.differing}};
  if (output.differing > 0)
    json["first"] = {{"index", output.first}, {"got", output.got}, {"expected", output.expected}};
  return json;
}

void write(const std::vector<ValueCheck>& checks, bool json, std::ostream& out) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const ValueCheck& check : checks) {
    if (!json && checks.size() > 1) out << files::printable(check.folder, 1000) << "\n";
    nlohmann::ordered_json outputs = nlohmann::ordered_json::array();
    for (const OutputCheck& output : check.outputs) {
      if (!json) out << line_of(output) << "\n";
      outputs.push_back(to_json(output));
    }
    list.push_back({{"folder", check.folder}, {"outputs", outputs}});
  }
  if (json) out << nlohmann::ordered_json{{"checks", list}}.dump(2) << "\n";
}

}  // namespace

int check_values(const std::string& model, const apollo::workloads::importer::ImportOptions& import,
                 const ValueCheckOptions& options, std::ostream& out) {
  designs::Scoring scoring;
  if (!options.template_file.empty()) designs::choose_template(options.template_file, scoring);
  if (!options.accelerator.empty()) designs::choose_baseline(options.accelerator, scoring);
  const machine::Accelerator& accelerator = scoring.baseline;
  std::vector<ValueCheck> checks;
  for (const std::string& folder : apollo::workloads::importer::test_data_folders(options.folder))
    checks.push_back(apollo::verify::check_values(model, folder, accelerator, import));
  for (const std::string& note : checks.front().notes) log().info("note: " + note);
  write(checks, options.json, out);
  const auto equal = [](const OutputCheck& output) { return output.differing == 0; };
  const bool passed = std::all_of(checks.begin(), checks.end(), [&](const ValueCheck& check) {
    return std::all_of(check.outputs.begin(), check.outputs.end(), equal);
  });
  return passed ? 0 : 1;
}

}  // namespace apollo::cli
