#pragma once
#include <optional>
#include <string>
#include <vector>

#include "apollo/study/history.h"

namespace apollo::study {

// The calls of a history that have to be made again, at least one if it is not empty. Of a search the first
// that says what is searched, and those that made the study longer; of a sweep the first that added trials,
// and the first of each further STUDY.json.
std::vector<HistoryEntry> calls_to_repeat(const std::vector<HistoryEntry>& history);

// The shell command that makes them again, into the fresh folder FOLDER_again; a sweep from the copies of its
// STUDY.json in FOLDER. All relative paths are meant from the directory in which the first call was made, as
// FOLDER is. Nothing if the history is empty, or does not say what FOLDER was or what was searched.
std::optional<std::string> repeat_command(const std::vector<HistoryEntry>& history);

// The path without what does not matter in it, and so that it is not taken for an option.
std::string tidy(const std::string& folder);

}  // namespace apollo::study
