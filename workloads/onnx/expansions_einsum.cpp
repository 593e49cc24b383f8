#include <algorithm>
#include <set>

#include "workloads/onnx/expansions.h"
#include "workloads/onnx/shape_rules.h"

namespace apollo::workloads::importer {
namespace {

bool has(const std::string& letters, char letter) { return letters.find(letter) != std::string::npos; }

std::string without(const std::string& letters, const std::string& others) {
  std::string result;
  for (const char letter : letters)
    if (!has(others, letter)) result += letter;
  return result;
}

std::string within(const std::string& letters, const std::string& others) {
  return without(letters, without(letters, others));
}

// A sum of products as a matrix product of its two operands, or a sum over dimensions of its only one. A
// letter stands for a dimension, a digit for one that an ellipsis has.
class Einsum {
 public:
  Einsum(Graph& graph, const Node& node) : graph_(graph), node_(node), body_(graph, node) {}

  std::vector<Node> nodes() {
    read();
    if (terms_.size() > 2) throw Unsupported(std::to_string(terms_.size()) + " operands");
    const std::string others = terms_.size() > 1 ? terms_[1] : "";
    std::string letters = terms_[0];
    std::string y = summed(input(node_, 0), &letters, others + output_);
    if (terms_.size() == 2) y = product(y, &letters);
    body_.give(0, ordered(y, letters, output_));
    return body_.nodes();
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    graph_.fail(node_, "equation " + text(node_, "equation", "") + " " + what);
  }

  // Terms by their dimensions, an ellipsis by the digits of its own, and what the output has.
  void read() {
    std::string equation = text(node_, "equation", "");
    equation.erase(std::remove(equation.begin(), equation.end(), ' '), equation.end());
    const std::size_t arrow = equation.find("->");
    const std::string left = equation.substr(0, arrow) + ",";
    for (std::size_t begin = 0; begin < left.size();) {
      const std::size_t end = left.find(',', begin);
      add_term(left.substr(begin, end - begin));
      begin = end + 1;
    }
    if (terms_.size() != node_.inputs.size()) fail("must have a term for each operand");
    std::string digits;
    for (std::int64_t i = 0; i < ellipsis_; ++i) digits += static_cast<char>('0' + i);
    if (arrow != std::string::npos) {
      output_ = equation.substr(arrow + 2);
      const std::size_t dots = output_.find("...");
      if (dots != std::string::npos) output_.replace(dots, 3, digits);
    } else {
      std::map<char, int> counts;
      for (const std::string& term : terms_)
        for (const char letter : term) ++counts[letter];
      output_ = digits;
      for (const auto& [letter, count] : counts)
        if (count == 1 && !has(digits, letter)) output_ += letter;
    }
    for (const char letter : output_)
      if (sizes_.count(letter) == 0) fail("has an output dimension that no operand has");
    if (std::set<char>(output_.begin(), output_.end()).size() != output_.size())
      fail("has an output dimension twice");
  }

  void add_term(std::string term) {
    if (terms_.size() >= node_.inputs.size()) fail("must have a term for each operand");
    const Dims dims = graph_.dims_of(node_.inputs[terms_.size()]);
    const std::size_t dots = term.find("...");
    if (dots != std::string::npos) {
      const std::int64_t count =
          static_cast<std::int64_t>(dims.size()) - static_cast<std::int64_t>(term.size()) + 3;
      if (count < 0 || count > 10) fail("does not fit operands of " + shown(dims));
      ellipsis_ = std::max(ellipsis_, count);
      std::string digits;  // aligned at the last one: only of as many in every term
      for (std::int64_t i = 0; i < count; ++i) digits += static_cast<char>('0' + i);
      if (count != ellipsis_) throw Unsupported("ellipses of different lengths");
      term.replace(dots, 3, digits);
    }
    if (term.size() != dims.size()) fail("does not fit operands of " + shown(dims));
    for (std::size_t i = 0; i < dims.size(); ++i) {
      const auto [known, is_new] = sizes_.emplace(term[i], dims[i]);
      if (!is_new && known->second != dims[i]) throw Unsupported("operands that are broadcast");
    }
    if (std::set<char>(term.begin(), term.end()).size() != term.size()) throw Unsupported("a diagonal");
    terms_.push_back(term);
  }

  Dims sizes(const std::string& letters) const {
    Dims result;
    for (const char letter : letters) result.push_back(sizes_.at(letter));
    return result;
  }

  std::string ordered(const std::string& x, const std::string& letters, const std::string& wanted) {
    Dims order;
    for (const char letter : wanted) order.push_back(static_cast<std::int64_t>(letters.find(letter)));
    return letters == wanted ? x : body_.add("Transpose", {x}, {{"perm", attribute_of(order)}});
  }

  // Without the dimensions that nothing else has.
  std::string summed(const std::string& x, std::string* letters, const std::string& needed) {
    Dims axes;
    for (std::size_t i = 0; i < letters->size(); ++i)
      if (!has(needed, (*letters)[i])) axes.push_back(static_cast<std::int64_t>(i));
    if (axes.empty()) return x;
    *letters = within(*letters, needed);
    return body_.add("ReduceSum", {x}, {{"axes", attribute_of(axes)}, {"keepdims", attribute_of(0)}});
  }

  // x, whose dimensions are `from`, with those of `second` and of `third` as one each, after those of
  // `batch`.
  std::string matrices(const std::string& x, const std::string& from, const std::string& batch,
                       const std::string& second, const std::string& third) {
    Dims dims;
    if (!batch.empty()) dims.push_back(importer::product(sizes(batch)));
    dims.push_back(importer::product(sizes(second)));
    dims.push_back(importer::product(sizes(third)));
    return body_.add("Reshape", {ordered(x, from, batch + second + third), body_.integers(dims)});
  }

  // Of the first operand, `x`, and the second.
  std::string product(const std::string& x, std::string* letters) {
    const std::string left = *letters;
    std::string right = terms_[1];
    const std::string y = summed(input(node_, 1), &right, left + output_);
    const std::string both = within(left, right), batch = within(both, output_),
                      terms = without(both, output_), rows = without(left, both),
                      columns = without(right, both);
    *letters = batch + rows + columns;
    if (terms.empty()) {  // nothing is summed
      Dims dims = sizes(batch + rows);
      dims.insert(dims.end(), columns.size(), 1);
      const std::string first = body_.add("Reshape", {ordered(x, left, batch + rows), body_.integers(dims)});
      dims = sizes(batch);
      dims.insert(dims.end(), rows.size(), 1);
      for (const std::int64_t size : sizes(columns)) dims.push_back(size);
      const std::string second =
          body_.add("Reshape", {ordered(y, right, batch + columns), body_.integers(dims)});
      return body_.add("Mul", {first, second});
    }
    const std::string result = body_.add(
        "MatMul", {matrices(x, left, batch, rows, terms), matrices(y, right, batch, terms, columns)});
    return body_.add("Reshape", {result, body_.integers(sizes(*letters))});
  }

  Graph& graph_;
  const Node& node_;
  Body body_;
  std::vector<std::string> terms_;
  std::string output_;
  std::map<char, std::int64_t> sizes_;
  std::int64_t ellipsis_ = 0;  // dimensions of it
};

}  // namespace

std::vector<Node> einsum(Graph& graph, const Node& node) { return Einsum(graph, node).nodes(); }

}  // namespace apollo::workloads::importer
