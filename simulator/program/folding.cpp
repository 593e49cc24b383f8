// fold() of code.h.
#include <algorithm>
#include <array>
#include <limits>
#include <unordered_map>

#include "simulator/program/code.h"

namespace apollo::program {
namespace {

// Bounds of the work. From one place on, places of equal shape are looked at, most of which begin no loop; of
// those that begin one of two iterations what it saves is counted, up to a length of a few layers.
constexpr std::size_t kMostSeen = 6000, kMostOfTwo = 64, kLongestOfTwo = 6000;

std::uint64_t mixed(std::uint64_t hash, std::int64_t value) {
  constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15,
                          kMultiplier = 0xff51afd7ed558ccd;  // as MurmurHash3 has
  hash ^= static_cast<std::uint64_t>(value) + kGolden + (hash << 6) + (hash >> 2);
  return hash * kMultiplier;
}

// What of an instruction may not change in a loop.
std::uint64_t shape_of(const Instruction& i, const OpRings& rings) {
  std::uint64_t shape = 1;
  for (const std::int64_t value : {static_cast<std::int64_t>(i.opcode), static_cast<std::int64_t>(i.operand),
                                   i.bytes, i.dram_bytes, std::int64_t{i.psum_in}, std::int64_t{i.psum_out}})
    shape = mixed(shape, value);
  for (int n = 0; n < kNumbers; ++n) {
    const Ring ring = ring_of(rings, i, n);
    if (ring.bytes > 0) shape = mixed(mixed(mixed(shape, n), ring.begin), ring.bytes);
  }
  return shape;
}

// A number in the iterations of a loop so far.
struct Series {
  std::int64_t first = 0;
  Advance advance;

  // The second value. In a ring the stride is the shorter way round, so that equal ones look alike.
  void begin(std::int64_t value) {
    advance.stride = value - first;
    if (const std::int64_t bytes = advance.ring.bytes; bytes > 0) {
      advance.stride = Ring{0, bytes}.wrap(advance.stride);
      if (2 * advance.stride > bytes) advance.stride -= bytes;
    }
  }
  bool goes_on(std::int64_t iteration, std::int64_t value) const {
    return value == advance.after(iteration, first);
  }
};

using AllSeries = std::array<Series, kNumbers>;  // of one instruction

struct Candidate {
  std::size_t length = 0, iterations = 0;
  std::vector<AllSeries> series;  // of the body
  std::int64_t saved = 0;         // entries, of what is not folded further
  std::size_t span() const { return length * iterations; }
};

// Which stretches of a range of instructions look alike, in constant time.
class ShapeHashes {
 public:
  ShapeHashes(const std::vector<std::uint64_t>& shapes, std::size_t begin, std::size_t end)
      : begin_(begin), hashes_(end - begin + 1), powers_(end - begin + 1, 1) {
    for (std::size_t i = 0; i < end - begin; ++i) {
      hashes_[i + 1] = hashes_[i] * kBase + shapes[begin + i];
      powers_[i + 1] = powers_[i] * kBase;
    }
  }
  // Almost surely: one in 2^64 that differ look alike.
  bool equal(std::size_t a, std::size_t b, std::size_t length) const {
    return hash(a - begin_, length) == hash(b - begin_, length);
  }

 private:
  static constexpr std::uint64_t kBase = 0x5851f42d4c957f2d;  // Knuth's MMIX
  std::uint64_t hash(std::size_t from, std::size_t length) const {
    return hashes_[from + length] - hashes_[from] * powers_[length];
  }
  std::size_t begin_;
  std::vector<std::uint64_t> hashes_, powers_;  // of prefixes; of kBase
};

// Sums over a stretch of instructions that only goes on: its begin and its end never go back.
class Stretch {
 public:
  // From the value of each instruction. What comes before is forgotten.
  template <typename Value>
  void reach(std::size_t begin, std::size_t end, Value&& value) {
    if (sums_.empty() || begin > begin_ + sums_.size() - 1) {
      begin_ = begin;
      sums_.assign(1, 0);
    } else if (begin - begin_ > end - begin) {
      sums_.erase(sums_.begin(), sums_.begin() + static_cast<std::ptrdiff_t>(begin - begin_));
      begin_ = begin;
    }
    for (std::size_t i = begin_ + sums_.size() - 1; i < end; ++i) sums_.push_back(sums_.back() + value(i));
  }
  std::int64_t sum(std::size_t begin, std::size_t end) const {
    return sums_[end - begin_] - sums_[begin - begin_];
  }

 private:
  std::size_t begin_ = 0;
  std::vector<std::int64_t> sums_;
};

class Folding {
 public:
  Folding(const std::vector<Instruction>& instructions, const std::vector<OpRings>& rings,
          std::int64_t most_entries)
      : instructions_(instructions), rings_(rings), left_(most_entries) {
    shapes_.reserve(instructions.size());
    for (const Instruction& i : instructions) shapes_.push_back(shape_of(i, rings_of(i)));
    advances_.resize(instructions.size());
    link_equal_shapes();
  }

  std::optional<Code> run() {
    add(0, instructions_.size(), 0);
    if (left_ < 0) return std::nullopt;
    return std::move(code_);
  }

 private:
  const OpRings& rings_of(const Instruction& i) const {
    static const OpRings none;
    return i.op < rings_.size() ? rings_[i.op] : none;
  }
  Series series_of(std::size_t i, int n) const {
    const Instruction& instruction = instructions_[i];
    return {number(instruction, n), {n, 0, ring_of(rings_of(instruction), instruction, n)}};
  }

  void link_equal_shapes() {
    next_.resize(shapes_.size());
    std::unordered_map<std::uint64_t, std::size_t> later;
    for (std::size_t i = shapes_.size(); i-- > 0;) {
      const auto [known, is_new] = later.emplace(shapes_[i], shapes_.size());
      next_[i] = known->second;
      known->second = i;
    }
  }

  // Instructions that are folded together, with what loops around them change.
  struct Range {
    Range(std::size_t begin, std::size_t end, const Folding& folding)
        : begin(begin), end(end), hashes(folding.shapes_, begin, end) {
      outside.reserve(end - begin + 1);
      for (std::size_t i = begin; i < end; ++i)
        outside.push_back(outside.back() + entries_with(folding.advances_[i]));
    }
    std::int64_t entries(std::size_t from, std::size_t length) const {
      return outside[from + length - begin] - outside[from - begin];
    }
    std::size_t begin, end;
    ShapeHashes hashes;
    std::vector<std::int64_t> outside{0};                // entries before each instruction
    std::unordered_map<std::size_t, Stretch> stretches;  // by length of a body
  };

  // Appends the code of the instructions begin .. end, which are the first executions of those in `depth`
  // loops.
  void add(std::size_t begin, std::size_t end, int depth) {
    std::optional<Range> range;
    if (depth < kDeepestLoops) range.emplace(begin, end, *this);
    while (begin < end && left_ >= 0) {
      const Candidate loop = range ? best_loop(begin, &*range) : Candidate();
      if (loop.iterations == 0) {
        CodePart part;
        part.instruction = instructions_[begin];
        part.advances = advances_of(begin);
        left_ -= entries(part);
        code_.push_back(std::move(part));
        ++begin;
        continue;
      }
      const std::size_t header = code_.size();
      --left_;
      code_.emplace_back().iterations = static_cast<std::int64_t>(loop.iterations);
      add_body(begin, loop, depth);
      code_[header].parts = code_.size() - header - 1;
      begin += loop.span();
    }
  }

  // In the body the shapes contain how instructions advance in this loop: only those that do so alike may be
  // folded into one.
  void add_body(std::size_t begin, const Candidate& loop, int depth) {
    const auto first = shapes_.begin() + static_cast<std::ptrdiff_t>(begin);
    const std::vector<std::uint64_t> before(first, first + static_cast<std::ptrdiff_t>(loop.length));
    for (std::size_t j = 0; j < loop.length; ++j) {
      for (const Series& s : loop.series[j]) shapes_[begin + j] = mixed(shapes_[begin + j], s.advance.stride);
      advances_[begin + j] += changes(begin + j, begin + j + loop.length);
    }
    around_.push_back({begin, &loop});
    add(begin, begin + loop.length, depth + 1);
    around_.pop_back();
    std::copy(before.begin(), before.end(), first);
    for (std::size_t j = 0; j < loop.length; ++j)
      advances_[begin + j] -= changes(begin + j, begin + j + loop.length);
  }

  // The numbers in which two instructions differ.
  std::int64_t changes(std::size_t a, std::size_t b) const {
    std::int64_t count = 0;
    for (int n = 0; n < kNumbers; ++n) count += number(instructions_[a], n) != number(instructions_[b], n);
    return count;
  }

  std::vector<std::vector<Advance>> advances_of(std::size_t i) const {
    std::vector<std::vector<Advance>> advances;
    for (const Around& loop : around_) {
      advances.emplace_back();
      const AllSeries& all = loop.loop->series[i - loop.begin];
      for (const Series& series : all)
        if (series.advance.stride != 0) advances.back().push_back(series.advance);
    }
    return advances;
  }

  // The loop that begins there and saves most; none if nothing is saved.
  Candidate best_loop(std::size_t begin, Range* range) const {
    Candidate best;
    std::size_t seen = 0, of_two = 0;
    for (std::size_t next = next_[begin]; next < range->end; next = next_[next]) {
      const std::size_t length = next - begin;
      if (++seen > kMostSeen || begin + 2 * length > range->end) break;
      // Several iterations of a loop that is known already.
      if (best.iterations > 0 && length % best.length == 0 && 2 * length <= best.span()) continue;
      if (!range->hashes.equal(begin, next, length)) continue;
      Candidate candidate;
      candidate.length = length;
      candidate.iterations = 2;
      if (goes_on(begin, length, *range))
        candidate = loop_of(begin, range->end, length);
      else if (length > kLongestOfTwo || ++of_two > kMostOfTwo)
        continue;
      candidate.saved = saved(begin, candidate, range);
      if (candidate.saved <= best.saved) continue;
      best = std::move(candidate);
      if (10 * best.span() >= 9 * (range->end - begin)) break;  // nearly all: no other saves much more
    }
    if (best.iterations == 2) best = loop_of(begin, begin + best.span(), best.length);
    return best;
  }

  // Entries that the loop takes less than its iterations one by one.
  std::int64_t saved(std::size_t begin, const Candidate& loop, Range* range) const {
    Stretch& inside = range->stretches[loop.length];
    inside.reach(begin, begin + loop.length,
                 [&](std::size_t i) { return entries_with(advances_[i] + changes(i, i + loop.length)); });
    return static_cast<std::int64_t>(loop.iterations) * range->entries(begin, loop.length) -
           inside.sum(begin, begin + loop.length) - 1;
  }

  // Whether a third iteration goes on as the second does; most do not, and are seen not to at once.
  bool goes_on(std::size_t begin, std::size_t length, const Range& range) const {
    if (begin + 3 * length > range.end || !range.hashes.equal(begin, begin + 2 * length, length))
      return false;
    for (std::size_t i = begin; i < begin + length; ++i)
      for (int n = 0; n < kNumbers; ++n) {
        Series series = series_of(i, n);
        series.begin(number(instructions_[i + length], n));
        if (!series.goes_on(2, number(instructions_[i + 2 * length], n))) return false;
      }
    return true;
  }

  bool equal_shapes(std::size_t a, std::size_t b, std::size_t length) const {
    return std::equal(shapes_.begin() + static_cast<std::ptrdiff_t>(a),
                      shapes_.begin() + static_cast<std::ptrdiff_t>(a + length),
                      shapes_.begin() + static_cast<std::ptrdiff_t>(b));
  }

  // As many iterations of a body of that length as go on alike.
  Candidate loop_of(std::size_t begin, std::size_t end, std::size_t length) const {
    Candidate loop;
    loop.length = length;
    loop.iterations = 1;
    loop.series.resize(length);
    for (std::size_t j = 0; j < length; ++j)
      for (int n = 0; n < kNumbers; ++n)
        loop.series[j][static_cast<std::size_t>(n)] = series_of(begin + j, n);
    while (begin + (loop.iterations + 1) * length <= end) {
      const std::size_t at = begin + loop.iterations * length;
      if (!equal_shapes(begin, at, length) ||
          !add_iteration(at, static_cast<std::int64_t>(loop.iterations), &loop.series))
        break;
      ++loop.iterations;
    }
    return loop;
  }

  // Whether the instructions from `at` go on as the series do.
  bool add_iteration(std::size_t at, std::int64_t iteration, std::vector<AllSeries>* series) const {
    for (std::size_t j = 0; j < series->size(); ++j)
      for (int n = 0; n < kNumbers; ++n) {
        Series& s = (*series)[j][static_cast<std::size_t>(n)];
        const std::int64_t value = number(instructions_[at + j], n);
        if (iteration == 1) s.begin(value);
        if (!s.goes_on(iteration, value)) return false;
      }
    return true;
  }

  struct Around {
    std::size_t begin;
    const Candidate* loop;
  };

  const std::vector<Instruction>& instructions_;
  const std::vector<OpRings>& rings_;
  std::vector<std::uint64_t> shapes_;
  std::vector<std::int64_t> advances_;  // of each instruction in the loops around what is added
  std::vector<std::size_t> next_;       // of equal shape, before any loop is folded; or the end
  std::vector<Around> around_;          // the loops around what is added, outermost first
  Code code_;
  std::int64_t left_;  // of the entries that it may take; below 0: it takes more
};

}  // namespace

Code fold(const std::vector<Instruction>& instructions, const std::vector<OpRings>& rings) {
  return *fold(instructions, rings, std::numeric_limits<std::int64_t>::max());
}

std::optional<Code> fold(const std::vector<Instruction>& instructions, const std::vector<OpRings>& rings,
                         std::int64_t most_entries) {
  return Folding(instructions, rings, most_entries).run();
}

}  // namespace apollo::program
