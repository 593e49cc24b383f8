#include "apollo/cli/given_designs.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <iterator>

#include "files/config_error.h"
#include "files/json_file.h"

namespace apollo::cli {
namespace {

constexpr char kStandardInput[] = "-";
constexpr std::size_t kLongestName = 200;

std::string name_of(const std::string& file) {
  return files::printable(std::filesystem::path(file).stem().string(), kLongestName);
}

GivenDesign given_design(const std::string& file, const designs::Scoring& scoring) {
  if (file != kStandardInput) return {name_of(file), designs::read_design(file, scoring)};
  const std::string name = "standard input";
  const std::string text(std::istreambuf_iterator<char>(std::cin), {});
  return {kStandardInput, designs::parse_design(text, name, scoring)};
}

}  // namespace

std::vector<GivenDesign> read_designs(const std::vector<std::string>& files,
                                      const designs::Scoring& scoring) {
  std::vector<GivenDesign> designs;
  for (const std::string& file : files) {
    if (std::count(files.begin(), files.end(), file) > 1)
      throw files::ConfigError(files::printable(file, kLongestName) +
                               ": is given twice; must be different from the others");
    designs.push_back(given_design(file, scoring));
    const auto is_alike = [&](const std::string& other) { return name_of(other) == name_of(file); };
    if (std::count_if(files.begin(), files.end(), is_alike) > 1)
      designs.back().name = files::printable(file, kLongestName);
  }
  return designs;
}

}  // namespace apollo::cli
