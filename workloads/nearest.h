#pragma once
#include <string>
#include <vector>

namespace apollo::workloads {

// The candidate with the smallest edit distance to `word` (insert, delete, replace, swap of neighbours; case
// ignored; the first of equals), or "" if none is within a third of the word's length, rounded up.
std::string nearest(const std::string& word, const std::vector<std::string>& candidates);

// " (did you mean NEAREST?)", or "" if nothing is near: to append to an error message.
std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates);

}  // namespace apollo::workloads
