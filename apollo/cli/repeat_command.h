#pragma once
#include <string>
#include <vector>

#include "apollo/study/history.h"

namespace apollo::cli {

// The shell command that repeats a search or a sweep into a fresh folder, FOLDER_again: the first call of its
// history, which must not be empty, without --resume; a sweep from FOLDER/request.json. As in that call,
// relative paths of files are meant from the directory in which it was made.
std::string repeat_command(const std::vector<HistoryEntry>& history, const std::string& folder);

}  // namespace apollo::cli
