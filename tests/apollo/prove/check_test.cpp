#include "apollo/prove/check.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "apollo/prove/proof.h"
#include "files/json_file.h"
#include "tests/apollo/prove/small_question.h"
#include "tests/files/error_of.h"
#include "tests/files/scratch.h"

namespace apollo::prove {
namespace {

using namespace testing;
using nlohmann::ordered_json;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// FNV-1a, as published (www.isthe.com/chongo/tech/comp/fnv).
std::string fnv1a_hex(const std::string& text) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  char out[17];
  std::snprintf(out, sizeof out, "%016llx", static_cast<unsigned long long>(hash));
  return out;
}

// The lines as a certificate whose checksum is right.
std::string signed_text(const std::vector<std::string>& lines) {
  std::string text;
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) text += lines[i] + "\n";
  return text + ordered_json{{"lines", lines.size() - 1}, {"checksum", fnv1a_hex(text)}}.dump() + "\n";
}

// A proof that was stopped early, so that its certificate has points of all kinds.
class CheckTest : public ::testing::Test {
 protected:
  CheckTest() : small_(random_space(6), 2) {
    std::atomic<bool> stop{false};
    ProofOptions options;
    options.stop = &stop;
    options.observer = [&](const ProofProgress& p) { stop = p.groups == p.all_groups && p.evaluated > 32; };
    Proof proof(scratch_ / "proof", small_.question, small_.designs(), Proof::Mode::create);
    proof.run(options);
    lines_ = lines_of(files::read_text_file(scratch_ / "proof" + "/certificate.jsonl"));
  }

  std::string refusal(const std::string& text) {
    const std::string path = scratch_ / "altered.jsonl";
    std::ofstream(path) << text;
    return config_error([&] { check_certificate(read_certificate(path), small_.designs(), path, {}); });
  }

  const Scratch scratch_;
  SmallQuestion small_;
  std::vector<std::string> lines_;
};

TEST_F(CheckTest, TakesWhatAProofWrites) { EXPECT_EQ(refusal(signed_text(lines_)), ""); }

TEST_F(CheckTest, RefusesAnyAlteredLine) {
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    std::vector<std::string> altered = lines_;
    const std::size_t digit = altered[i].find_last_of("0123456789");
    altered[i][digit] = altered[i][digit] == '1' ? '2' : '1';
    std::string text;
    for (const std::string& line : altered) text += line + "\n";
    expect_contains(refusal(text), "has been altered");
  }
}

TEST_F(CheckTest, RefusesACutFile) {
  for (std::size_t keep = 0; keep < lines_.size(); ++keep) {
    std::string text;
    for (std::size_t i = 0; i < keep; ++i) text += lines_[i] + "\n";
    EXPECT_NE(refusal(text), "") << keep;
  }
}

// Every number of every line but the question, in the line's JSON.
std::vector<ordered_json::json_pointer> numbers_of(const ordered_json& line) {
  std::vector<ordered_json::json_pointer> numbers;
  const ordered_json flat = line.flatten();
  for (const auto& item : flat.items())
    if (item.value().is_number()) numbers.emplace_back(item.key());
  return numbers;
}

TEST_F(CheckTest, RefusesEveryAlteredNumberThoughTheChecksumIsRight) {
  int altered_numbers = 0;
  for (std::size_t i = 1; i + 1 < lines_.size(); ++i) {
    const ordered_json line = ordered_json::parse(lines_[i]);
    for (const auto& number : numbers_of(line)) {
      if (++altered_numbers % 5 > 0) continue;  // each takes a check
      std::vector<std::string> altered = lines_;
      ordered_json other = line;
      other[number] = line[number].is_number_integer() ? ordered_json(line[number].get<std::int64_t>() + 1)
                                                       : ordered_json(line[number].get<double>() * 1.001);
      altered[i] = other.dump();
      EXPECT_NE(refusal(signed_text(altered)), "") << number.to_string() << " of " << lines_[i];
    }
  }
  EXPECT_GT(altered_numbers, 500);
}

TEST_F(CheckTest, RefusesALineThatIsMissingOrThereTwice) {
  for (std::size_t i = 1; i + 2 < lines_.size(); ++i) {
    std::vector<std::string> fewer = lines_, more = lines_;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    more.insert(more.begin() + static_cast<std::ptrdiff_t>(i), lines_[i]);
    EXPECT_NE(refusal(signed_text(fewer)), "") << lines_[i];
    expect_contains(refusal(signed_text(more)), "twice");
  }
}

TEST_F(CheckTest, EvaluatesASampleOfThePointsAgain) {
  const std::string path = scratch_ / "proof" + "/certificate.jsonl";
  std::uint64_t evaluated = 0;
  CheckOptions options;
  options.sample = 3;
  options.observer = [&](std::uint64_t, std::uint64_t of) { evaluated = of; };
  EXPECT_TRUE(check_certificate(read_certificate(path), small_.designs(), path, options));
  EXPECT_EQ(evaluated, 3U);
}

}  // namespace
}  // namespace apollo::prove
