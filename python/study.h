#pragma once
#include <pybind11/pybind11.h>

#include <optional>
#include <string>

#include "apollo/study/evaluator.h"
#include "apollo/study/study_request.h"

namespace apollo::python {

// A study in its folder.
class Study {
 public:
  // That which is in the folder. ConfigError.
  explicit Study(const std::string& folder);
  // One that run() makes, of the keys of study::parse_study_request(), or goes on with if `resume`.
  // ConfigError, also if there is one in the folder and it is not to be resumed, or differs.
  Study(const std::string& folder, pybind11::handle arguments, bool resume);

  // Goes on to the end, or until a signal; `trials`: how many there are to be, as many as so far without.
  // `progress` may be None. A dict: exhausted, stopped, pause, failed. ConfigError.
  pybind11::dict run(int threads, std::optional<std::int64_t> trials, const pybind11::object& progress);

  const std::string& folder() const { return folder_; }
  const study::StudySpec& spec() const { return request_.spec; }
  // All that have finished, by id; none if there is no study yet.
  std::vector<study::TrialRecord> trials() const;

 private:
  std::string folder_;
  study::StudyRequest request_;
  bool is_loaded_;  // the networks are there
  bool may_go_on_;  // with a study in the folder
};

void bind_study(pybind11::module_& module);

}  // namespace apollo::python
