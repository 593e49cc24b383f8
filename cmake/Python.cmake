# Debian's Python, and not another one that comes first on the path: the module is for the interpreter that pybind11-dev and python3-dev are
# for. On where those are found; sanitizers would have to be loaded before the interpreter.
find_program(APOLLO_PYTHON_EXECUTABLE python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_path(APOLLO_PYBIND11 pybind11/pybind11.h)
set(found OFF)
if(APOLLO_PYTHON_EXECUTABLE AND APOLLO_PYBIND11 AND NOT APOLLO_SANITIZE)
  execute_process(COMMAND ${APOLLO_PYTHON_EXECUTABLE} -c "import sys, sysconfig; print(sysconfig.get_path('include'), sys.version_info.minor, sep=';')"
    OUTPUT_VARIABLE python OUTPUT_STRIP_TRAILING_WHITESPACE)
  list(POP_BACK python APOLLO_PYTHON_MINOR)
  list(POP_BACK python include)
  if(EXISTS ${include}/Python.h)
    set(found ON)
  endif()
endif()
include(CMakeDependentOption)  # asked again each time: the packages may come later
cmake_dependent_option(APOLLO_PYTHON "the Python module apollo, which needs Debian's python3-dev and pybind11-dev" ON "found" OFF)
