// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "base/random.h"
#include "storage/catalog.h"

#include "storage/internal/scratch_directory.h"

namespace keel::storage {
namespace {

using base::ErrorCode;
using internal::ScratchDirectory;

const SeriesKey kKey{"binance", core::ParseSymbol("BTC/USDT").value(),
                     core::Timeframe::Of(base::Hours(1))};
constexpr const char* kRows = "binance/BTC_USDT-1h.features.npy";
constexpr const char* kSide = "binance/BTC_USDT-1h.features.json";

std::vector<core::Bar> Bars(double price) {
  std::vector<core::Bar> bars;
  for (int64_t i = 0; i < 100; ++i) {
    bars.push_back({base::UnixNanos{base::Hours(400'000 + i).ns}, price, price, price, price, 1});
  }
  return bars;
}

FeatureTable Table() {
  FeatureTable table({{"fast", 1, "aa"}, {"slow", 3, "bb"}});
  for (const core::Bar& bar : Bars(1)) {
    const auto n = static_cast<double>(table.rows());
    const std::optional<double> slow = n < 10 ? std::nullopt : std::optional(1 / n);
    table.Append(bar.open_time, bar.open_time + base::Hours(1),
                 std::vector<std::optional<double>>{n, slow});
  }
  return table;
}

class FeatureFiles : public ::testing::Test {
 protected:
  FeatureFiles() : catalog_(scratch_.path()) {
    EXPECT_TRUE(catalog_.Write(kKey, Bars(1), {}));
    hash_ = (*catalog_.Open(kKey))->note().hash;
    EXPECT_TRUE(catalog_.WriteFeatures(kKey, Table(), hash_));
  }
  /// The one sentence of a refusal.
  void ExpectRefused(ErrorCode code, const std::string& says) const {
    const auto opened = catalog_.OpenFeatures(kKey);
    ASSERT_FALSE(opened) << says;
    EXPECT_EQ(opened.error().code, code) << opened.error().message;
    EXPECT_NE(opened.error().message.find(says), std::string::npos) << opened.error().message;
    EXPECT_NE(opened.error().message.find("`keel features`"), std::string::npos);
    EXPECT_EQ(opened.error().message.find('\n'), std::string::npos);
  }

  ScratchDirectory scratch_;
  Catalog catalog_;
  std::string hash_;
};

TEST_F(FeatureFiles, WhatIsWrittenIsRead) {
  const auto table = catalog_.OpenFeatures(kKey);
  ASSERT_TRUE(table) << table.error().message;
  EXPECT_EQ(table->bytes(), Table().bytes());
  ASSERT_EQ(table->columns().size(), 2u);
  EXPECT_EQ(table->columns()[1], (FeatureColumn{"slow", 3, "bb"}));
  EXPECT_FALSE(table->at(9, 1));
  EXPECT_EQ(table->at(10, 1), 0.1);
  EXPECT_EQ(table->ts_knowable(0), table->ts_event(1));
  EXPECT_EQ(table->CountPresent(1), 90);
  EXPECT_EQ(table->Column("slow"), 1u);
  EXPECT_FALSE(table->Column("other"));
  EXPECT_EQ(catalog_.List()->size(), 1u) << "features are no series of bars";
}

TEST_F(FeatureFiles, TheSideFileSaysHowAbsentIsWritten) {
  const std::string side = ScratchDirectory::Get(scratch_.path() + "/" + kSide);
  for (const std::string& part :
       {std::string("\"absent\": \"NaN\""), "\"data_hash\": \"" + hash_ + "\"",
        std::string("\"definition_hash\": \"bb\""), std::string("\"version\": 3")}) {
    EXPECT_NE(side.find(part), std::string::npos) << part << "\nis not in\n" << side;
  }
}

TEST_F(FeatureFiles, StaleFeaturesAreRefused) {
  ASSERT_TRUE(catalog_.Write(kKey, Bars(2), {}));
  ExpectRefused(ErrorCode::kRefused, "the bars that it was computed from have changed");
  ASSERT_TRUE(catalog_.WriteFeatures(kKey, Table(), (*catalog_.Open(kKey))->note().hash));
  EXPECT_TRUE(catalog_.OpenFeatures(kKey));
}

TEST_F(FeatureFiles, DamageIsNoticed) {
  const std::string good = ScratchDirectory::Get(scratch_.path() + "/" + kRows);
  const std::string good_side = ScratchDirectory::Get(scratch_.path() + "/" + kSide);
  const auto with = [&](const std::string& rows, const std::string& side, const char* says) {
    scratch_.Put(kRows, rows);
    scratch_.Put(kSide, side);
    ExpectRefused(ErrorCode::kCorrupt, says);
  };
  with(good.substr(0, good.size() - 8), good_side, "promises 100 rows of 32");
  with("", good_side, "not a NumPy");
  with(good, "{", "not a JSON object");
  with(good, "{}", "field \"format\"");
  for (const size_t back : {3U, 1000U}) {
    std::string changed = good;
    changed[changed.size() - back] ^= 1;
    with(changed, good_side, "rows are not those");
  }
  std::string renamed = good_side;
  renamed.replace(renamed.find("\"slow\""), 6, "\"fads\"");
  with(good, renamed, "columns are not those");
  std::string newer = good_side;
  newer.replace(newer.find("\"format\": 1"), 11, "\"format\": 2");
  with(good, newer, "field \"format\"");
}

TEST_F(FeatureFiles, AnyFlippedBitIsRefusedOrChangesNothing) {
  const std::string good = ScratchDirectory::Get(scratch_.path() + "/" + kRows);
  const std::string good_side = ScratchDirectory::Get(scratch_.path() + "/" + kSide);
  base::RandomStream random(3, "feature_files_test");
  for (int i = 0; i < 600; ++i) {
    std::string rows = good, side = good_side;
    std::string& hit = i % 2 == 0 ? rows : side;
    hit[random.NextU64() % hit.size()] ^= static_cast<char>(1U << (random.NextU64() % 8));
    scratch_.Put(kRows, rows);
    scratch_.Put(kSide, side);
    const auto opened = catalog_.OpenFeatures(kKey);
    EXPECT_TRUE(!opened || opened->bytes() == Table().bytes()) << i;
  }
}

TEST(FeatureFile, MissingOnesAreToldHowToMake) {
  const ScratchDirectory scratch;
  const auto opened = Catalog(scratch.path()).OpenFeatures(kKey);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kNotFound);
  EXPECT_NE(opened.error().message.find("BTC/USDT 1h at binance"), std::string::npos);
}

}  // namespace
}  // namespace keel::storage
