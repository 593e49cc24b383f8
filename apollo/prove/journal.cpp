#include "apollo/prove/journal.h"

#include <filesystem>

#include "files/config_error.h"

namespace apollo::prove {

Journal::Journal(const std::string& path, const optimizers::SearchSpace& space) : path_(path), space_(space) {
  std::error_code error;
  std::uintmax_t whole = 0;  // bytes of lines that were written to their end
  if (std::filesystem::exists(path, error)) {
    std::ifstream in(path, std::ios::binary);
    std::size_t number = 0;
    for (std::string line; std::getline(in, line) && !in.eof();) {
      const std::string where = files::printable(path, 1000) + ":" + std::to_string(++number);
      PointRecord record = parse_point_record(files::parse_json(line, where), space, where);
      records_.insert_or_assign(record.point, std::move(record));
      whole += line.size() + 1;
    }
    std::filesystem::resize_file(path, whole, error);
  }
  out_.open(path, std::ios::binary | std::ios::app);
  if (!out_ || error) throw files::ConfigError(files::printable(path, 1000) + ": cannot be written");
}

const PointRecord* Journal::find(const optimizers::Point& point) const {
  const std::lock_guard<std::mutex> guard(mutex_);
  const auto found = records_.find(point);
  return found == records_.end() ? nullptr : &found->second;
}

void Journal::append(const PointRecord& record) {
  const std::string line = to_json(record, space_).dump() + "\n";
  const std::lock_guard<std::mutex> guard(mutex_);
  if (!(out_ << line << std::flush))
    throw files::ConfigError(files::printable(path_, 1000) + ": cannot be written");
  records_.insert_or_assign(record.point, record);
}

}  // namespace apollo::prove
