#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "apollo/study/evaluator.h"
#include "apollo/study/spec.h"

// What rank 0 and the others say to each other, each as the bytes of a Ranks message. A worker says hello;
// rank 0 gives it the study, and the worker says that it is ready, or what is wrong; then rank 0 asks for
// outcomes, one at a time; at any moment it may tell the worker to end.
namespace apollo::cluster {

// Of both sides: what a message is about.
enum class Topic { hello, study, ready, point, outcome, failure, error, end };

struct Letter {
  Topic topic = Topic::end;
  std::int64_t number = 0;  // of the request, for point and its answers outcome, failure and error
  std::string text;         // hello: the version; study: study.json; outcome: its bytes; failure, error: what
  std::string reason;       // failure: as of EvaluationFailure
  double timeout_s = 0;     // study: of the user's program, if that scores
  std::string space;        // study: where it is from
  optimizers::Point point = {};
  std::optional<double> area_mm2 = {};  // point: the limit
};

std::string encode(const Letter& letter);
// Requires what encode() has given, in whatever version of this program: of another one only the topic and
// the text are certain.
Letter decode(const std::string& bytes);

}  // namespace apollo::cluster
