#pragma once
#include <Eigen/Core>
#include <cstdint>
#include <vector>

namespace apollo::tsne {

// Single precision suffices: Barnes-Hut itself is off by some 1 %.
using FloatPairs = Eigen::Matrix<float, Eigen::Dynamic, 2, Eigen::RowMajor>;

// The repulsion of t-SNE by Barnes-Hut (Barnes, Hut 1986; van der Maaten 2014, section 4.2). A cell that is
// far counts as all its points at their centre of mass. Neighbouring points share one walk down the tree
// (Barnes 1990), for which a cell is far if (width of its points' bounding box) <= theta x (distance from its
// centre of mass to the box of the neighbouring points). Does not allocate from its second use on as many
// points.
class RepulsionTree {
 public:
  // Replaces `forces` (row i: of point i) by sum over j of (y_i - y_j) / (1 + |y_i - y_j|^2)^2, and returns
  // the sum over all i and j != i of 1 / (1 + |y_i - y_j|^2). Requires finite positions, theta in 0 .. 1.
  double repulsion(const FloatPairs& positions, float theta, FloatPairs& forces);

 private:
  struct Node {
    float x, y;      // centre of mass
    float width;     // of the bounding box, the longer side
    int begin, end;  // its points in Z order
    int next;        // the first node after its subtree
    float low_x, low_y, high_x, high_y;
  };
  // A long list of points with masses, each coordinate by itself; its end is padded with masses 0.
  struct Sources {
    std::vector<float> x, y, mass;
    std::size_t count = 0;
    void add(float px, float py, float m);
    void pad();
  };

  void sort(const FloatPairs& positions);
  void build(int begin, int end, int shift, bool in_group);
  void collect(const Node& group, float theta);
  double push(const Node& group, FloatPairs& forces);

  std::vector<std::uint64_t> keys_, scratch_;  // Morton code and number of each point
  std::vector<float> x_, y_;                   // in Z order
  std::vector<Node> nodes_;                    // each node before its children
  std::vector<int> groups_;                    // nodes whose points share a walk: each point is in one
  Sources sources_;                            // what acts on the group at hand, its own points among them
  std::size_t own_ = 0;  // where those are: none of the group's nodes is far, so they follow each other
};

}  // namespace apollo::tsne
