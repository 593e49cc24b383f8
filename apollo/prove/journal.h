#pragma once
#include <fstream>
#include <map>
#include <mutex>
#include <string>

#include "apollo/prove/certificate.h"

namespace apollo::prove {

// The points that a proof has evaluated, each a line of a file as soon as it is known, so that a proof that
// was broken off at any moment goes on with them. Thread-safe but for its construction.
class Journal {
 public:
  // Of the file, or a new one. A last line that was not written to its end is cut off. ConfigError if the
  // file cannot be written, or another line is none of the space's.
  Journal(const std::string& path, const optimizers::SearchSpace& space);

  // Null if the point is not there. Stays valid.
  const PointRecord* find(const optimizers::Point& point) const;
  // Of a point that is there already, its last record counts. ConfigError if the disk is full or the like.
  void append(const PointRecord& record);

 private:
  std::string path_;
  const optimizers::SearchSpace& space_;
  std::map<optimizers::Point, PointRecord> records_;
  std::ofstream out_;
  mutable std::mutex mutex_;
};

}  // namespace apollo::prove
