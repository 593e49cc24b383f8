# cpack --config build/release/CPackConfig.cmake: the Debian packages apollo, libapollo-dev, apollo-mpi and python3-apollo. What programs and the module
# are linked with, dpkg-shlibdeps finds; what the libraries' headers and archives need, stands here beside cmake/package/Dependencies.cmake.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)  # tests are no part of them
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME apollo)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL program dev)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "The apollo authors <apollo@localhost>")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_DEBUGINFO_PACKAGE OFF)

function(install_copyright component package)
  install(FILES cmake/debian/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${package} COMPONENT ${component})
endfunction()

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME apollo)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS "nodejs, librsvg2-bin, pngquant")  # the figures of apollo report
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION "design-space exploration of neural network accelerators
Searches hardware configurations for a set of neural networks, compiles every
network onto each one, simulates it to the cycle, and reports what it found.")

set(CPACK_DEBIAN_DEV_PACKAGE_NAME libapollo-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS "nlohmann-json3-dev (>= 3.11), libboost-dev, libboost-graph-dev, libprotobuf-dev, protobuf-compiler, libonnx-dev, libspdlog-dev, libsqlite3-dev, libsqlitecpp-dev, libmuparser-dev, libeigen3-dev, libcli11-dev, libsystemc-dev, libxgboost-dev")
set(CPACK_DEBIAN_DEV_PACKAGE_RECOMMENDS "cmake")
set(CPACK_COMPONENT_DEV_DESCRIPTION "libraries of apollo, for C++
The compiler, the simulators and the search strategies of apollo as static
libraries with their headers, and the files for find_package(apollo) of CMake.")
install_copyright(dev libapollo-dev)
install_licences(dev ${CMAKE_INSTALL_DATADIR}/doc/libapollo-dev ${compiled_in})

if(APOLLO_MPI)
  list(APPEND CPACK_COMPONENTS_ALL mpi)
  set(CPACK_DEBIAN_MPI_PACKAGE_NAME apollo-mpi)
  set(CPACK_DEBIAN_MPI_PACKAGE_SECTION science)
  set(CPACK_DEBIAN_MPI_PACKAGE_SHLIBDEPS ON)
  set(CPACK_DEBIAN_MPI_PACKAGE_DEPENDS "apollo (= ${PROJECT_VERSION}), openmpi-bin")
  set(CPACK_COMPONENT_MPI_DESCRIPTION "searches of apollo on many machines by MPI
What the program loads when mpirun has started it.")
  install_copyright(mpi apollo-mpi)
endif()

if(APOLLO_PYTHON)
  list(APPEND CPACK_COMPONENTS_ALL python)
  math(EXPR next_minor "${APOLLO_PYTHON_MINOR} + 1")
  set(CPACK_DEBIAN_PYTHON_PACKAGE_NAME python3-apollo)
  set(CPACK_DEBIAN_PYTHON_PACKAGE_SECTION python)
  set(CPACK_DEBIAN_PYTHON_PACKAGE_SHLIBDEPS ON)
  set(CPACK_DEBIAN_PYTHON_PACKAGE_DEPENDS "python3 (>= 3.${APOLLO_PYTHON_MINOR}), python3 (<< 3.${next_minor}~), python3-numpy")
  set(CPACK_DEBIAN_PYTHON_PACKAGE_RECOMMENDS "python3-pandas")
  set(CPACK_DEBIAN_PYTHON_PACKAGE_SUGGESTS "apollo, python3-optuna")
  set(CPACK_DEBIAN_PYTHON_PACKAGE_CONTROL_EXTRA "${PROJECT_SOURCE_DIR}/cmake/debian/postinst;${PROJECT_SOURCE_DIR}/cmake/debian/prerm")
  set(CPACK_COMPONENT_PYTHON_DESCRIPTION "apollo for Python
Spaces, search strategies, evaluations of accelerators and studies of apollo as
a module of Python 3.")
  install_copyright(python python3-apollo)
  install_licences(python ${CMAKE_INSTALL_DATADIR}/doc/python3-apollo ${compiled_in} pybind11-dev)
endif()
install_copyright(program apollo)
include(CPack)
