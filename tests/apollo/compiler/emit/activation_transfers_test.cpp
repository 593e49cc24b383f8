#include "apollo/compiler/emit/activation_transfers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "tests/apollo/compiler/emit/scene.h"

namespace apollo::compiler::emit::activation_transfers_test {
namespace {

using machine::Unit;
using program::Box;
using program::Instruction;
using program::Opcode;
using program::Operand;

constexpr int kEntry = 64, kEntries = 4, kBurst = 64;
constexpr std::int64_t kLongest = kEntry * kEntries / 2;  // of a chunk
constexpr std::int64_t kSlot = 640, kHold = 1280;         // addresses in PE memory
constexpr int kRows = 5, kColumns = 10, kChannels = 8, kRow = kColumns * kChannels;
constexpr int kDma = static_cast<int>(Unit::dma), kActivationBus = static_cast<int>(Unit::activation_bus),
              kOutputBus = static_cast<int>(Unit::output_bus), kArray = static_cast<int>(Unit::array);
const Box kAll{0, kRows, 0, kColumns, 0, kChannels};

class ActivationTransfersTest : public testing::Test {
 protected:
  ActivationTransfersTest() {
    scene_.accelerator.configuration.activation_memory_entries = kEntries;
    scene_.accelerator.constants.activation_entry_bytes = kEntry;
    scene_.accelerator.constants.dram_burst_bytes = kBurst;
    scene_.network.buffers[1].buffer.shape = {kRows, kColumns, kChannels};
    scene_.hold(1, {kAll}, kHold);
    layout_.emplace(scene_.layout());
    pe_memory_.reset(*layout_);
    transfers_.reset(*layout_, &list_, &pe_memory_);
  }
  Transfer transfer(Operand operand, std::int64_t bytes) {
    Transfer t;
    t.prototype.operand = operand;
    t.prototype.memory_address = kSlot;
    t.stream = {bytes, (bytes + kBurst - 1) / kBurst * kBurst};
    t.buffer = 1;
    t.object = pe_memory_.create(kSlot, bytes);
    return t;
  }
  const std::vector<Instruction>& move(const Transfer& t, const std::vector<Box>& pieces = {}) {
    transfers_.move(t, pieces);
    return list_.instructions();
  }
  std::ptrdiff_t stores() {
    const auto& made = list_.instructions();
    return std::count_if(made.begin(), made.end(),
                         [](const Instruction& i) { return i.opcode == Opcode::store_activations; });
  }

  Scene scene_;
  std::optional<Layout> layout_;
  InstructionList list_;
  PeMemory pe_memory_;
  ActivationTransfers transfers_;
};

TEST_F(ActivationTransfersTest, InputsAreLoadedThenMulticast) {
  const auto& made = move(transfer(Operand::input, kEntry + 1));
  ASSERT_EQ(made.size(), 2u);
  EXPECT_EQ(made[0].opcode, Opcode::load_activations);
  EXPECT_EQ(made[0].dram_bytes, 2 * kBurst);
  EXPECT_EQ(made[1].opcode, Opcode::multicast_activations);
  EXPECT_EQ(made[1].dram_bytes, 0);
  EXPECT_EQ(made[1].bytes, kEntry + 1);
  EXPECT_EQ(made[1].memory_address, kSlot);
  EXPECT_EQ(made[1].staging_address, made[0].staging_address);
  EXPECT_EQ(made[1].wait[kDma], 1u);
}

TEST_F(ActivationTransfersTest, ASlotIsFilledAfterItWasRead) {
  constexpr std::uint32_t kRead = 4;
  const Transfer t = transfer(Operand::input, kEntry);
  pe_memory_[t.object].read(Unit::array, kRead);
  EXPECT_EQ(move(t)[1].wait[kArray], kRead);
}

TEST_F(ActivationTransfersTest, OutputsAreCollectedAfterTheirComputationThenStored) {
  constexpr std::uint32_t kComputed = 3;
  const Transfer t = transfer(Operand::output, kEntry);
  pe_memory_[t.object].write(Unit::array, kComputed);
  move(t);
  transfers_.write_all_stores();
  const auto& made = list_.instructions();
  ASSERT_EQ(made.size(), 2u);
  EXPECT_EQ(made[0].opcode, Opcode::collect);
  EXPECT_EQ(made[0].wait[kArray], kComputed);
  EXPECT_EQ(made[0].dram_bytes, 0);
  EXPECT_EQ(made[1].opcode, Opcode::store_activations);
  EXPECT_EQ(made[1].dram_bytes, kBurst);
  EXPECT_EQ(made[1].wait[kOutputBus], 1u);
}

TEST_F(ActivationTransfersTest, AStoreIsWrittenBehindWhatLaterTilesMove) {
  static_assert(decisions::kStoresBehind + 1 < kEntries);
  move(transfer(Operand::output, kEntry));
  transfers_.end_tile();
  for (int tile = 0; tile < decisions::kStoresBehind; ++tile) {
    EXPECT_EQ(stores(), 0) << tile;
    move(transfer(Operand::exchange, kEntry));
    transfers_.end_tile();
  }
  EXPECT_EQ(stores(), 1);
  EXPECT_EQ(list_.instructions().back().opcode, Opcode::store_activations);
}

TEST_F(ActivationTransfersTest, ResultsThatAreInTheWayAreStored) {
  move(transfer(Operand::output, kLongest));
  move(transfer(Operand::input, kLongest));
  EXPECT_EQ(stores(), 0);
  const auto& made = move(transfer(Operand::input, kEntry));
  ASSERT_EQ(stores(), 1);
  const Instruction& load = made[made.size() - 2];
  EXPECT_EQ(load.staging_address, made[0].staging_address);
  EXPECT_EQ(load.opcode, Opcode::load_activations);
  EXPECT_EQ(made[made.size() - 3].opcode, Opcode::store_activations);
}

TEST_F(ActivationTransfersTest, StoresIntoABufferAreWrittenOnDemand) {
  move(transfer(Operand::output, kEntry));
  transfers_.write_stores_of(0);
  EXPECT_EQ(stores(), 0);
  transfers_.write_stores_of(1);
  EXPECT_EQ(stores(), 1);
}

TEST_F(ActivationTransfersTest, ExchangesGoFromTheSlotToTheHold) {
  const auto& made = move(transfer(Operand::exchange, kEntry));
  ASSERT_EQ(made.size(), 2u);
  EXPECT_EQ(made[0].opcode, Opcode::collect);
  EXPECT_EQ(made[0].memory_address, kSlot);
  EXPECT_EQ(made[1].opcode, Opcode::multicast_activations);
  EXPECT_EQ(made[1].memory_address, kHold);
}

TEST_F(ActivationTransfersTest, NothingMovesNothing) {
  EXPECT_TRUE(move(transfer(Operand::output, 0)).empty());
}

TEST_F(ActivationTransfersTest, ActivationMemoryIsFilledAgainAfterItWasRead) {
  for (int i = 0; i < 3; ++i) move(transfer(Operand::input, kLongest));  // two fit
  const Instruction& third = list_.instructions()[4];
  EXPECT_EQ(third.opcode, Opcode::load_activations);
  EXPECT_EQ(third.wait[kActivationBus], 1u);
}

TEST_F(ActivationTransfersTest, ALongStreamMovesInChunksOfWholeRows) {
  static_assert(kRow <= kLongest && 2 * kRow > kLongest);
  const auto& made = move(transfer(Operand::input, kAll.elements()), {kAll});
  ASSERT_EQ(made.size(), 2u * kRows);
  for (int row = 0; row < kRows; ++row) {
    EXPECT_EQ(made[2 * row].bytes, kRow);
    EXPECT_EQ(made[2 * row].stream_begin, row * kRow);
    EXPECT_EQ(made[2 * row].dram_bytes, (kRow + kBurst - 1) / kBurst * kBurst);
    EXPECT_EQ(made[2 * row + 1].stream_begin, row * kRow);
  }
}

TEST_F(ActivationTransfersTest, AChunkTakesRowsOfSeveralPieces) {
  const Box left{0, kRows, 0, 4, 0, kChannels}, right{0, kRows, 4, kColumns, 0, kChannels};
  const auto& made = move(transfer(Operand::exchange, kAll.elements()), {left, right});
  std::int64_t bytes = 0;
  for (std::size_t i = 0; i < made.size(); i += 2) {
    EXPECT_EQ(made[i].stream_begin, bytes);
    EXPECT_LE(made[i].bytes, kLongest);
    bytes += made[i].bytes;
  }
  EXPECT_EQ(bytes, kAll.elements());
  constexpr std::int64_t kLeftRow = 4 * kChannels, kRightRow = 6 * kChannels;
  static_assert(kLongest / kLeftRow == kRows - 1);
  EXPECT_EQ(made[0].bytes, (kRows - 1) * kLeftRow);
  // The last row of the left piece shares a chunk with rows of the right one.
  EXPECT_EQ(made[2].bytes, kLeftRow + (kLongest - kLeftRow) / kRightRow * kRightRow);
}

}  // namespace
}  // namespace apollo::compiler::emit::activation_transfers_test
