// A parameter or constant is written down in two places: its member and its row.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

#include "simulator/machine/configuration.h"
#include "simulator/machine/template_constants.h"

namespace apollo::machine {
namespace {

struct Line {
  std::string place, text;  // PATH:NUMBER, from the top of the source tree
};

// Every line of C++ outside tests.
const std::vector<Line>& product_lines() {
  static const std::vector<Line> lines = [] {
    const std::filesystem::path top = APOLLO_SOURCE;
    std::vector<Line> result;
    for (const char* folder : {"files", "processes", "workloads", "simulator", "optimizers", "apollo"}) {
      for (const auto& entry : std::filesystem::recursive_directory_iterator(top / folder)) {
        const std::filesystem::path& path = entry.path();
        if (path.extension() != ".h" && path.extension() != ".cpp") continue;
        std::ifstream file(path);
        Line line;
        for (int number = 1; std::getline(file, line.text); ++number) {
          line.place = std::filesystem::relative(path, top).string() + ":" + std::to_string(number);
          if (line.text.find("//") == std::string::npos ||
              line.text.find("//") > line.text.find_first_not_of(' '))
            result.push_back(line);
        }
      }
    }
    return result;
  }();
  return lines;
}

// Of the lines that have the name and match the expression.
std::vector<std::string> places(const std::string& name, const std::string& expression) {
  const std::regex wanted(expression);
  std::vector<std::string> found;
  for (const Line& line : product_lines())
    if (line.text.find(name) != std::string::npos && std::regex_search(line.text, wanted))
      found.push_back(line.place);
  return found;
}

// The line of the only place, which is in `file`; 0 and a failure otherwise.
int only_place(const std::string& name, const std::string& expression, const std::string& file) {
  const std::vector<std::string> found = places(name, expression);
  EXPECT_EQ(found.size(), 1U) << expression << ::testing::PrintToString(found);
  if (found.size() != 1) return 0;
  EXPECT_EQ(found[0].substr(0, found[0].find(':')), file) << expression;
  return std::stoi(found[0].substr(found[0].find(':') + 1));
}

template <class Struct, std::size_t N>
void expect_two_places(const Field<Struct> (&fields)[N], const std::string& file) {
  int member_before = 0, row_before = 0;
  for (const Field<Struct>& field : fields) {
    const std::string name = field.name;
    const int member = only_place(name, "(int|std::int64_t|double) " + name + " = [^;]+;$", file);
    const int row = only_place(name, "\"" + name + "\"", file);
    EXPECT_GT(member, member_before) << name << ": the members' order is the rows'";
    EXPECT_GT(row, row_before) << name;
    member_before = member, row_before = row;
  }
}

// How many members the struct has that starts at that line of its header.
std::size_t members(const std::string& first_line) {
  const std::regex member("^  (int|std::int64_t|double) \\w+ = [^;]+;$");
  std::size_t count = 0;
  bool inside = false;
  for (const Line& line : product_lines()) {
    if (line.text == first_line) inside = true;
    if (line.text == "};") inside = false;
    count += inside && std::regex_search(line.text, member);
  }
  return count;
}

TEST(Places, AParameterIsAMemberAndARow) {
  expect_two_places(kParameters, "simulator/machine/configuration.h");
}

TEST(Places, AConstantIsAMemberAndARow) {
  expect_two_places(kConstants, "simulator/machine/template_constants.h");
}

TEST(Places, EveryMemberHasItsRow) {
  EXPECT_EQ(members("struct Configuration {"), std::size(kParameters));
  EXPECT_EQ(members("struct TemplateConstants {"), std::size(kConstants));
}

}  // namespace
}  // namespace apollo::machine
