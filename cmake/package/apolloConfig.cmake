# find_package(apollo): the libraries apollo::NAME; a header is included by its path in the repository.
include(CMakeFindDependencyMacro)
include(${CMAKE_CURRENT_LIST_DIR}/Dependencies.cmake)
foreach(dependency IN LISTS APOLLO_DEPENDENCIES)
  separate_arguments(dependency)
  find_dependency(${dependency})
endforeach()
list(REMOVE_ITEM CMAKE_MODULE_PATH ${CMAKE_CURRENT_LIST_DIR})
include(${CMAKE_CURRENT_LIST_DIR}/apolloTargets.cmake)
