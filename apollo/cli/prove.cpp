#include <iostream>

#include "apollo/cli/commands.h"
#include "apollo/cli/interrupt.h"
#include "apollo/cli/progress.h"
#include "apollo/cli/prove_options.h"
#include "apollo/cli/terminal.h"
#include "apollo/cli/text_table.h"
#include "apollo/designs/number_text.h"
#include "apollo/prove/check.h"
#include "apollo/prove/proof.h"
#include "apollo/study/evaluators.h"
#include "apollo/study/repeat_command.h"
#include "apollo/study/shell_command.h"
#include "apollo/study/space_json.h"

namespace apollo::cli {
namespace {

using nlohmann::ordered_json;
using prove::Certificate;

double gap_of(const Certificate& c) { return c.best ? c.most / c.best_reward() - 1 : 0; }

ordered_json to_json(const Certificate& c) {
  return {{"proved", c.proved()},
          {"best_reward", c.best ? ordered_json(c.best_reward()) : ordered_json()},
          {"most", c.most},
          {"gap", c.best ? ordered_json(gap_of(c)) : ordered_json()},
          {"reward_unit", reward_unit(*c.question.study.own_scoring())},
          {"best", c.best ? configuration_of(c.question.study, c.points[*c.best].point) : ordered_json()},
          {"points", prove::to_json(c.counts)}};
}

std::string proof_answer(const Certificate& c) {
  if (!c.best)
    return c.most > 0 ? "nothing feasible has been found yet" : "no design of the space is feasible";
  const std::string best = "the best design has the reward " + designs::significant(c.best_reward());
  if (!c.proved())
    return best + "; none has more than " + designs::significant(c.most) + ", " +
           designs::percent(gap_of(c)) + " above";
  if (c.most <= c.best_reward()) return "proved: " + best;
  return "proved within the slack: " + best + "; none is more than " + designs::percent(gap_of(c)) + " above";
}

std::string proof_summary(const Certificate& c) {
  std::string text = proof_answer(c) + "\n";
  if (c.best) {
    TextTable design({{"", Align::left}, {"best"}});
    const prove::PointRecord& best = c.points[*c.best];
    const auto values = study::configuration_of(c.question.study.space, best.point);
    for (const auto& value : values.items())
      design.row(
          {value.key(), value.value().is_string() ? value.value().get<std::string>() : value.value().dump()});
    design.row({"area mm2", designs::significant(best.area_mm2)});
    text += "\n" + design.text(2);
  }
  TextTable table({{"", Align::left}, {"points"}});
  const prove::Counts& n = c.counts;
  table.row({"of the space", std::to_string(n.points())});
  table.row({"over the area budget", std::to_string(n.area)});
  table.row({"break a condition", std::to_string(n.conditions)});
  table.row({"too little memory, or larger than one exposure", std::to_string(n.memory)});
  table.row({"not better by the bound", std::to_string(n.bound)});
  table.row({"not better by some networks and the bound", std::to_string(n.partial)});
  table.row({"evaluated", std::to_string(n.evaluated)});
  if (n.open > 0) table.row({"not yet known", std::to_string(n.open)});
  return text + "\n" + table.text();
}

std::string proof_line(const prove::ProofProgress& p, double seconds) {
  std::string line = p.groups < p.all_groups
                         ? std::to_string(p.groups) + "/" + std::to_string(p.all_groups) + " groups sorted"
                         : std::to_string(p.evaluated) + " points evaluated, best " +
                               designs::significant(p.best) + ", none above " + designs::significant(p.most);
  return line + ", " + clock_text(seconds);
}

int check_proof(const ProveOptions& given, std::ostream& out) {
  const Certificate certificate = prove::read_certificate(given.check);
  const std::string file = files::printable(given.check, 1000);
  ProofRequest request = request_of(certificate.question, file);
  const study::Evaluators evaluators(request.question.study, std::move(request.networks), file);
  const auto deadline = given.deadline.empty() ? std::nullopt : std::optional(deadline_of(given.deadline));
  const Interrupt interrupt(deadline);
  ProgressLine progress;
  prove::CheckOptions options;
  options.jobs = jobs_of(given.jobs);
  options.sample = given.sample;
  options.stop = &interrupt.requested();
  std::string last;
  options.observer = [&](std::uint64_t done, std::uint64_t of) {
    last = std::to_string(done) + "/" + std::to_string(of) + " points looked at again";
    progress.offer([&](double seconds) { return last + ", " + clock_text(seconds); });
  };
  const bool complete = check_certificate(certificate, *evaluators.designs(), file, options);
  progress.finish(last + ", " + clock_text(progress.seconds()));
  if (!complete) {
    std::cerr << interrupt.reason() << "; nothing is known of the certificate" << std::endl;
    return interrupt.status();
  }
  if (given.json) {
    out << to_json(certificate).dump(2) << "\n";
  } else {
    out << wrapped(file + " is right: " + proof_answer(certificate) + "\n");
  }
  return 0;
}

std::string command_to_go_on(const ProveOptions& given) {
  Arguments arguments = {"--resume", "--out", study::tidy(given.folder())};
  if (given.jobs > 0) arguments.insert(arguments.end(), {"--jobs", std::to_string(given.jobs)});
  if (given.json) arguments.emplace_back("--json");
  return study::shell_command("prove", arguments);
}

}  // namespace

int prove(const Arguments& arguments, std::ostream& out) {
  ProveOptions given;
  Options options("prove", "Finds the best configuration of a space, and proves that there is none better.");
  given.declare(options);
  if (!options.parse(arguments, out)) return 0;
  given.check_combination(options);
  if (!given.check.empty()) return check_proof(given, out);

  ProofRequest request = given.request();
  warn_of_skipped(request.networks);
  study::Evaluators evaluators(request.question.study, std::move(request.networks), request.space_name);
  evaluators.of(request.question.study);  // reports what is wrong with the space before a file is written
  const auto deadline = given.deadline.empty() ? std::nullopt : std::optional(deadline_of(given.deadline));
  const Interrupt interrupt(deadline);
  ProgressLine progress;
  prove::ProofProgress latest;
  prove::ProofOptions run;
  run.jobs = jobs_of(given.jobs);
  run.stop = &interrupt.requested();
  run.observer = [&](const prove::ProofProgress& p) {
    latest = p;
    progress.offer([&](double seconds) { return proof_line(p, seconds); });
  };
  prove::Proof proof(given.folder(), request.question, *evaluators.designs(),
                     given.resume ? prove::Proof::Mode::resume : prove::Proof::Mode::create);
  const std::optional<Certificate> certificate = proof.run(run);
  progress.finish(proof_line(latest, progress.seconds()));
  if (certificate && given.json) {
    ordered_json result = {{"folder", given.folder()}};
    result.update(to_json(*certificate));
    out << result.dump(2, ' ', false, ordered_json::error_handler_t::replace) << "\n";
  } else if (certificate) {
    out << proof_summary(*certificate)
        << wrapped("\nresults in " + given.folder() + ": certificate.jsonl, best.json\n") << "to check: "
        << study::shell_command("prove", {"--check", study::tidy(given.folder()) + "/certificate.jsonl"})
        << "\n";
  }
  if (!certificate || !certificate->proved()) {
    std::cerr << interrupt.reason() << "; to go on: " << command_to_go_on(given) << std::endl;
    return interrupt.status();
  }
  return certificate->best ? 0 : 1;
}

}  // namespace apollo::cli
