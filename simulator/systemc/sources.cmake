# The SystemC engine: simulate_systemc() of engine.h. Its headers, and SystemC's, are private to it.
target_sources(simulator PRIVATE
  systemc/array_controller.cpp
  systemc/chip.cpp
  systemc/clock.cpp
  systemc/dma.cpp
  systemc/dram.cpp
  systemc/dram_contents.cpp
  systemc/execution_unit.cpp
  systemc/issue.cpp
  systemc/lanes.cpp
  systemc/memory_image.cpp
  systemc/network_bus.cpp
  systemc/output_stage.cpp
  systemc/pe.cpp
  systemc/pe_network_port.cpp
  systemc/read_port.cpp
  systemc/result_codec.cpp
  systemc/scoreboard.cpp
  systemc/sequencer.cpp
  systemc/staging_memory.cpp
  systemc/stream_layout.cpp
  systemc/systemc_engine.cpp
  systemc/tile_task.cpp
  systemc/tracer.cpp
  systemc/watchdog.cpp)
target_include_directories(simulator SYSTEM PRIVATE ${SYSTEMC_INCLUDE_DIR})
# As needed: the library also has a main(), and a program that simulates nothing must not be asked for sc_main().
target_link_libraries(simulator PRIVATE -Wl,--push-state,--as-needed ${SYSTEMC_LIBRARY} -Wl,--pop-state)
