// SPDX-License-Identifier: MIT
// For tests: the records of a journal, one line each, given to the tables as they come. Nothing
// trades; what the tables make of what they are told is all that there is.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "engine/session_describe.h"
#include "engine/session_tables.h"
#include "storage/journal/record_codec.h"

namespace keel::engine::testing {

inline core::Decimal D(const char* text) { return core::Decimal::Parse(text).value(); }

/// One strategy, "patient", trades BTC/USDT (number 0) and ETH/BTC (1).
class ToldSession : public ::testing::Test {
 protected:
  ToldSession() : tables_("told", [this](std::string_view) { return Settings(); }) {}

  base::Result<BacktestSettings> Settings() const {
    BacktestSettings settings;
    settings.strategies = {{.name = "patient"}};
    settings.account.currency = "USDT";
    return settings;
  }
  void Begin(std::vector<DepositRecord> deposits) {
    StartedRecord start;
    for (const char* pair : {"BTC/USDT", "ETH/BTC"}) {
      start.instruments.push_back(
          {pair, core::Price(D("0.0001")), core::Quantity(D("0.001")), core::Decimal()});
    }
    start.deposits = std::move(deposits);
    Tell(SessionRecord::kStarted, start);
  }
  void Close(double price, uint32_t pair = 0) {
    BarsRecord bars;
    bars.bars = {{pair, now_, price, price, price, price, 1}};
    Tell(SessionRecord::kBars, bars);
  }
  /// Its number. It may be that its terms are changed before it is sent.
  uint64_t Send(core::Side side, const char* quantity, double reference,
                const core::OrderTerms& terms = {}) {
    SubmittedRecord sent;
    sent.id = ++sent_;
    sent.terms = terms;
    sent.terms.side = side;
    sent.terms.quantity = core::Quantity(D(quantity));
    sent.reason = "because";
    sent.reference_price = reference;
    sides_[sent.id] = sent.terms;
    Tell(SessionRecord::kSubmitted, sent);
    Report(sent.id, ReportKind::kAccepted);
    return sent.id;
  }
  uint64_t Buy(const char* quantity, double reference) {
    return Send(core::Side::kBuy, quantity, reference);
  }
  uint64_t Sell(const char* quantity, double reference) {
    return Send(core::Side::kSell, quantity, reference);
  }
  void Fill(uint64_t order, const char* quantity, const char* price, const char* fee = "0",
            const char* coin = "USDT") {
    const core::OrderTerms& terms = sides_[order];
    ReportedRecord report;
    report.kind = ReportKind::kFilled;
    report.order = order;
    report.time = now_;
    report.fill = {.instrument = terms.instrument.index,
                   .side = terms.side,
                   .reason = "reason " + std::to_string(order),
                   .liquidity = core::Liquidity::kTaker,
                   .price = core::Price(D(price)),
                   .quantity = core::Quantity(D(quantity)),
                   .fee = D(fee),
                   .fee_currency = coin,
                   .time = now_,
                   .venue_trade = ++trade_};
    Tell(SessionRecord::kReported, report);
  }
  /// Somebody else trades on the account.
  void OthersTrade(core::Side side, const char* quantity, const char* price, const char* fee) {
    sides_[0] = {};
    sides_[0].side = side;
    Fill(0, quantity, price, fee);
  }
  void Cancel(uint64_t order, core::OrderEnd why = core::OrderEnd::kCanceledByUser) {
    Report(order, ReportKind::kCanceled, why);
  }
  void Adopt(const char* currency, const char* amount) {
    Tell(SessionRecord::kDeposit, DepositRecord{currency, D(amount)});
  }
  void Report(uint64_t order, ReportKind kind, core::OrderEnd why = {}) {
    ReportedRecord report;
    report.kind = kind;
    report.order = order;
    report.why = why;
    report.time = now_;
    Tell(SessionRecord::kReported, report);
  }
  template <typename T>
  void Tell(SessionRecord type, const T& record) {
    const std::string payload = storage::EncodeRecord(record);  // which the record looks at
    storage::Record told;
    now_ = now_ + base::Seconds(1);
    told.head.sequence = ++sequence_;
    told.head.time = now_;
    told.head.kind = SessionSchemas().KindOf(static_cast<uint16_t>(type));
    told.payload = payload;
    const auto taken = tables_.Take(told, &rows_);
    EXPECT_TRUE(taken) << taken.error().message;
  }
  template <typename Row>
  std::vector<Row> Rows() const {
    std::vector<Row> rows;
    for (const auto& row : rows_) {
      if (const auto* one = std::get_if<Row>(&row)) rows.push_back(*one);
    }
    return rows;
  }
  /// The newest row of an order.
  storage::OrderRow Order(uint64_t number) const {
    storage::OrderRow newest;
    for (const auto& row : Rows<storage::OrderRow>()) {
      if (row.order_id == static_cast<int64_t>(number)) newest = row;
    }
    return newest;
  }

  SessionTables tables_;
  std::vector<storage::ProjectedRow> rows_;
  base::UnixNanos now_{1'700'000'040'000'000'000};

 private:
  uint64_t sequence_ = 0, sent_ = 0, trade_ = 0;
  std::map<uint64_t, core::OrderTerms> sides_;  // of each order
};

}  // namespace keel::engine::testing
