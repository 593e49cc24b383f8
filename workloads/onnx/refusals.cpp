#include "workloads/onnx/refusals.h"

namespace apollo::workloads::importer {
namespace {

struct Subject {
  const char* prefix;  // of operators' types
  const char* what;
};

constexpr Subject kSubjects[] = {
    {"String", "strings"},
    {"RegexFullMatch", "strings"},
    {"TfIdfVectorizer", "counts of words"},
    {"Sequence", "sequences or optional values"},
    {"SplitToSequence", "sequences or optional values"},
    {"ConcatFromSequence", "sequences or optional values"},
    {"Optional", "sequences or optional values"},
    {"ImageDecoder", "image files"},
    {"ai.onnx.ml.", "classical machine learning"},
    {"ai.onnx.preview.training.", "training"},
};

}  // namespace

std::string refused_subject(const std::string& type) {
  for (const Subject& row : kSubjects)
    if (type.rfind(row.prefix, 0) == 0) return std::string(row.what) + ", which the chip does not have";
  return "";
}

}  // namespace apollo::workloads::importer
