#include "apollo/study/failure.h"

#include <charconv>

namespace apollo::study {
namespace {

const std::string kRetry = "retry=", kInfeasible = "infeasible", kStop = "stop";

}  // namespace

std::string to_text(const FailurePolicy& policy) {
  if (policy.kind == FailurePolicy::Kind::infeasible) return kInfeasible;
  if (policy.kind == FailurePolicy::Kind::stop) return kStop;
  return kRetry + std::to_string(policy.retries);
}

std::optional<FailurePolicy> failure_policy_of(const std::string& text) {
  if (text == kInfeasible) return FailurePolicy{FailurePolicy::Kind::infeasible, 0};
  if (text == kStop) return FailurePolicy{FailurePolicy::Kind::stop, 0};
  if (text.compare(0, kRetry.size(), kRetry) != 0) return std::nullopt;
  FailurePolicy policy;
  const char* const end = text.data() + text.size();
  const auto number = std::from_chars(text.data() + kRetry.size(), end, policy.retries);
  const bool is_good = number.ec == std::errc() && number.ptr == end && policy.retries >= 0 &&
                       policy.retries <= kMostRetries && to_text(policy) == text;
  return is_good ? std::optional(policy) : std::nullopt;
}

}  // namespace apollo::study
