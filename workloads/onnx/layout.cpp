#include "workloads/onnx/layout.h"

namespace apollo::workloads::importer {

FactorList followed_by(FactorList list, const FactorList& next) {
  list.insert(list.end(), next.begin(), next.end());
  return list;
}

FactorList joined(const std::vector<FactorList>& lists) {
  FactorList result;
  for (const FactorList& list : lists) result.insert(result.end(), list.begin(), list.end());
  return result;
}

FactorList translated(const FactorList& list, const FactorMap& by) {
  FactorList result;
  for (const Factor factor : list)
    if (const auto found = by.find(factor); found != by.end()) result.push_back(found->second);
  return result;
}

Storage translated(const Storage& s, const FactorMap& by) {
  return {translated(s.height, by), translated(s.width, by), translated(s.channels, by)};
}

FactorList Factors::make(std::int64_t size) {
  if (size == 1) return {};
  factors_.push_back({size});
  return {static_cast<Factor>(factors_.size()) - 1};
}

FactorList Factors::copy(const FactorList& list) {
  FactorList result;
  for (const Factor factor : leaves(list)) {
    factors_.push_back({size(factor)});
    result.push_back(static_cast<Factor>(factors_.size()) - 1);
  }
  return result;
}

std::int64_t Factors::size(const FactorList& list) const {
  std::int64_t result = 1;
  for (const Factor factor : list) result *= size(factor);
  return result;
}

void Factors::append_leaves(Factor factor, FactorList* out) const {
  const Node node = factors_[static_cast<std::size_t>(factor)];
  if (node.first < 0) return out->push_back(factor);
  append_leaves(node.first, out);
  append_leaves(node.second, out);
}

FactorList Factors::leaves(const FactorList& list) const {
  FactorList result;
  for (const Factor factor : list) append_leaves(factor, &result);
  return result;
}

void Factors::split(Factor factor, std::int64_t leading) {
  const std::int64_t trailing = size(factor) / leading;
  const auto first = static_cast<Factor>(factors_.size());
  factors_.push_back({leading});
  factors_.push_back({trailing});
  factors_[static_cast<std::size_t>(factor)].first = first;
  factors_[static_cast<std::size_t>(factor)].second = first + 1;
}

std::optional<std::vector<FactorList>> Factors::group(const FactorList& sequence, const Dims& dims) {
  FactorList left = leaves(sequence);
  std::size_t next = 0;
  std::vector<FactorList> result;
  for (const std::int64_t dim : dims) {
    FactorList list;
    for (std::int64_t wanted = dim; wanted > 1; ++next) {
      if (next == left.size()) return std::nullopt;
      const Factor factor = left[next];
      if (size(factor) > wanted) {
        if (size(factor) % wanted != 0) return std::nullopt;
        split(factor, wanted);
        left = leaves(left);
      } else if (wanted % size(factor) != 0) {
        return std::nullopt;
      }
      list.push_back(left[next]);
      wanted /= size(left[next]);
    }
    result.push_back(std::move(list));
  }
  if (next != left.size()) return std::nullopt;
  return result;
}

void Factors::match(const FactorList& theirs, const FactorList& mine, FactorMap* own) const {
  const FactorList left = leaves(theirs), right = leaves(mine);
  for (std::size_t i = 0; i < right.size(); ++i) (*own)[left[i]] = right[i];
}

Order Factors::order(const FactorList& list, const FactorList& other) const {
  std::map<Factor, std::int64_t> steps;  // in the other order
  std::int64_t count = 1;
  const FactorList from = leaves(list), to = leaves(other);
  for (auto factor = to.rbegin(); factor != to.rend(); ++factor) {
    steps[*factor] = count;
    count *= size(*factor);
  }
  Order result;
  for (const Factor factor : from) {
    result.sizes.push_back(size(factor));
    result.steps.push_back(steps.at(factor));
  }
  return result;
}

std::vector<std::int64_t> Order::places() const {
  std::vector<std::int64_t> result = {0};
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    std::vector<std::int64_t> next;
    next.reserve(result.size() * static_cast<std::size_t>(sizes[i]));
    for (const std::int64_t before : result)
      for (std::int64_t at = 0; at < sizes[i]; ++at) next.push_back(before + at * steps[i]);
    result = std::move(next);
  }
  return result;
}

bool Factors::align(const FactorList& a, const FactorList& b) {
  for (std::size_t i = 0;; ++i) {
    const FactorList left = leaves(a), right = leaves(b);
    if (i == left.size() || i == right.size()) return left.size() == right.size();
    const std::int64_t l = size(left[i]), r = size(right[i]);
    if (l == r) continue;
    if (l > r ? l % r != 0 : r % l != 0) return false;
    if (l > r) {
      split(left[i], r);
    } else {
      split(right[i], l);
    }
  }
}

void raise_rank(std::size_t rank, Value* value) {
  while (value->dims.size() < rank) value->dims.insert(value->dims.begin(), FactorList());
}

FactorList Storage::all() const { return joined({height, width, channels}); }

}  // namespace apollo::workloads::importer
