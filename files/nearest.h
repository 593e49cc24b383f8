#pragma once
#include <string>
#include <vector>

namespace apollo::files {

// The candidate with the smallest edit distance to `word` (insert, delete, replace, swap of neighbours; case
// ignored; the first of equals), or "" if none is within a third of the word's length, rounded up. Letters at
// the candidate's end that the word lacks count a quarter of an edit: "clok" is near "clock_mhz". Also ""
// for a word of more than 100 characters or among more than 10,000 candidates: nobody waits for a suggestion.
std::string nearest(const std::string& word, const std::vector<std::string>& candidates);

// " (did you mean NEAREST?)", made printable, or "" if nothing is near: to append to an error message.
std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates);

}  // namespace apollo::files
