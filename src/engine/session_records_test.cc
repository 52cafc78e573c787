// SPDX-License-Identifier: MIT
// Records of older versions are read as they were meant.
#include "engine/session_records.h"

#include <gtest/gtest.h>

#include "engine/session_describe.h"
#include "storage/journal/record_codec.h"

namespace keel::engine {
namespace {

using storage::EncodeRecord;

storage::Record RecordOf(SessionRecord type, uint16_t version, const std::string& payload) {
  storage::Record record;
  record.head.kind = {static_cast<uint16_t>(type), version};
  record.payload = payload;
  return record;
}

TEST(SessionRecords, AStartBeforeVersion5HadNoRevision) {
  StartedRecord start;
  start.revision = 7;
  std::string bytes = EncodeRecord(start);
  bytes.resize(bytes.size() - 12);  // what versions 7, 6 and 5 added
  const auto old =
      SessionSchemas().Read<StartedRecord>(RecordOf(SessionRecord::kStarted, 4, bytes));
  ASSERT_TRUE(old) << old.error().message;
  EXPECT_EQ(old->revision, 0u);
  const auto now = SessionSchemas().Read<StartedRecord>(
      RecordOf(SessionRecord::kStarted, 7, EncodeRecord(start)));
  EXPECT_EQ(now->revision, 7u);
}

TEST(SessionRecords, AStartBeforeVersion3KeptNoDecisions) {
  StartedRecord start;
  start.configuration = "{}";
  start.deposits = {{"USDT", core::Decimal::FromInt(5)}};
  std::string bytes = EncodeRecord(start);
  bytes.resize(bytes.size() - EncodeRecord(start.stops).size());  // what version 7 added
  const auto sixth =
      SessionSchemas().Read<StartedRecord>(RecordOf(SessionRecord::kStarted, 6, bytes));
  ASSERT_TRUE(sixth) << sixth.error().message;
  EXPECT_TRUE(sixth->stops.empty());
  bytes.resize(bytes.size() - EncodeRecord(start.largest_sales).size());  // and version 6
  const auto fifth =
      SessionSchemas().Read<StartedRecord>(RecordOf(SessionRecord::kStarted, 5, bytes));
  ASSERT_TRUE(fifth) << fifth.error().message;
  EXPECT_TRUE(fifth->largest_sales.empty());
  bytes.resize(bytes.size() - 8);  // and versions 5 and 4
  const auto third =
      SessionSchemas().Read<StartedRecord>(RecordOf(SessionRecord::kStarted, 3, bytes));
  ASSERT_TRUE(third) << third.error().message;
  EXPECT_TRUE(third->keeps_decisions);
  EXPECT_EQ(third->identity, "");
  bytes.pop_back();  // and version 3
  const auto second =
      SessionSchemas().Read<StartedRecord>(RecordOf(SessionRecord::kStarted, 2, bytes));
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_FALSE(second->keeps_decisions);
  bytes.resize(bytes.size() - 16);  // and version 2
  const auto old =
      SessionSchemas().Read<StartedRecord>(RecordOf(SessionRecord::kStarted, 1, bytes));
  ASSERT_TRUE(old) << old.error().message;
  EXPECT_FALSE(old->keeps_decisions);
  EXPECT_EQ(old->deposits[0].currency, "USDT");
  start.largest_sales = {core::Quantity(core::Decimal::FromInt(9))};
  const auto now = SessionSchemas().Read<StartedRecord>(
      RecordOf(SessionRecord::kStarted, 7, EncodeRecord(start)));
  EXPECT_TRUE(now->keeps_decisions);
  EXPECT_EQ(now->largest_sales, start.largest_sales);
}

TEST(SessionRecords, RulesOfVersion1LeftAllStopsToThePair) {
  const core::Quantity lot(core::Decimal::FromInt(3));
  std::string bytes = EncodeRecord(uint32_t{1});
  bytes += EncodeRecord(uint32_t{4}) + EncodeRecord(core::Price(core::Decimal::FromInt(2))) +
           EncodeRecord(lot) + EncodeRecord(core::Decimal::FromInt(5)) + EncodeRecord(lot);
  const auto old = SessionSchemas().Read<RulesRecord>(RecordOf(SessionRecord::kRules, 1, bytes));
  ASSERT_TRUE(old) << old.error().message;
  ASSERT_EQ(old->pairs.size(), 1u);
  EXPECT_EQ(old->pairs[0].instrument, 4u);
  EXPECT_EQ(old->pairs[0].largest_sale, lot);
  EXPECT_EQ(old->pairs[0].stops, execution::StopRules());
  RulesRecord rules = *old;
  rules.pairs[0].stops = {.at_market = false, .most = 5};
  const auto now =
      SessionSchemas().Read<RulesRecord>(RecordOf(SessionRecord::kRules, 2, EncodeRecord(rules)));
  EXPECT_EQ(now->pairs[0].stops, rules.pairs[0].stops);
}

TEST(SessionRecords, ARefusalOfVersion1KnewTheNamesOfItsRules) {
  const core::Quantity asked(core::Decimal::FromInt(3));
  std::string bytes = EncodeRecord(uint16_t{1}) + EncodeRecord(uint32_t{2}) +
                      EncodeRecord(core::Side::kSell) + EncodeRecord(asked) +
                      EncodeRecord(core::Quantity()) +
                      EncodeRecord(std::vector<std::string>{"cash", "kill_switch"});
  const auto old =
      SessionSchemas().Read<RefusedRecord>(RecordOf(SessionRecord::kRefused, 1, bytes));
  ASSERT_TRUE(old) << old.error().message;
  EXPECT_EQ(old->side, core::Side::kSell);
  EXPECT_EQ(old->asked, asked);
  ASSERT_EQ(old->refusals.size(), 2u);
  EXPECT_EQ(old->refusals[1].rule, "kill_switch");
  EXPECT_EQ(old->decision, 0u);
}

TEST(SessionRecords, AnActOfVersion1ChangedNoOrder) {
  OperatorRecord act;
  act.act = OperatorAct::kCancel;
  act.order = 7;
  act.by = "ann";
  std::string bytes = EncodeRecord(act);
  bytes.resize(bytes.size() - EncodeRecord(act.params).size());  // what version 4 added
  const auto third =
      SessionSchemas().Read<OperatorRecord>(RecordOf(SessionRecord::kOperator, 3, bytes));
  ASSERT_TRUE(third) << third.error().message;
  EXPECT_EQ(third->order, 7u);
  EXPECT_TRUE(third->params.empty());
  bytes.resize(bytes.size() - 1 - EncodeRecord(act.key).size());  // and version 3
  const auto second =
      SessionSchemas().Read<OperatorRecord>(RecordOf(SessionRecord::kOperator, 2, bytes));
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(second->by, "ann");
  EXPECT_FALSE(second->terms);
  EXPECT_EQ(second->key, "");
  bytes.resize(bytes.size() - 2);  // and version 2
  const auto old =
      SessionSchemas().Read<OperatorRecord>(RecordOf(SessionRecord::kOperator, 1, bytes));
  ASSERT_TRUE(old) << old.error().message;
  EXPECT_EQ(old->order, 7u);
  EXPECT_EQ(old->by, "ann");
  EXPECT_FALSE(old->quantity || old->limit_price);
}

}  // namespace
}  // namespace keel::engine
