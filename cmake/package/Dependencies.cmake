# What the libraries need, each with its version: for the build here, and for find_package(apollo).
set(APOLLO_DEPENDENCIES "nlohmann_json 3.11" "Boost 1.74" Protobuf ONNX spdlog SQLite3 SQLiteCpp "muparser 2.3" Threads "Eigen3 3.4" CLI11 SystemC XGBoost)
list(PREPEND CMAKE_MODULE_PATH ${CMAKE_CURRENT_LIST_DIR})
