// SPDX-License-Identifier: MIT
#include "engine/journal_hash.h"

namespace keel::engine {

enum class JournalHash::Record : uint8_t {
  kSubmit = 1,
  kCancel,
  kReport,
  kClosedLot,
  kBalances,
  kDelisted,
  kRefused,
  kShrunk,
  kTradingState,
  kAlert,
  kLimit,
  kFeeBalance,
  kAmend,
  kReplaced,
};

void JournalHash::Flush() {
  hasher_.Append(buffer_.data(), used_);
  used_ = 0;
}

std::string JournalHash::Hex() {
  Flush();
  return hasher_.Hex();
}

void JournalHash::Put(std::string_view text) {
  Put(static_cast<uint32_t>(text.size()));
  for (const char c : text) Put(c);
}

void JournalHash::PutTerms(const core::OrderTerms& terms) {
  Put(terms.instrument.index);
  Put(terms.side);
  Put(terms.type);
  Put(terms.tif);
  Put(terms.post_only);
  Put(terms.quantity);
  Put(terms.limit_price);
  Put(terms.stop_price);
  Put(terms.trail_fraction);
  Put(terms.expire_time);
  Put(terms.oco_group);
  if (terms.planned_stop) Put(*terms.planned_stop);
}

void JournalHash::OnSubmit(const core::SubmitOrder& e) {
  Put(Record::kSubmit);
  Put(e.time);
  Put(e.order.id.value);
  Put(e.order.strategy.index);
  PutTerms(e.order.terms);
  Put(e.order.protection_price);
  Put(e.order.reference_price);
  Put(e.order.reason);
}

void JournalHash::OnCancel(const core::CancelOrder& e) {
  Put(Record::kCancel);
  Put(e.time);
  Put(e.order.value);
  Put(e.why);
}

void JournalHash::OnAmend(const core::AmendOrder& e) {
  Put(Record::kAmend);
  Put(e.time);
  Put(e.order.value);
  Put(e.quantity);
  Put(e.limit_price);
  Put(e.replaces);
}

void JournalHash::OnReplaced(const core::OrderReplaced& e) {
  Put(Record::kReplaced);
  Put(e.time);
  Put(e.order.value);
  Put(e.by.value);
}

void JournalHash::PutFill(const core::Fill& fill) {
  Put(fill.order.value);
  Put(fill.strategy.index);
  Put(fill.instrument.index);
  Put(fill.side);
  Put(fill.liquidity);
  Put(fill.price);
  Put(fill.quantity);
  Put(fill.fee.amount);
  if (fill.fee.currency != universe_.at(fill.instrument).quote) Put(fill.fee.currency.index);
  Put(fill.time);
}

void JournalHash::OnReport(const core::Report& report) {
  Put(Record::kReport);
  Put(static_cast<uint8_t>(report.index()));
  std::visit(
      [this](const auto& e) {
        using E = std::decay_t<decltype(e)>;
        if constexpr (std::is_same_v<E, core::OrderFilled>) {
          PutFill(e.fill);
        } else {
          Put(e.order.value);
          Put(e.time);
          if constexpr (requires { e.why; }) Put(e.why);
          if constexpr (requires { e.refused; }) {
            Put(e.quantity);
            if (e.refused) Put(*e.refused);
          }
        }
      },
      report);
}

void JournalHash::OnClosedLot(const portfolio::ClosedLot& e) {
  Put(Record::kClosedLot);
  Put(e.entry.quantity);
  Put(e.entry.cost);
  Put(e.entry.fee);
  Put(e.proceeds);
  Put(e.exit_fee);
}

void JournalHash::OnBalances(core::Money base, core::Money quote) {
  Put(Record::kBalances);
  Put(base.currency.index);
  Put(base.amount);
  Put(quote.currency.index);
  Put(quote.amount);
}

void JournalHash::OnFeeBalance(core::Money balance) {
  Put(Record::kFeeBalance);
  Put(balance.currency.index);
  Put(balance.amount);
}

void JournalHash::OnDelisted(const core::InstrumentDelisted& e) {
  Put(Record::kDelisted);
  Put(e.instrument.index);
  Put(e.last_price);
  Put(e.time);
}

void JournalHash::PutIntent(const core::Intent& intent) {
  Put(intent.strategy.index);
  PutTerms(intent.terms);
  Put(intent.decided_at);
}

void JournalHash::PutRefusals(const std::vector<core::Refusal>& refusals) {
  for (const core::Refusal& refusal : refusals) Put(refusal.rule);
}

void JournalHash::OnRefused(const core::IntentRefused& e) {
  Put(Record::kRefused);
  PutIntent(e.intent);
  PutRefusals(e.refusals);
}

void JournalHash::OnShrunk(const core::IntentShrunk& e) {
  Put(Record::kShrunk);
  PutIntent(e.intent);
  Put(e.approved);
  PutRefusals(e.refusals);
}

void JournalHash::OnTradingState(const core::TradingStateChanged& e) {
  Put(Record::kTradingState);
  Put(e.from);
  Put(e.to);
  Put(e.rule);
  Put(e.time);
  if (e.scope.strategy) Put(e.scope.strategy->index);
  if (e.scope.instrument) Put(e.scope.instrument->index);
  if (!e.scope.venue.empty()) Put(e.scope.venue);
}

void JournalHash::OnAlert(const core::RiskAlert& e) {
  Put(Record::kAlert);
  Put(e.rule);
  Put(e.time);
}

void JournalHash::OnLimit(const core::LimitChanged& e) {
  Put(Record::kLimit);
  Put(e.name);
  for (const std::optional<double>& value : {e.from, e.to}) {
    Put(static_cast<uint8_t>(value.has_value()));
    Put(value.value_or(0));
  }
  Put(e.time);
}

}  // namespace keel::engine
