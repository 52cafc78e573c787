// SPDX-License-Identifier: MIT
#include "server/replica/session_counts.h"

#include <utility>

#include "base/text.h"

namespace keel::server {
namespace {

using engine::ReportKind;

bool IsWordOfVenue(const engine::ReportedRecord& report) {
  if (report.kind == ReportKind::kUnknown) return false;
  const bool is_over = report.kind == ReportKind::kRejected || report.kind == ReportKind::kCanceled;
  return !is_over ||
         (report.why != core::OrderEnd::kNotSent && report.why != core::OrderEnd::kNeverArrived);
}

}  // namespace

void SessionCounts::OnStart() {
  waiting_.clear();
  bar_close_.reset();
  account_was_up_ = account_is_up_ = false;
}

void SessionCounts::OnSent(uint64_t order, base::UnixNanos time) {
  waiting_[order] = {time};
  if (bar_close_) bar_to_order_.Add(time - *bar_close_);
}

void SessionCounts::OnReport(const engine::ReportedRecord& report, base::UnixNanos heard) {
  const auto found = waiting_.find(report.order);
  if (found == waiting_.end()) return;
  Waiting& order = found->second;
  if (IsWordOfVenue(report) && !std::exchange(order.has_word, true)) ack_.Add(heard - order.sent);
  if (report.kind == ReportKind::kFilled) fill_.Add(heard - order.sent);
  const bool goes_on = report.kind == ReportKind::kAccepted ||
                       report.kind == ReportKind::kTriggered || report.kind == ReportKind::kUnknown;
  if (!goes_on) waiting_.erase(found);
}

void SessionCounts::OnAccountStream(bool is_up) {
  if (is_up && account_was_up_ && !account_is_up_) ++account_reconnects_;
  account_was_up_ = account_was_up_ || is_up;
  account_is_up_ = is_up;
}

void SessionCounts::OnRefusal(const storage::RefusalRow& row) {
  for (const std::string_view rule : base::Split(row.rules, ',')) {
    if (!rule.empty()) ++refusals_by_rule_[std::string(rule)];
  }
}

}  // namespace keel::server
