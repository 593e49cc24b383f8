#include "apollo/study/study.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <ostream>

#include "apollo/cli/commands.h"
#include "apollo/cli/options.h"
#include "apollo/cli/study_follow.h"
#include "apollo/cli/study_text.h"
#include "apollo/cli/study_trial.h"
#include "apollo/study/results.h"
#include "files/config_error.h"
#include "files/json_file.h"

namespace apollo::cli {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kLongestPath = 1000;  // in a message

struct StudyCommand {
  std::string folder, format, listing;
  std::int64_t top = 0, trial = -1;
  bool follow = false, json = false, csv_safe = false;

  void declare(Options& options) {
    options.positional("DIR", folder, "folder of a search, or of a run of a sweep", true);
    options.flag("--follow", follow, "show how the study stands until the run that works on it ends");
    options.integer("--top", top, 1, study::kMostTrials, "the trials with the highest rewards");
    options.integer("--trial", trial, 0, study::kMostTrials - 1,
                    "one trial: its design, evaluated and explained");
    options.text("--listing", listing, "FILE",
                 "with --trial: write the design's loop nests and instructions");
    options.choice("--export", format, {"csv", "json"}, "all trials: as in trials.csv, or as a list");
    options.flag("--csv-safe", csv_safe,
                 "with --export csv: ' before texts that a spreadsheet would take for a formula");
    options.flag("--json", json, "print one JSON object; with --follow one a line");
  }

  void check_combination(const Options& options) const {
    const std::vector<std::string> views = {"--follow", "--top", "--trial", "--export"};
    std::string given;
    for (const std::string& view : views) {
      if (!options.given(view)) continue;
      if (!given.empty()) throw files::ConfigError(given + ": must not be used with " + view);
      given = view;
    }
    if (options.given("--listing") && given != "--trial")
      throw files::ConfigError("--listing: must be used with --trial");
    if (csv_safe && format != "csv") throw files::ConfigError("--csv-safe: must be used with --export csv");
    if (json && given == "--export") throw files::ConfigError("--json: must not be used with --export");
  }

  // That there is a study to look at.
  void check_folder() const {
    std::error_code error;
    const std::string name = files::printable(folder, kLongestPath);
    if (std::filesystem::exists(folder + "/study.json", error)) return;
    if (std::filesystem::exists(folder + "/sweep.json", error))
      throw files::ConfigError(name + ": holds a sweep; must be the folder of one of its runs");
    if (!std::filesystem::exists(folder, error))
      throw files::ConfigError(name + ": no such folder; must be the folder of a search");
    throw files::ConfigError(name + ": holds no study.json; must be the folder of a search");
  }
};

std::string dumped(const ordered_json& value) {
  return value.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

void show_status(const StudyCommand& given, std::ostream& out) {
  study::StudyWatch watch(given.folder);
  const study::StudyStatus& status = watch.look();
  if (given.follow) cli::follow(watch, status, given.json);
  watch.add_support();
  if (given.json) {
    out << (given.follow ? cli::to_json(status).dump() + "\n" : dumped(cli::to_json(status)));
  } else {
    out << cli::to_text(status, watch.spec());
  }
}

void show_top(const StudyCommand& given, const study::StoredStudy& study, std::ostream& out) {
  const auto best = best_trials(study.trials, static_cast<std::size_t>(given.top));
  out << (given.json ? dumped(trials_json(best, study.spec)) : best_trials_text(best, study.spec));
}

const study::TrialRecord& trial_of(const StudyCommand& given, const study::StoredStudy& study) {
  for (const study::TrialRecord& trial : study.trials)
    if (trial.id == given.trial) return trial;
  const std::string there = study.trials.empty()
                                ? "there is none yet"
                                : "the last one is " + std::to_string(study.trials.back().id);
  throw files::ConfigError("--trial is " + std::to_string(given.trial) +
                           "; must be a trial that has been evaluated: " + there);
}

void export_trials(const StudyCommand& given, const study::StoredStudy& study, std::ostream& out) {
  if (given.format == "csv") {
    const auto cells = given.csv_safe ? study::CsvCells::safe : study::CsvCells::exact;
    out << trials_csv(study.spec.space, study.trials, hypervolumes(study.spec, study.trials), cells);
    return;
  }
  std::vector<const study::TrialRecord*> all;
  for (const study::TrialRecord& trial : study.trials) all.push_back(&trial);
  out << dumped(trials_json(all, study.spec));
}

}  // namespace

int study(const Arguments& arguments, std::ostream& out) {
  StudyCommand given;
  Options options("study", "Says how a search stands, also while it runs, and shows its trials.");
  given.declare(options);
  if (!options.parse(arguments, out)) return 0;
  given.check_combination(options);
  given.check_folder();

  if (given.top == 0 && given.trial < 0 && given.format.empty()) {
    show_status(given, out);
    return 0;
  }
  const study::StoredStudy study = study::read_study(given.folder);
  if (given.top > 0) show_top(given, study, out);
  if (given.trial >= 0)
    show_trial(study, trial_of(given, study), given.folder, given.listing, given.json, out);
  if (!given.format.empty()) export_trials(given, study, out);
  return 0;
}

}  // namespace apollo::cli
