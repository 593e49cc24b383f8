# Reports: what is shown of finished studies. Included by apollo/CMakeLists.txt.
target_sources(apollo_core PRIVATE
  ${CMAKE_CURRENT_LIST_DIR}/design_rows.cpp
  ${CMAKE_CURRENT_LIST_DIR}/tsne.cpp
  ${CMAKE_CURRENT_LIST_DIR}/tsne_affinities.cpp
  ${CMAKE_CURRENT_LIST_DIR}/tsne_gradient.cpp
  ${CMAKE_CURRENT_LIST_DIR}/tsne_neighbours.cpp
  ${CMAKE_CURRENT_LIST_DIR}/tsne_tree.cpp)
