#include "apollo/cli/front_text.h"

#include <algorithm>

#include "apollo/cli/text_table.h"
#include "apollo/designs/number_text.h"
#include "files/join.h"

namespace apollo::cli {
namespace {

using nlohmann::ordered_json;
using Member = optimizers::ParetoFront::Member;

constexpr std::size_t kMostMembers = 12;

}  // namespace

std::string front_text(const study::Front& front) {
  std::vector<Member> members = front.members();
  if (members.empty()) return "front: no design\n";
  std::stable_sort(members.begin(), members.end(),
                   [](const Member& a, const Member& b) { return a.values[0] > b.values[0]; });
  std::vector<TextTable::Column> columns = {{"trial"}};
  for (const std::string& objective : front.objectives()) columns.push_back({objective});
  TextTable table(columns);
  const std::size_t shown = std::min(kMostMembers, members.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const Member& member = members[shown == 1 ? 0 : i * (members.size() - 1) / (shown - 1)];
    std::vector<std::string> cells = {std::to_string(member.number)};
    for (const double value : member.values) cells.push_back(designs::significant(value));
    table.row(cells);
  }
  std::string text = "front: " + std::to_string(members.size()) +
                     (members.size() == 1 ? " design" : " designs") + ", hypervolume " +
                     designs::significant(front.hypervolume()) + " above " +
                     files::join(front.reference(), ", ", designs::plain) + "; rewards:\n" + table.text(2);
  if (members.size() > shown) text += "  and " + std::to_string(members.size() - shown) + " between them\n";
  return text;
}

ordered_json front_json(const study::Front& front) {
  ordered_json designs = ordered_json::array();
  for (const Member& member : front.members()) {
    ordered_json rewards;
    for (std::size_t k = 0; k < member.values.size(); ++k) rewards[front.objectives()[k]] = member.values[k];
    designs.push_back({{"trial", member.number}, {"rewards", rewards}});
  }
  return {{"objectives", front.objectives()},
          {"reference", front.reference()},
          {"hypervolume", front.hypervolume()},
          {"designs", designs}};
}

}  // namespace apollo::cli
