#include "apollo/prove/certificate.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iterator>
#include <sstream>
#include <tuple>

#include "apollo/study/space_json.h"
#include "files/config_error.h"
#include "files/fnv.h"
#include "files/json_object.h"
#include "simulator/machine/configuration.h"

namespace apollo::prove {

using files::JsonObject;
using nlohmann::json;
using nlohmann::ordered_json;
using optimizers::SearchSpace;

namespace {

struct CountName {
  const char* key;
  std::uint64_t Counts::*count;
};
constexpr CountName kCounts[] = {
    {"area", &Counts::area},           {"conditions", &Counts::conditions}, {"memory", &Counts::memory},
    {"evaluated", &Counts::evaluated}, {"partial", &Counts::partial},       {"bound", &Counts::bound},
    {"open", &Counts::open},
};

constexpr double kLargest = 1e300;
constexpr std::int64_t kMostCycles = std::int64_t{1} << 62;
const std::vector<std::string>& kind_names() {
  static const std::vector<std::string> names = {"evaluated", "partial", "bound"};
  return names;
}

Counts parse_counts(JsonObject object) {
  Counts counts;
  for (const CountName& name : kCounts)
    counts.*name.count =
        static_cast<std::uint64_t>(object.integer(name.key, 0, static_cast<std::int64_t>(kMostPoints)));
  object.reject_unknown_keys();
  return counts;
}

std::string hex(std::uint64_t number) {
  std::ostringstream out;
  out << std::hex << std::setw(16) << std::setfill('0') << number;
  return out.str();
}

ordered_json to_json(const GroupRecord& group, const SearchSpace& space) {
  ordered_json result = {{"group", study::configuration_of(space, group.first)},
                         {"points", to_json(group.counts)}};
  if (group.highest) result["highest"] = to_json(*group.highest, space);
  return result;
}

// The file's lines, and where each is.
struct Lines {
  explicit Lines(const std::string& file) : path(file) {
    std::error_code error;
    if (std::filesystem::is_directory(path, error))
      throw files::ConfigError(files::printable(path, 1000) +
                               ": is a folder; must be the certificate.jsonl of one");
    std::ifstream in(path, std::ios::binary);
    if (!in) throw files::ConfigError(files::printable(path, 1000) + ": cannot be read");
    for (std::string line; std::getline(in, line);) list.push_back(std::move(line));
    if (list.size() < 3) throw files::ConfigError(files::printable(path, 1000) + ": is no certificate");
  }
  std::string where(std::size_t line) const {
    return files::printable(path, 1000) + ":" + std::to_string(line + 1);
  }
  json parse(std::size_t line) const { return files::parse_json(list[line], where(line)); }

  std::string path;
  std::vector<std::string> list;
};

// The last line, of all before it.
std::string checksum_line(const std::string& text, std::size_t lines) {
  return ordered_json{{"lines", lines}, {"checksum", hex(files::fnv1a(text))}}.dump() + "\n";
}

void check_sum(const Lines& lines) {
  std::string text;
  for (std::size_t i = 0; i + 1 < lines.list.size(); ++i) text += lines.list[i] + "\n";
  if (lines.list.back() + "\n" != checksum_line(text, lines.list.size() - 1))
    throw files::ConfigError(
        lines.where(lines.list.size() - 1) + ": the checksum is " + files::printable(lines.list.back(), 80) +
        "; must be that of the lines before it: the certificate has been altered or cut");
}

}  // namespace

bool differs_in_group(const optimizers::Parameter& parameter) {
  if (parameter.kind != optimizers::Parameter::Kind::ordinal) return false;
  const auto of_array = [](const machine::Configuration& c) {
    return std::tie(c.pes_x, c.pes_y, c.cores_per_pe, c.compute_lanes);
  };
  const machine::Configuration some;
  return std::any_of(std::begin(machine::kParameters), std::end(machine::kParameters), [&](const auto& row) {
    machine::Configuration other = some;
    row.set(&other, 2 * row.get(some));
    return parameter.name == row.name && of_array(other) == of_array(some);
  });
}

Counts& Counts::operator+=(const Counts& o) {
  for (const CountName& name : kCounts) this->*name.count += o.*name.count;
  return *this;
}

bool Counts::operator==(const Counts& o) const {
  for (const CountName& name : kCounts)
    if (this->*name.count != o.*name.count) return false;
  return true;
}

ordered_json to_json(const Counts& counts) {
  ordered_json result;
  for (const CountName& name : kCounts) result[name.key] = counts.*name.count;
  return result;
}

ordered_json to_json(const PointRecord& record, const SearchSpace& space) {
  ordered_json result = {{"point", study::configuration_of(space, record.point)},
                         {"by", kind_names()[static_cast<std::size_t>(record.kind)]},
                         {record.kind == PointRecord::Kind::evaluated ? "reward" : "most", record.reward},
                         {"area_mm2", record.area_mm2},
                         {"cycles", record.cycles}};
  if (!record.reason.empty()) result["reason"] = record.reason;
  if (record.kind == PointRecord::Kind::partial) result["known"] = record.known;
  return result;
}

PointRecord parse_point_record(const json& value, const SearchSpace& space, const std::string& where) {
  JsonObject object(value, where);
  PointRecord record;
  record.point = point_of(space, object.value("point"), where);
  const std::string kind = object.choice("by", kind_names());
  while (kind != kind_names()[static_cast<std::size_t>(record.kind)])
    record.kind = static_cast<PointRecord::Kind>(static_cast<int>(record.kind) + 1);
  record.reward = object.number(record.kind == PointRecord::Kind::evaluated ? "reward" : "most", 0, kLargest);
  record.area_mm2 = object.number("area_mm2", 0, kLargest);
  record.cycles = object.integers("cycles", 0, kMostCycles);
  record.reason = object.text("reason", "");
  if (record.kind == PointRecord::Kind::partial)
    record.known =
        static_cast<int>(object.integer("known", 1, static_cast<std::int64_t>(record.cycles.size())));
  object.reject_unknown_keys("a point");
  return record;
}

std::string to_text(const Certificate& certificate) {
  const SearchSpace& space = certificate.question.study.space;
  std::string text;
  std::size_t lines = 0;
  const auto add = [&](const ordered_json& line) {
    text += line.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
    ++lines;
  };
  add({{"question", to_json(certificate.question)}});
  for (const GroupRecord& group : certificate.groups) add(to_json(group, space));
  for (const PointRecord& record : certificate.points) add(to_json(record, space));
  ordered_json best;  // null if there is none
  if (certificate.best) best = study::configuration_of(space, certificate.points[*certificate.best].point);
  add({{"answer",
        {{"best", best},
         {"reward", certificate.best_reward()},
         {"most", certificate.most},
         {"proved", certificate.proved()},
         {"points", to_json(certificate.counts)}}}});
  return text + checksum_line(text, lines);
}

namespace {

void read_answer(JsonObject root, const std::string& where, Certificate& certificate) {
  JsonObject answer = root.object("answer");
  const SearchSpace& space = certificate.question.study.space;
  const json& best = answer.value("best");
  if (!best.is_null()) {
    const optimizers::Point point = point_of(space, best, where);
    for (std::size_t i = 0; i < certificate.points.size() && !certificate.best; ++i)
      if (certificate.points[i].point == point) certificate.best = i;
    if (!certificate.best) answer.fail("best", "one of the points that were evaluated");
  }
  certificate.most = answer.number("most", 0, kLargest);
  certificate.counts = parse_counts(answer.object("points"));
  if (answer.number("reward", 0, kLargest) != certificate.best_reward())
    answer.fail("reward", "that of the best point");
  if (answer.boolean("proved") != certificate.proved())
    answer.fail("proved", "whether most is within the slack of the reward");
  answer.reject_unknown_keys("an answer");
  root.reject_unknown_keys("the line of the answer");
}

}  // namespace

Certificate read_certificate(const std::string& path) {
  const Lines lines(path);
  check_sum(lines);
  const json first = lines.parse(0);
  JsonObject head(first, lines.where(0));
  Certificate certificate{parse_question(head.value("question"), lines.where(0)), {}, {}, {}, {}, 0};
  head.reject_unknown_keys("the first line");
  const SearchSpace& space = certificate.question.study.space;
  const std::size_t last = lines.list.size() - 2;
  for (std::size_t i = 1; i < last; ++i) {
    const json line = lines.parse(i);
    JsonObject object(line, lines.where(i));
    if (!object.has("group")) {
      certificate.points.push_back(parse_point_record(line, space, lines.where(i)));
      continue;
    }
    GroupRecord group{point_of(space, object.value("group"), lines.where(i)),
                      parse_counts(object.object("points")), std::nullopt};
    if (object.has("highest"))
      group.highest = parse_point_record(object.value("highest"), space, lines.where(i));
    object.reject_unknown_keys("a group");
    certificate.groups.push_back(std::move(group));
  }
  const json answer = lines.parse(last);
  read_answer(JsonObject(answer, lines.where(last)), lines.where(last), certificate);
  return certificate;
}

}  // namespace apollo::prove
