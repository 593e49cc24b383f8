#pragma once
#include <string>
#include <vector>

#include "apollo/study/study.h"

// What a study learns from other studies: outcomes that hold in it too, and what they let expect.
namespace apollo::transfer {

// A study that others learn from, as it was when one of them began.
struct Source {
  std::string folder;
  study::StudySpec spec;
  std::vector<study::TrialRecord> trials;  // by id, at least one
};

// Of study folders; a run may be going on in them. ConfigError if one of them holds no study, or no trial.
std::vector<Source> read_sources(const std::vector<std::string>& folders);

// transfer.json: a study keeps copies of its sources, so that it can be resumed whatever becomes of them.
std::string to_json_text(const std::vector<Source>& sources);
// ConfigError that names `file`.
std::vector<Source> parse_sources(const std::string& json_text, const std::string& file);

// transfer.json, beside study.json.
std::string path_in(const std::string& folder);

// What the study in the folder has kept of its sources; none if it learns from no others. ConfigError if that
// is not what it was when the study began.
std::vector<Source> stored_sources(const study::StudySpec& spec, const std::string& folder);

}  // namespace apollo::transfer
