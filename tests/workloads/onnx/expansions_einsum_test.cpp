#include "import_errors.h"

namespace apollo::workloads::importer::sums {
namespace {

const std::map<char, std::int64_t> kSizes{{'b', 2}, {'h', 3}, {'i', 4}, {'j', 5}, {'k', 6}, {'d', 7}};

ModelBuilder einsum(const std::vector<std::string>& terms, const std::string& equation) {
  ModelBuilder model;
  std::vector<std::string> inputs;
  for (const std::string& term : terms) {
    std::vector<Dim> dims;
    for (const char letter : term) dims.push_back(kSizes.at(letter));
    inputs.push_back(model.input("x" + std::to_string(inputs.size()), dims));
  }
  model.output(model.node("Einsum", inputs, {{"equation", equation}}));
  return model;
}

std::uint64_t size(const std::string& letters) {
  std::uint64_t result = 1;
  for (const char letter : letters) result *= static_cast<std::uint64_t>(kSizes.at(letter));
  return result;
}

TEST(OnnxEinsum, MultipliesEveryTermOfEveryElement) {
  // Terms, the output and all letters.
  struct Case {
    std::vector<std::string> terms;
    std::string equation, output, letters;
  };
  for (const Case& c :
       {Case{{"ij", "jk"}, "ij,jk->ik", "ik", "ijk"}, Case{{"bij", "bjk"}, "bij,bjk->bik", "bik", "bijk"},
        Case{{"bhid", "bhjd"}, "bhid, bhjd -> bhij", "bhij", "bhijd"},
        Case{{"bihd", "bjhd"}, "bihd,bjhd->bhij", "bhij", "bhijd"},
        Case{{"bij", "kj"}, "bij,kj", "bik", "bijk"},
        Case{{"bij", "bjk"}, "...ij,...jk->...ik", "bik", "bijk"}}) {
    const Network network = imported(einsum(c.terms, c.equation)).network;
    EXPECT_EQ(network.macs(), size(c.letters)) << c.equation;
    EXPECT_EQ(static_cast<std::uint64_t>(output_shape(network).elements()), size(c.output)) << c.equation;
  }
}

TEST(OnnxEinsum, WithoutASumIsElementWise) {
  for (const auto& [terms, equation, output] :
       {std::tuple(std::vector<std::string>{"ij", "ij"}, "ij,ij->ij", "ij"),
        std::tuple(std::vector<std::string>{"i", "j"}, "i,j->ij", "ij"),
        std::tuple(std::vector<std::string>{"bij", "bj"}, "bij,bj->bij", "bij")}) {
    const Network network = imported(einsum(terms, equation)).network;
    the(network, LayerType::multiply);
    EXPECT_EQ(static_cast<std::uint64_t>(output_shape(network).elements()), size(output)) << equation;
  }
}

TEST(OnnxEinsum, OfOneOperandIsASumOrAView) {
  EXPECT_EQ(types(imported(einsum({"bij"}, "bij->bji")).network), "rearrange");
  EXPECT_EQ(static_cast<std::uint64_t>(output_shape(imported(einsum({"bij"}, "bij->b")).network).elements()),
            size("b"));
}

TEST(OnnxEinsum, RefusesDiagonalsAndMoreOperands) {
  testing::expect_contains(import_error(einsum({"ii"}, "ii->i")), "Einsum with a diagonal");
  testing::expect_contains(import_error(einsum({"ij", "jk", "kd"}, "ij,jk,kd->id")),
                           "Einsum with 3 operands");
}

TEST(OnnxEinsum, ThatDoesNotFitIsMalformed) {
  testing::expect_contains(import_error(einsum({"ij"}, "ijk->i")), "does not fit operands of 4x5");
  testing::expect_contains(import_error(einsum({"ij"}, "ij->z")),
                           "has an output dimension that no operand has");
  testing::expect_contains(import_error(einsum({"ij"}, "ij,ij->i")), "must have a term for each operand");
}

}  // namespace
}  // namespace apollo::workloads::importer::sums
