#include "simulator/systemc/systemc_engine.h"

#include <cassert>
#include <cstdlib>

#include "processes/child_process.h"
#include "simulator/systemc/chip.h"
#include "simulator/systemc/result_codec.h"
#include "simulator/systemc/tracer.h"

// The SystemC library has a main() that calls this; nobody calls that main(), but the library has to find it.
[[gnu::visibility("default")]] int sc_main(int, char**) { return 0; }

namespace apollo::systemc {

namespace {

// In the child: elaborates, runs, and returns the result as bytes.
std::string run_in_child(const program::Program& program, const simulator::SimulationOptions& options,
                         const simulator::FunctionalData* data) {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
  sc_core::sc_report_handler::set_actions(sc_core::SC_WARNING, sc_core::SC_DO_NOTHING);
  sc_core::sc_report_handler::set_actions(sc_core::SC_ERROR, sc_core::SC_THROW);
  sc_core::sc_set_time_resolution(1, sc_core::SC_NS);
  // Never deleted: the process ends here, and taking modules out of SystemC's registry is quadratic in their
  // number.
  auto& chip = *new systemc::Chip("chip", program, options, data);
  std::unique_ptr<systemc::Tracer> tracer;
  if (!options.vcd_path.empty())
    tracer = std::make_unique<systemc::Tracer>("tracer", options.vcd_path, program);
  if (!data || chip.run(program.preload, {})) chip.run(program.instructions, program.rings);
  return systemc::encode(chip.result());
}

}  // namespace

simulator::SimulationResult simulate(const program::Program& program,
                                     const simulator::SimulationOptions& options,
                                     const simulator::FunctionalData* data) {
  assert(!options.functional || data);
  const simulator::FunctionalData* used = options.functional ? data : nullptr;
  processes::ChildProcess child("SystemC engine", [&] { return run_in_child(program, options, used); });
  return systemc::decode_result(child.result());
}

}  // namespace apollo::systemc
