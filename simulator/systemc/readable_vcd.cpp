#include "simulator/systemc/readable_vcd.h"

#include <algorithm>
#include <istream>
#include <ostream>
#include <sstream>

namespace apollo::systemc {
namespace {

using Texts = std::map<std::string, std::vector<std::string>>;

constexpr std::int64_t kPicosecondsTimesMhz = 1'000'000;  // a cycle at 1 MHz

class Copy {
 public:
  Copy(std::ostream& out, int clock_mhz, const Texts& texts) : out_(out), mhz_(clock_mhz), texts_(texts) {}

  void line(const std::string& line) {
    if (in_timescale_ || line.rfind("$timescale", 0) == 0) return timescale(line);
    if (line.rfind("$var", 0) == 0) return variable(line);
    if (line[0] == '#') {
      out_ << '#' << time_of(std::stoll(line.substr(1))) << '\n';
      return;
    }
    if (line[0] == 'b' && value(line)) return;
    out_ << line << '\n';
  }

 private:
  std::int64_t time_of(std::int64_t cycle) const { return (cycle * kPicosecondsTimesMhz + mhz_ / 2) / mhz_; }

  // It may have several lines.
  void timescale(const std::string& line) {
    in_timescale_ = line.find("$end") == std::string::npos;
    if (!in_timescale_) out_ << "$timescale 1 ps $end\n";
  }

  // $var wire 32 ID NAME [31:0] $end
  void variable(const std::string& line) {
    std::istringstream words(line);
    std::string var, kind, width, id, name;
    words >> var >> kind >> width >> id >> name;
    const auto found = texts_.find(name);
    if (found == texts_.end()) {
      out_ << line << '\n';
      return;
    }
    texts_of_[id] = &found->second;
    out_ << "$var string 1 " << id << ' ' << name << " $end\n";
  }

  // bDIGITS ID: whether it is of a signal with texts.
  bool value(const std::string& line) {
    const std::size_t space = line.find(' ');
    if (space == std::string::npos) return false;
    const auto found = texts_of_.find(line.substr(space + 1));
    if (found == texts_of_.end()) return false;
    const std::string digits = line.substr(1, space - 1);
    const bool is_number = digits.find_first_not_of("01") == std::string::npos;
    const std::size_t number = is_number ? std::stoull(digits, nullptr, 2) : found->second->size();
    std::string text = number < found->second->size() ? (*found->second)[number] : digits;
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c <= ' '; }, '_');
    out_ << 's' << text << ' ' << found->first << '\n';
    return true;
  }

  std::ostream& out_;
  const std::int64_t mhz_;
  const Texts& texts_;
  std::map<std::string, const std::vector<std::string>*> texts_of_;  // by the id in the file
  bool in_timescale_ = false;
};

}  // namespace

void make_readable(std::istream& cycles, std::ostream& readable, int clock_mhz, const Texts& texts) {
  Copy copy(readable, clock_mhz, texts);
  for (std::string line; std::getline(cycles, line);) copy.line(line);
}

}  // namespace apollo::systemc
