set(REPORT_TESTS
  report/design_rows_test.cpp
  report/tsne_affinities_test.cpp
  report/tsne_gradient_test.cpp
  report/tsne_neighbours_test.cpp
  report/tsne_test.cpp
  report/tsne_tree_test.cpp)
