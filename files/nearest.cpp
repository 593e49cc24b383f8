#include "files/nearest.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "files/json_file.h"

namespace apollo::files {
namespace {

// Bounds on the effort for names out of a file.
constexpr std::size_t kLongestWord = 100, kMostCandidates = 10000;
constexpr std::size_t kPerEdit = 4;

bool same_letter(char a, char b) {
  return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
}

// Optimal string alignment distance times four, where the letters that follow count one each: a word that
// breaks off is nearer to what it begins than to others of its length.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> two_back(b.size() + 1), back(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    two_back.swap(back);
    back.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] =
          std::min({back[j] + 1, row[j - 1] + 1, back[j - 1] + (same_letter(a[i - 1], b[j - 1]) ? 0 : 1)});
      const bool swapped =
          i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) && same_letter(a[i - 2], b[j - 1]);
      if (swapped) row[j] = std::min(row[j], two_back[j - 2] + 1);
    }
  }
  std::size_t least = kPerEdit * row[0] + b.size();
  for (std::size_t j = 1; j <= b.size(); ++j) least = std::min(least, kPerEdit * row[j] + b.size() - j);
  return least;
}

}  // namespace

std::string nearest(const std::string& word, const std::vector<std::string>& candidates) {
  if (word.size() > kLongestWord || candidates.size() > kMostCandidates) return "";
  std::size_t best = kPerEdit * ((word.size() + 2) / 3) + 1;
  std::string result;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > word.size() && candidate.size() - word.size() >= best) continue;
    const std::size_t own = distance(word, candidate);
    if (own < best) {
      best = own;
      result = candidate;
    }
  }
  return result;
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates) {
  const std::string best = nearest(word, candidates);
  return best.empty() ? "" : " (did you mean " + printable(best, kLongestWord) + "?)";
}

}  // namespace apollo::files
