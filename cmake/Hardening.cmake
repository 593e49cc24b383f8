# What a distribution asks of its programs: a stack protector, checked copies, positions of code and data drawn anew for each run, and nothing
# of the linker's tables that can be written once the program runs. Libraries are position-independent too, as the Python module is made of
# them; they hide what they do not share, so that this costs no time.
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
add_compile_options(-fstack-protector-strong)
add_link_options(-Wl,-z,relro,-z,now)
if(NOT APOLLO_SANITIZE)  # which checks more
  add_compile_options($<$<CONFIG:Release>:-U_FORTIFY_SOURCE> $<$<CONFIG:Release>:-D_FORTIFY_SOURCE=2>)  # needs -O2
endif()
