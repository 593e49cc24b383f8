#include "apollo/cli/sweep_options.h"

#include <cstdlib>
#include <filesystem>

#include "apollo/cli/deadline.h"
#include "apollo/cli/import_options.h"
#include "apollo/cli/scoring_options.h"
#include "apollo/study/repeat_command.h"
#include "apollo/study/shell_command.h"
#include "files/config_error.h"
#include "files/json_file.h"

namespace apollo::cli {
namespace {

// A variable that Slurm gives the tasks of a job array.
std::int64_t of_slurm(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  char* end = nullptr;
  const std::int64_t number = value == nullptr ? 0 : std::strtoll(value, &end, 10);
  if (value == nullptr || end == value || *end != '\0')
    throw files::ConfigError("--shard is \"slurm\", and there is no " + name +
                             "; must be used in a task of a job array, or be I/N");
  return number;
}

// By the task's number in the array, which has to be a range, of whatever step.
study::Shard slurm_shard() {
  const std::int64_t id = of_slurm("SLURM_ARRAY_TASK_ID"), count = of_slurm("SLURM_ARRAY_TASK_COUNT"),
                     first = of_slurm("SLURM_ARRAY_TASK_MIN"), last = of_slurm("SLURM_ARRAY_TASK_MAX"),
                     step = of_slurm("SLURM_ARRAY_TASK_STEP");
  if (step < 1 || count < 1 || first + step * (count - 1) != last || (id - first) % step != 0) {
    throw files::ConfigError("--shard is \"slurm\", and the " + std::to_string(count) + " tasks from " +
                             std::to_string(first) + " to " + std::to_string(last) +
                             " are no range; must be an array like 1-6, or --shard I/N");
  }
  return {static_cast<int>((id - first) / step + 1), static_cast<int>(count)};
}

study::Shard parsed_shard(const std::string& text) {
  const auto shard = study::shard_of(text);
  if (!shard) {
    throw files::ConfigError("--shard is \"" + files::printable(text, 60) +
                             "\"; must be I/N with I from 1 to N, and N up to " +
                             std::to_string(study::kMostShards) + ", or slurm");
  }
  return *shard;
}

}  // namespace

void SweepCommand::declare(Options& options) {
  options.positional("STUDY", file, "what to run (JSON; docs/search.md)", true);
  declare_template(options, template_file);
  declare_baseline(options, baseline);
  declare_set(options, set);
  options.text("--out", out, "DIR", "folder for the results (default results/NAME of STUDY)");
  options.integer(
      "--jobs", jobs, 1, 1024,
      "points to evaluate at the same time, of as many runs (default one per processor); changes no "
      "result");
  options.integer("--add-seeds", add_seeds, 1, study::kMostSeeds,
                  "seeds to run beyond those that STUDY asks for; a sweep that is there needs --resume");
  options.text("--deadline", deadline, "TIME", kDeadlineHelp);
  options.flag("--resume", resume, "go on with the sweep that is in the folder");
  options.text(
      "--shard", shard_text, "I/N",
      "run part I of N of the sweep, while others run theirs into the same folder; slurm: that of the "
      "task of a job array (docs/cluster.md)");
  options.flag("--collect", collect, "compare what the shards in the folder have found; runs nothing");
  options.flag("--json", json, "print the summary as JSON");
}

void SweepCommand::check_combination(const Options& options) {
  for (const char* other : {"--shard", "--resume", "--jobs", "--deadline"}) {
    if (collect && options.given(other))
      throw files::ConfigError(std::string(other) + ": must not be used with --collect");
  }
  if (options.given("--shard")) shard = shard_text == "slurm" ? slurm_shard() : parsed_shard(shard_text);
}

std::string SweepCommand::folder() const {
  return out.empty() ? "results/" + std::filesystem::path(file).stem().string() : out;
}

study::SweepFile SweepCommand::read() const {
  study::SweepCall call{add_seeds, template_file, baseline};
  if (!set.empty()) call.set = designs::values_of(set, "--set");
  study::SweepFile sweep = study::read_sweep_file(file, call);
  if (!shard) return sweep;
  const std::size_t all = sweep.runs.size();
  sweep.runs = study::runs_of(*shard, sweep.runs);
  if (sweep.runs.empty()) {
    throw files::ConfigError("--shard is " + study::to_text(*shard) + ", and the sweep has " +
                             std::to_string(all) + " runs; must be of at most as many shards");
  }
  return sweep;
}

std::string SweepCommand::command_to_go_on() const {
  Arguments arguments = {study::tidy(file), "--out", study::tidy(folder())};
  const auto add = [&](const std::string& option, const std::string& value) {
    if (!value.empty()) arguments.insert(arguments.end(), {option, value});
  };
  add("--template", template_file);
  add("--baseline", baseline);
  for (const std::string& value : set) add("--set", value);
  if (add_seeds > 0) arguments.insert(arguments.end(), {"--add-seeds", std::to_string(add_seeds)});
  if (shard) add("--shard", study::to_text(*shard));
  if (jobs > 0) arguments.insert(arguments.end(), {"--jobs", std::to_string(jobs)});
  arguments.emplace_back("--resume");
  if (json) arguments.emplace_back("--json");
  return study::shell_command("sweep", arguments);
}

}  // namespace apollo::cli
