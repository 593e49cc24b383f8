// The extension module apollo._native: what apollo/__init__.py wraps.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <system_error>

#include "apollo/report/report.h"
#include "apollo/report/web/page.h"
#include "apollo/report/web/theme.h"
#include "files/atomic_file.h"
#include "files/config_error.h"
#include "files/json_file.h"
#include "python/evaluation.h"
#include "python/evaluator.h"
#include "python/json_conversion.h"
#include "python/network.h"
#include "python/optimizer.h"
#include "python/space.h"
#include "python/study.h"
#include "workloads/zoo/suite.h"

namespace apollo::python {
namespace {

namespace py = pybind11;

constexpr std::int64_t kLeastPoints = 100, kMostPoints = 100000;

void raise(const char* exception, const std::string& message) {
  const py::object type = py::module_::import("apollo._errors").attr(exception);
  PyErr_SetObject(type.ptr(), text(message).ptr());
}

void translate(std::exception_ptr thrown) {
  try {
    if (thrown) std::rethrow_exception(thrown);
  } catch (const files::ConfigError& error) {
    raise("ConfigError", error.what());
  } catch (const std::system_error& error) {  // a file system's, or no thread is left
    raise("Error", files::printable(error.what(), 1000));
  }
}

void write_report(const std::vector<std::string>& folders, const std::string& out, std::int64_t points) {
  if (!web::is_built_in())
    throw files::ConfigError("this apollo was built without the report page (APOLLO_REPORT=OFF)");
  if (points < kLeastPoints || points > kMostPoints)
    throw files::ConfigError("points is " + std::to_string(points) +
                             "; must be an integer from 100 to 100000");
  const py::gil_scoped_release release;
  const report::Sources sources = report::sources_of(report::read_runs(folders), folders);
  files::write_atomically(out, web::report_page(report::report(sources, points), web::theme()));
}

}  // namespace

PYBIND11_MODULE(_native, module) {
  module.doc() = "Bindings of apollo's libraries; use the package apollo.";
  module.attr("__version__") = APOLLO_VERSION;
  py::register_exception_translator(&translate);
  bind_space(module);
  bind_network(module);
  bind_evaluation(module);
  bind_evaluator(module);
  bind_optimizer(module);
  bind_study(module);
  module.def("write_report", &write_report, py::arg("folders"), py::arg("out"), py::arg("points"));
  module.def("suite_names", &zoo::builtin_suite_names, "Names of the built-in suites.");
}

}  // namespace apollo::python
