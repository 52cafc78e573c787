// SPDX-License-Identifier: MIT
#include "storage/projection/projection.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <string>

#include "storage/internal/scratch_directory.h"

namespace keel::storage {
namespace {

core::Decimal D(const char* text) { return core::Decimal::Parse(text).value(); }

ChainHash HashOf(uint64_t sequence) {
  ChainHash hash;
  hash.bytes[0] = static_cast<unsigned char>(sequence);
  return hash;
}

/// Record `n` of a made-up session: an order changes, and every third time it is filled.
std::vector<ProjectedRow> RowsOf(uint64_t n) {
  const auto number = static_cast<int64_t>(n);
  OrderRow order{.order_id = 1 + number % 4, .client_order_id = "k-1", .venue = "binance"};
  order.quantity = core::Quantity(D("0.000000000001") * number);
  order.state = "state " + std::to_string(n);
  if (n % 2 == 0) order.limit_price = core::Price(D("43123.46"));
  std::vector<ProjectedRow> rows = {order};
  if (n % 3 == 0) {
    rows.push_back(FillRow{.venue = "binance",
                           .account = "main",
                           .pair = "BTC/USDT",
                           .trade_id = std::to_string(n),
                           .order_id = number,
                           .fee = D("-0.0000001"),
                           .time = {number}});
  }
  return rows;
}

class ProjectionTest : public ::testing::Test {
 protected:
  std::string Path() const { return scratch_.path() + "/session.db"; }
  Projection Open() {
    auto opened = Projection::Open(Path());
    EXPECT_TRUE(opened) << opened.error().message;
    return *std::move(opened);
  }
  static void ApplyOne(Projection& projection, uint64_t n) {
    const auto rows = RowsOf(n);
    const auto applied = projection.Apply({n, n, HashOf(n), rows});
    ASSERT_TRUE(applied) << applied.error().message;
  }
  template <typename Row>
  std::vector<Row> Rows() {
    auto reader = ProjectionReader::Open(Path());
    EXPECT_TRUE(reader) << reader.error().message;
    auto rows = reader->Newest<Row>(1'000);
    EXPECT_TRUE(rows) << rows.error().message;
    return rows.value_or(std::vector<Row>{});
  }
  /// Runs statements as another program would.
  void Sql(const std::string& statements) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(Path().c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db, statements.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(db);
    sqlite3_close(db);
  }
  /// Rebuilds from records 1 to `last`.
  static base::Status RebuildTo(Projection& projection, uint64_t last) {
    std::vector<ProjectedRow> rows;
    uint64_t n = 0;
    return projection.Rebuild([&]() -> base::Result<std::optional<ProjectionBatch>> {
      if (n == last) return std::nullopt;
      ++n;
      rows = RowsOf(n);
      return ProjectionBatch{n, n, HashOf(n), rows};
    });
  }

  internal::ScratchDirectory scratch_;
};

TEST_F(ProjectionTest, ReadsWhatWasAppliedToTheLastDigit) {
  Projection projection = Open();
  for (uint64_t n = 1; n <= 12; ++n) ApplyOne(projection, n);
  const auto orders = Rows<OrderRow>();
  ASSERT_EQ(orders.size(), 4U) << "an order is one row";
  EXPECT_EQ(orders[0].state, "state 12");
  EXPECT_EQ(orders[0].quantity.ToString(), "0.000000000012");
  EXPECT_EQ(orders[0].limit_price->ToString(), "43123.46");
  EXPECT_EQ(orders[1].limit_price, std::nullopt);
  const auto fills = Rows<FillRow>();
  ASSERT_EQ(fills.size(), 4U);
  EXPECT_EQ(fills[0].fee.ToString(), "-0.0000001");
  EXPECT_EQ(fills[0].time.ns, 12);
}

TEST_F(ProjectionTest, EveryTableTakesItsRow) {
  Projection projection = Open();
  const std::vector<ProjectedRow> rows = {
      PositionRow{.pair = "ETH/USDT", .quantity = D("-1.5")},
      DecisionRow{.decision = 3, .score = 0.25, .text = "it's; DROP TABLE orders"},
      EquityRow{.account = "main", .time = {5}, .equity = D("1000000.01")},
      AlertRow{.alert = 1, .text = "drawdown"},
      RefusalRow{.refusal = 1, .asked = core::Quantity(D("2.5")), .rules = "cash, \"x\""},
      ParentRow{.parent = 4, .filled = core::Quantity(D("0.5")), .total = D("-1.25")},
      ClosedTradeRow{.trade = 2, .pnl = D("-0.000000000001"), .duration_s = 0.5},
      TransferRow{.transfer = 1, .kind = "start", .amount = D("1000")}};
  ASSERT_TRUE(projection.Apply({1, 1, HashOf(1), rows}));
  EXPECT_EQ(Rows<PositionRow>().at(0).quantity.ToString(), "-1.5");
  EXPECT_EQ(Rows<DecisionRow>().at(0).text, "it's; DROP TABLE orders");
  EXPECT_EQ(Rows<DecisionRow>().at(0).score, 0.25);
  EXPECT_EQ(Rows<EquityRow>().at(0).equity.ToString(), "1000000.01");
  EXPECT_EQ(Rows<AlertRow>().at(0).text, "drawdown");
  EXPECT_EQ(Rows<RefusalRow>().at(0).asked.ToString(), "2.5");
  EXPECT_EQ(Rows<ParentRow>().at(0).total, D("-1.25"));
  EXPECT_EQ(Rows<ClosedTradeRow>().at(0).pnl, D("-0.000000000001"));
  EXPECT_FALSE(Rows<TransferRow>().at(0).value) << "not known yet";
  EXPECT_EQ(ProjectionReader::Open(Path())->Csv("refusals").value(),
            "refusal,time,strategy,pair,side,asked,approved,rules,decision,record\n"
            "1,0,,,,2.5,0,\"cash, \"\"x\"\"\",,1\n");
}

TEST_F(ProjectionTest, ARecordIsAppliedOnceAndNoneIsLeftOut) {
  Projection projection = Open();
  for (uint64_t n = 1; n <= 6; ++n) ApplyOne(projection, n);
  const std::vector<ProjectedRow> other = {AlertRow{.alert = 9}};
  EXPECT_TRUE(projection.Apply({4, 6, HashOf(6), other}));
  EXPECT_TRUE(Rows<AlertRow>().empty()) << "it was there already";
  EXPECT_EQ(projection.Apply({6, 7, HashOf(7), other}).error().code, base::ErrorCode::kUsage);
  const auto gap = projection.Apply({8, 8, HashOf(8), other});
  ASSERT_FALSE(gap);
  EXPECT_NE(gap.error().message.find("catch up from record 7"), std::string::npos);
  EXPECT_TRUE(Rows<AlertRow>().empty());
}

TEST_F(ProjectionTest, ARestartGoesOnWhereItWas) {
  {
    Projection projection = Open();
    for (uint64_t n = 1; n <= 5; ++n) ApplyOne(projection, n);
  }
  Projection projection = Open();
  EXPECT_EQ(projection.last_sequence(), 5U);
  EXPECT_EQ(projection.head(), HashOf(5));
  ApplyOne(projection, 6);
  EXPECT_EQ(Rows<FillRow>().size(), 2U);
}

TEST_F(ProjectionTest, ARebuildGivesTheSameTablesOrKeepsTheOldOnes) {
  Projection projection = Open();
  for (uint64_t n = 1; n <= 9; ++n) ApplyOne(projection, n);
  Sql("DELETE FROM fills; UPDATE orders SET state = 'wrong'");
  const auto failed = projection.Rebuild([]() -> base::Result<std::optional<ProjectionBatch>> {
    return base::Fail(base::ErrorCode::kIo, "the journal cannot be read");
  });
  EXPECT_EQ(failed.error().message, "the journal cannot be read");
  EXPECT_EQ(Rows<OrderRow>().at(0).state, "wrong");
  EXPECT_EQ(projection.last_sequence(), 9U);
  ASSERT_TRUE(RebuildTo(projection, 9));
  EXPECT_EQ(Rows<OrderRow>().at(0).state, "state 9");
  EXPECT_EQ(Rows<FillRow>().size(), 3U);
  EXPECT_EQ(projection.last_sequence(), 9U);
  ApplyOne(projection, 10);
}

TEST_F(ProjectionTest, ANewerSchemaAndForeignFilesAreRefused) {
  { Open(); }
  Sql("PRAGMA user_version = 5");
  const auto newer = Projection::Open(Path());
  ASSERT_FALSE(newer);
  EXPECT_EQ(newer.error().code, base::ErrorCode::kUnsupported);
  EXPECT_NE(newer.error().message.find("use the newer Keel, or delete the file"),
            std::string::npos);
  EXPECT_EQ(ProjectionReader::Open(Path()).error().code, base::ErrorCode::kUnsupported);
  Sql("PRAGMA user_version = 4; PRAGMA application_id = 7");
  EXPECT_EQ(Projection::Open(Path()).error().code, base::ErrorCode::kUnsupported);
  EXPECT_EQ(ProjectionReader::Open(Path() + "no").error().code, base::ErrorCode::kNotFound);
  scratch_.Put("session.db", std::string(5'000, 'x'));
  EXPECT_EQ(Projection::Open(Path()).error().code, base::ErrorCode::kIo);
}

TEST_F(ProjectionTest, AnOlderSchemaIsMadeAnew) {
  {
    Projection projection = Open();
    ApplyOne(projection, 1);
  }
  Sql("DROP TABLE fills; CREATE TABLE fills (x TEXT) STRICT; PRAGMA user_version = 0");
  Projection projection = Open();
  EXPECT_EQ(projection.last_sequence(), 0U);
  ASSERT_TRUE(RebuildTo(projection, 6));
  EXPECT_EQ(Rows<FillRow>().size(), 2U);
}

TEST_F(ProjectionTest, AReaderInTheMiddleDoesNotStopTheWriter) {
  Projection projection = Open();
  ApplyOne(projection, 1);
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(Path().c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db, "BEGIN; SELECT * FROM orders", nullptr, nullptr, nullptr), SQLITE_OK);
  for (uint64_t n = 2; n <= 20; ++n) ApplyOne(projection, n);
  sqlite3_close(db);
  EXPECT_EQ(Rows<OrderRow>().at(0).state, "state 20");
}

TEST_F(ProjectionTest, AnotherWriterIsAnErrorAndNothingIsHalfDone) {
  Projection projection = Open();
  ApplyOne(projection, 1);
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(Path().c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  const auto rows = RowsOf(2);
  const auto busy = projection.Apply({2, 2, HashOf(2), rows});
  ASSERT_FALSE(busy);
  EXPECT_EQ(busy.error().code, base::ErrorCode::kIo);
  EXPECT_EQ(projection.last_sequence(), 1U);
  sqlite3_close(db);
  ApplyOne(projection, 2);
  EXPECT_EQ(Rows<OrderRow>().size(), 2U);
}

TEST_F(ProjectionTest, ACellThatIsNoNumberIsNamed) {
  Projection projection = Open();
  ApplyOne(projection, 1);
  Sql("UPDATE orders SET quantity = '1e-8'");
  const auto rows = ProjectionReader::Open(Path())->Newest<OrderRow>(10);
  ASSERT_FALSE(rows);
  EXPECT_NE(rows.error().message.find("column quantity of table orders"), std::string::npos);
}

}  // namespace
}  // namespace keel::storage
