#include "apollo/report/tsne/neighbours.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace apollo::tsne {
namespace {

constexpr int kBallSize = 32;                  // the fastest of 8, 16, 32 and 64 on designs
constexpr Eigen::Index kMostTreeColumns = 64;  // with more, a tree is slower than all distances

using Found = std::vector<std::pair<double, int>>;  // {squared distance, row}; a heap, the farthest first

// Keeps the `count` nearest.
void offer(Found& found, std::size_t count, double squared_distance, int row) {
  if (found.size() == count) {
    if (squared_distance >= found.front().first) return;
    std::pop_heap(found.begin(), found.end());
    found.pop_back();
  }
  found.emplace_back(squared_distance, row);
  std::push_heap(found.begin(), found.end());
}

// A k-d tree (Bentley 1975) whose nodes know the bounding box of their points.
class BoxTree {
 public:
  explicit BoxTree(const Eigen::MatrixXd& rows)
      : rows_(rows), dimensions_(rows.cols()), order_(static_cast<std::size_t>(rows.rows())) {
    std::iota(order_.begin(), order_.end(), 0);
    if (!order_.empty()) build(0, static_cast<int>(order_.size()));
  }

  // Row numbers in the order of the leaves: neighbours in it are near each other.
  const std::vector<int>& order() const { return order_; }

  // Fills `found` with squared distance and number of the `count` rows nearest to row `self`, in ascending
  // order. Requires count > 0.
  void search(int self, std::size_t count, Found& found) {
    self_ = self;
    count_ = count;
    query_ = rows_.row(self);
    found.clear();
    visit(0, found);
    std::sort_heap(found.begin(), found.end());
  }

 private:
  struct Node {
    int begin, end;  // in order_
    int right;       // the left child is the next node; 0: a leaf
  };

  int build(int begin, int end) {
    const int node = static_cast<int>(nodes_.size());
    nodes_.push_back({begin, end, 0});
    const Eigen::Index widest = add_box(begin, end);
    if (end - begin <= kBallSize) {
      add_leaf(begin, end);
      return node;
    }
    const int middle = split(begin, end, widest);
    build(begin, middle);
    nodes_[static_cast<std::size_t>(node)].right = build(middle, end);
    return node;
  }

  // Returns the dimension in which the box is widest.
  Eigen::Index add_box(int begin, int end) {
    Eigen::Index widest = 0;
    double width = -1;
    for (Eigen::Index c = 0; c < dimensions_; ++c) {
      double low = rows_(at(begin), c), high = low;
      for (int i = begin + 1; i < end; ++i) {
        low = std::min(low, rows_(at(i), c));
        high = std::max(high, rows_(at(i), c));
      }
      boxes_.push_back(low);
      boxes_.push_back(high);
      if (high - low > width) {
        width = high - low;
        widest = c;
      }
    }
    return widest;
  }

  // The leaf's points, all first coordinates before all second ones.
  void add_leaf(int begin, int end) {
    for (Eigen::Index c = 0; c < dimensions_; ++c) {
      for (int i = begin; i < end; ++i) points_.push_back(rows_(at(i), c));
    }
  }

  // Splits by a coordinate near its median so that equal ones stay together (lattice points have few
  // different ones); in halves if all are equal.
  int split(int begin, int end, Eigen::Index c) {
    const auto first = order_.begin() + begin, last = order_.begin() + end;
    const int middle = begin + (end - begin) / 2;
    if (dimensions_ == 0) return middle;
    const auto less = [&](int a, int b) { return rows_(a, c) < rows_(b, c); };
    std::nth_element(first, order_.begin() + middle, last, less);
    const double median = rows_(at(middle), c);
    const auto below = std::partition(first, last, [&](int i) { return rows_(i, c) < median; });
    const auto upto = std::partition(below, last, [&](int i) { return rows_(i, c) == median; });
    const int low = static_cast<int>(below - order_.begin()), high = static_cast<int>(upto - order_.begin());
    if (low == begin && high == end) return middle;
    if (low == begin) return high;
    if (high == end) return low;
    return middle - low < high - middle ? low : high;
  }

  int at(int i) const { return order_[static_cast<std::size_t>(i)]; }

  double distance_to_box(int node) const {
    const double* box = boxes_.data() + 2 * node * dimensions_;
    double sum = 0;
    for (Eigen::Index c = 0; c < dimensions_; ++c) {
      const double outside = std::max({box[2 * c] - query_[c], query_[c] - box[2 * c + 1], 0.0});
      sum += outside * outside;
    }
    return sum;
  }

  void visit(int index, Found& found) {
    const Node node = nodes_[static_cast<std::size_t>(index)];
    if (node.right == 0) {
      scan(node, found);
      return;
    }
    std::pair<double, int> near{distance_to_box(index + 1), index + 1};
    std::pair<double, int> far{distance_to_box(node.right), node.right};
    if (far.first < near.first) std::swap(near, far);
    for (const auto& child : {near, far}) {
      if (found.size() < count_ || child.first < found.front().first) visit(child.second, found);
    }
  }

  void scan(const Node& leaf, Found& found) {
    const int points = leaf.end - leaf.begin;
    const double* coordinates = points_.data() + leaf.begin * dimensions_;
    double distances[kBallSize] = {};
    for (Eigen::Index c = 0; c < dimensions_; ++c, coordinates += points) {
      for (int i = 0; i < points; ++i) {
        const double difference = coordinates[i] - query_[c];
        distances[i] += difference * difference;
      }
    }
    for (int i = 0; i < points; ++i) {
      const int row = at(leaf.begin + i);
      if (row == self_) continue;
      offer(found, count_, distances[i], row);
    }
  }

  const Eigen::MatrixXd& rows_;
  const Eigen::Index dimensions_;
  std::vector<int> order_;
  std::vector<Node> nodes_;
  std::vector<double> boxes_;   // lowest and highest coordinate, for each dimension of each node
  std::vector<double> points_;  // of all leaves
  int self_ = 0;
  std::size_t count_ = 0;
  Eigen::RowVectorXd query_;
};

void store(const Found& found, int row, Neighbours& result) {
  std::size_t at = static_cast<std::size_t>(row) * static_cast<std::size_t>(result.count);
  for (const auto& [squared_distance, index] : found) {
    result.index[at] = index;
    result.squared_distance[at++] = squared_distance;
  }
}

// By all distances, of a few rows at a time to all rows before them.
void search_all(const Eigen::MatrixXd& rows, Neighbours& result) {
  constexpr Eigen::Index kTile = 8;
  using Tile = Eigen::Array<double, kTile, 1>;
  const std::size_t k = static_cast<std::size_t>(result.count);
  const Eigen::MatrixXd points = rows.transpose();
  std::vector<Found> found(static_cast<std::size_t>(rows.rows()));
  Eigen::Array<double, kTile, Eigen::Dynamic> own = decltype(own)::Zero(kTile, rows.cols());
  for (Eigen::Index begin = 0; begin < rows.rows(); begin += kTile) {
    const Eigen::Index size = std::min(kTile, rows.rows() - begin);
    own.topRows(size) = rows.middleRows(begin, size).array();
    for (Eigen::Index j = 0; j < begin + size; ++j) {
      const double* point = points.data() + j * points.rows();
      Tile distances = Tile::Zero();
      for (Eigen::Index c = 0; c < rows.cols(); ++c) distances += (own.col(c) - point[c]).square();
      for (Eigen::Index i = std::max<Eigen::Index>(0, j + 1 - begin); i < size; ++i) {
        offer(found[static_cast<std::size_t>(j)], k, distances[i], static_cast<int>(begin + i));
        offer(found[static_cast<std::size_t>(begin + i)], k, distances[i], static_cast<int>(j));
      }
    }
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    std::sort_heap(found[i].begin(), found[i].end());
    store(found[i], static_cast<int>(i), result);
  }
}

}  // namespace

Neighbours nearest_neighbours(const Eigen::MatrixXd& rows, int count) {
  const std::size_t k = static_cast<std::size_t>(count), n = static_cast<std::size_t>(rows.rows());
  Neighbours result{count, std::vector<int>(n * k), std::vector<double>(n * k)};
  if (count == 0) return result;
  if (rows.cols() > kMostTreeColumns) {
    search_all(rows, result);
    return result;
  }
  BoxTree tree(rows);
  Found found;
  for (const int row : tree.order()) {
    tree.search(row, k, found);
    store(found, row, result);
  }
  return result;
}

}  // namespace apollo::tsne
