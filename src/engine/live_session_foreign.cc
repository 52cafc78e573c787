// SPDX-License-Identifier: MIT
// What happens on the account by other hands than the session's, and how a person lets it go on
// (fault F33): it is adopted, told, and nothing is entered until somebody has looked.
#include <fmt/format.h>

#include "engine/live_session.h"

namespace keel::engine {

void LiveSession::Hear(const core::Report& report, base::UnixNanos now) {
  const auto* filled = std::get_if<core::OrderFilled>(&report);
  if (filled == nullptr) {
    core_->engine().Dispatch(now, report);
    DoubtRules(report);
    return PaceSales(report, now);
  }
  balance_check_.OnFill(now);
  const core::Fill& fill = filled->fill;
  if (fill.order.value == 0) {
    Reduce("foreign_execution", now);
    log_.OnReport(report);
    return core_->desk().BookForeign(fill);
  }
  if (!account().ledger.Covers(fill)) {
    Reduce("uncovered_sale", now);
    link_->Dispute(fmt::format("order {} sold {}, which is more than its strategy still held: what "
                               "is missing was sold by other hands",
                               link_->ClientId(fill.order), fill.quantity.ToString()),
                   now);
  }
  core_->engine().Dispatch(now, report);
}

void LiveSession::Reduce(std::string_view rule, base::UnixNanos now) {
  if (std::exchange(reducing_, true)) return;
  core::TradingStateChanged event{core::TradingState::kActive, core::TradingState::kReducing, rule,
                                  "session"};
  event.time = now;
  log_.OnTradingState(event);
}

void LiveSession::CompareBalances(const execution::ToldBalances& told, base::UnixNanos now) {
  const bool follows = options_.revision >= 1;  // a difference, until somebody resumes
  const base::UnixNanos later = now + options_.link.audit_every;
  const bool is_known = follows ? link_->knows_venue() : link_->reconciled();
  if (options_.revision >= 3 && (!is_known || link_->has_strangers())) {
    // Where no order is open any more nobody would ask again.
    return link_->AuditAllAt(later);
  }
  if (!is_known) return;
  const BalanceCheck::Finding finding = balance_check_.Compare(told, account().ledger);
  const bool ask_again = finding.ask_again || (follows && balance_check_.stands());
  if (ask_again && options_.revision >= 3) {
    link_->AuditAllAt(later);  // it may be an execution that nobody told of
  } else if (ask_again) {
    link_->AuditAt(later);
  }
  for (const BalanceCheck::Difference& found : finding.proved) {
    const core::Decimal ours = account().ledger.spendable(found.currency);
    link_->Dispute(
        fmt::format(
            "the venue holds {} {} and this session knows of {}: somebody paid in or out, "
            "or traded; entries are refused until a person resumes, which takes the venue's "
            "number over",
            (ours + found.amount).ToString(), universe().code(found.currency), ours.ToString()),
        now);
  }
}

void LiveSession::EndReducing(const OperatorRecord& record, base::UnixNanos now) {
  if (!std::exchange(reducing_, false)) return;
  core::TradingStateChanged event{core::TradingState::kReducing, core::TradingState::kActive,
                                  "foreign_execution", record.by};
  event.time = now;
  event.reason = record.reason;
  log_.OnTradingState(event);
}

/// What a person has looked at is the account's from now on; and whether it still is, is asked.
void LiveSession::AdoptBalances(base::UnixNanos now) {
  for (const BalanceCheck::Difference& found : balance_check_.TakeStanding()) {
    RecallDeposit({universe().code(found.currency), found.amount}, now);
    log_.Write(DepositRecord{universe().code(found.currency), found.amount});
  }
  if (options_.revision >= 1) link_->AuditAt(now);
}

void LiveSession::RecallDeposit(const DepositRecord& record, base::UnixNanos now) {
  const core::Money money{record.amount, AddCurrency(record.currency)};
  if (options_.revision >= 3) return core_->desk().BookTransfer(money, now);
  core_->account().ledger.Deposit(money);
}

}  // namespace keel::engine
