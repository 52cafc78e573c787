// SPDX-License-Identifier: MIT
// What the tables say of a large order, from its beginning to what it cost.
#include "engine/session_tables.h"

#include "engine/testing/acting_session.h"

namespace keel::engine {
namespace {

using storage::ParentRow;

class ParentRowsTest : public testing::ActingSession {
 protected:
  ParentRowsTest() {
    options_.settings.execution = {
        .algorithm = "twap", .min_value = 50, .horizon_minutes = 5, .slices = 5};
    Begin([](strategy::Context& market, core::InstrumentId pair) {
      market.TargetShare(pair, 0.5, "large");
    });
  }
  /// All rows of large orders that the journal gives.
  std::vector<ParentRow> Parents() {
    auto reader = *storage::JournalReader::Open(*folder_);
    SessionTables tables("test", [&](std::string_view) -> base::Result<BacktestSettings> {
      return options_.settings;
    });
    std::vector<storage::ProjectedRow> rows;
    while (true) {
      const auto record = *reader.Next();
      if (!record) break;
      const auto taken = tables.Take(*record, &rows);
      EXPECT_TRUE(taken) << taken.error().message;
    }
    std::vector<ParentRow> parents;
    for (const auto& row : rows) {
      if (const auto* parent = std::get_if<ParentRow>(&row)) parents.push_back(*parent);
    }
    return parents;
  }
  /// Minutes pass in which the venue fills all that it has.
  void Pass(int minutes, bool fills) {
    const base::UnixNanos end = now_ + base::Minutes(minutes);
    while (session_->next_timer() <= end) {
      now_ = std::max(now_, session_->next_timer());
      session_->OnTimer(now_);
      Drain();
      while (fills && !AtVenue().empty()) {
        for (const auto& order : orders_) {
          if (order.status != execution::VenueStatus::kWorking) continue;
          Fill((order.quantity - order.executed).ToString().c_str(), "101");
          break;
        }
      }
    }
    now_ = end;
  }
};

TEST_F(ParentRowsTest, ALargeOrderIsARowThatGrows) {
  ASSERT_FALSE(Parents().empty());
  EXPECT_EQ(Parents().front().state, "working");
  EXPECT_EQ(Parents().front().algorithm, "twap");
  EXPECT_EQ(Parents().front().pair, "BTC/USDT");
  EXPECT_EQ(Parents().front().filled, core::Quantity());
  Pass(3, true);
  EXPECT_GT(Parents().back().children, 1);
  EXPECT_EQ(Parents().back().filled, Held());
  EXPECT_FALSE(Parents().back().total) << "told once it is over";
}

TEST_F(ParentRowsTest, WhatItCostIsToldAtItsEndAndItsPartsAreTheWhole) {
  Pass(8, true);
  const ParentRow row = Parents().back();
  EXPECT_EQ(row.state, "ended");
  EXPECT_EQ(row.filled, Held());
  ASSERT_TRUE(row.total && row.delay && row.timing && row.spread && row.impact && row.fees &&
              row.opportunity && row.prices);
  EXPECT_EQ(*row.total,
            *row.delay + *row.timing + *row.spread + *row.impact + *row.fees + *row.opportunity);
  EXPECT_TRUE(row.total->is_positive()) << "it bought above the price that it was decided at";
}

TEST_F(ParentRowsTest, OneThatAPersonStopsSaysSo) {
  Pass(2, true);
  ASSERT_TRUE(session_->CancelAll("test", now_));
  Drain();
  const auto rows = Parents();
  EXPECT_EQ(std::ranges::count(rows, "stopped", &ParentRow::state), 1);
  EXPECT_EQ(rows.back().state, "ended");
}

}  // namespace
}  // namespace keel::engine
