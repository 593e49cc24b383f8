#pragma once
#include <string>
#include <vector>

#include "apollo/study/evaluator.h"
#include "apollo/study/spec.h"
#include "optimizers/search_space.h"

// The files that a finished study leaves for people and other programs.
namespace apollo::study {

// The text as a cell of a CSV file (RFC 4180).
std::string csv_quoted(const std::string& text);

enum class CsvCells {
  exact,
  safe  // an apostrophe before each text that begins like a formula of a spreadsheet: = + - @ tab, return
};

// trial, feasible, reward, area_mm2, reason: the columns of trials.csv that do not depend on the study.
const std::vector<std::string>& fixed_columns();

// The column of a detail: its key, or "detail_KEY" where the name is taken.
std::string column_name(const std::string& key, const optimizers::SearchSpace& space);

// Whether `trial` is the best one instead of `best` (may be null): it is feasible, and its reward is higher,
// or the same of an earlier trial.
bool is_better(const TrialRecord& trial, const TrialRecord* best);

// The best reward while nothing is feasible, in curves over trials: 0, which no design of apollo's own
// scoring falls below, or minus infinity if a program scores, whose rewards may be negative.
double best_of_none(const StudySpec& spec);

// The feasible trial with the highest reward, the first of equals; null if nothing is feasible.
const TrialRecord* best_of(const std::vector<TrialRecord>& trials);

// trials.csv (RFC 4180, '\n' line ends): trial, the parameters in the space's order, feasible (true or
// false), reward, area_mm2, reason, then every key of the details in alphabetical order ("detail_KEY" where
// the name is taken; empty where a trial lacks it). Numbers in the shortest form that reads back to the same
// value. After the reason comes the hypervolume after each trial, if it is not empty.
std::string trials_csv(const optimizers::SearchSpace& space, const std::vector<TrialRecord>& trials,
                       const std::vector<double>& hypervolumes = {}, CsvCells cells = CsvCells::exact);

}  // namespace apollo::study
