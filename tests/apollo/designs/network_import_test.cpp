#include "apollo/designs/network_import.h"

#include <gtest/gtest.h>

#include "tests/files/error_of.h"

namespace apollo::designs {
namespace {

using namespace testing;

TEST(ParseInputShapes, ReadsNamesAndSizesInTheirOrder) {
  const std::vector<std::string> texts = {"data=1x3x224x224", "a=b=7"};
  const std::vector<InputShape> shapes = parse_input_shapes(texts, "--input-shape");
  ASSERT_EQ(shapes.size(), 2U);
  EXPECT_EQ(shapes[0].input, "data");
  EXPECT_EQ(shapes[0].sizes, (std::vector<std::int64_t>{1, 3, 224, 224}));
  EXPECT_EQ(shapes[1].input, "a=b");  // the last "=" is what parts them
  for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(to_text(shapes[i]), texts[i]);
}

TEST(ParseInputShapes, NamesWhereTheTextIsGivenAndWhatItMustBe) {
  for (const std::string wrong : {"data", "=3", "data=", "data=3x", "data=x3", "data=0", "data=-3",
                                  "data=3y4", "data=99999999999999999999"}) {
    EXPECT_EQ(config_error([&] { parse_input_shapes({wrong}, "sweep.json: input_shapes"); }),
              "sweep.json: input_shapes is \"" + wrong +
                  "\"; must be NAME=SIZExSIZEx..., such as data=1x3x224x224");
  }
  EXPECT_EQ(config_error([&] {
              parse_input_shapes({"a=1", "b=2", "a=3"}, "--input-shape");
            }),
            "--input-shape names \"a\" twice; must be different inputs");
}

TEST(LoadNetworks, KeepsTheirOrder) {
  const auto networks = load_networks({"unet", "rnnt_encoder"}, {}, "--input-shape");
  ASSERT_EQ(networks.size(), 2U);
  EXPECT_EQ(networks[0].name, "unet");
  EXPECT_EQ(networks[1].name, "rnnt_encoder");
}

TEST(LoadNetworks, RefusesAShapeThatNoModelHas) {
  NetworkImport import;
  import.input_shapes = {{ "picture", { 1, 2 } }};
  EXPECT_EQ(config_error([&] { load_networks({"unet"}, import, "--input-shape"); }),
            "--input-shape names \"picture\"; must be an input of an ONNX model that is given");
}

}  // namespace
}  // namespace apollo::designs
