#pragma once
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "files/json_object.h"
#include "simulator/cost/technology.h"
#include "simulator/machine/accelerator.h"

namespace apollo::designs {

// A process node: the name of a built-in one, or all that a technology file holds, so that who has it needs
// the file no more.
class TechnologyChoice {
 public:
  // 7 nm.
  TechnologyChoice() = default;
  // The technology of a built-in name or of a file. ConfigError as of cost::technology().
  explicit TechnologyChoice(const std::string& name_or_path);
  // The value of that key, as json() gives it. ConfigError if it is neither a text nor an object; whether
  // there is such a technology is not looked at: the versions of a program have different ones.
  static TechnologyChoice parse(files::JsonObject& object, const std::string& key);

  // ConfigError if there is none of this name, or the content, which is in `file`, is no technology. Read
  // once, also for copies made later.
  cost::Technology coefficients(const std::string& file) const;
  // "7nm", or the name in the file; "unknown" if that has none.
  std::string name() const;
  const nlohmann::json& json() const { return value_; }

 private:
  nlohmann::json value_ = "7nm";                           // the name, or what the file holds
  mutable std::shared_ptr<const cost::Technology> known_;  // once it was read, by any thread
};

// The template constant that a technology limits, as files call it.
const char* clock_name();

// ConfigError if the accelerator, which is from `file`, has a faster clock than the technology allows.
void check_clock(const machine::Accelerator& accelerator, const cost::Technology& technology,
                 const std::string& file);

}  // namespace apollo::designs
