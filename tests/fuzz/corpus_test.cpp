#include <gtest/gtest.h>

#include <filesystem>

#include "files/json_file.h"
#include "readers.h"

// Each file that the fuzz targets start from, or once broke a reader.
namespace apollo::fuzz {
namespace {

void read_all(const std::string& corpus, void (*read)(const std::string& bytes)) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(CORPUS) + "/" + corpus)) {
    EXPECT_NO_THROW(read(files::read_text_file(entry.path()))) << entry.path();
    ++files;
  }
  EXPECT_GT(files, 9);
}

TEST(Corpus, NetworksAreReadOrRejected) { read_all("network", read_network); }
TEST(Corpus, ConfigurationsAreReadOrRejected) { read_all("configuration", read_configuration); }
TEST(Corpus, ModelsAreReadOrRejected) { read_all("onnx", read_onnx); }
TEST(Corpus, ModelsAreEvaluatedOrRejected) { read_all("onnx", read_evaluation); }

}  // namespace
}  // namespace apollo::fuzz
