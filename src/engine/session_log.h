// SPDX-License-Identifier: MIT
// Writes what a session is told and does into its journal, in that order.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "engine/audit.h"
#include "engine/session_records.h"
#include "storage/journal/journal.h"

namespace keel::engine {

/// Counts a record where it is of what a replay has to make again; whether it is.
bool CountRecord(base::Hasher& hasher, SessionRecord type, base::UnixNanos time,
                 std::string_view payload);

class SessionLog final : public AuditSink {
 public:
  /// Both must outlive the log. Without a journal (a replay) nothing is kept but the hash.
  SessionLog(storage::Journal* journal, const core::Universe& universe)
      : journal_(journal), universe_(universe) {}

  /// The instant of what follows.
  void SetTime(base::UnixNanos now) { now_ = now; }
  base::UnixNanos time() const { return now_; }
  /// While the past is recalled nothing is written.
  void SetMuted(bool muted) { muted_ = muted; }
  /// Nothing that follows from what was written may leave the process before it returns. A failure
  /// is final: no order may follow.
  base::Status Commit();
  /// Whether decisions are records; older journals have none.
  void SetKeepsDecisions(bool keeps) { keeps_decisions_ = keeps; }
  /// A record of the journal that was recalled counts for the hash.
  void Remember(const storage::Record& record);
  /// Likewise all that `hasher` has heard of; nothing was counted before.
  void GoOn(base::Hasher hasher) { hasher_ = std::move(hasher); }
  /// Without a journal: the records of that kind since the last call, as they would be written.
  std::vector<std::string> TakeDone() { return std::exchange(done_, {}); }
  /// Of every decision, order sent, cancel asked for and report booked since the journal began.
  std::string Hash() { return hasher_.Hex(); }

  void Write(const StartedRecord& record);
  void Write(const BarsRecord& record);
  void Write(const execution::VenueEvent& event);
  void Write(const TimerRecord& record);
  void Write(const PriceRecord& record);
  void Write(const QuoteRecord& record);
  void Write(const OperatorRecord& record);
  void Write(const DisputeRecord& record);
  void Write(const DepositRecord& record);
  void Write(const RulesRecord& record);
  void Write(const CurrencyRecord& record);
  void Write(const PlacedRecord& record);

  void OnSubmit(const core::SubmitOrder& e) override;
  void OnKept(const core::SubmitOrder& e) override;
  void OnParentStarted(const ParentStarted& e) override;
  void OnParentChild(const ParentChild& e) override;
  void OnParentStopped(uint64_t parent, base::UnixNanos time) override;
  void OnParentEnded(const ParentEnded& e) override;
  void OnCancel(const core::CancelOrder& e) override;
  void OnAmend(const core::AmendOrder& e) override;
  void OnReplaced(const core::OrderReplaced& e) override;
  void OnReport(const core::Report& e) override;
  void OnRefused(const core::IntentRefused& e) override;
  void OnShrunk(const core::IntentShrunk& e) override;
  void OnTradingState(const core::TradingStateChanged& e) override;
  void OnAlert(const core::RiskAlert& e) override;
  void OnLimit(const core::LimitChanged& e) override;
  void OnDecision(uint64_t number, core::StrategyId strategy, const strategy::Decision& d) override;

 private:
  template <typename T>
  void Append(SessionRecord type, const T& record);
  storage::Journal* journal_;
  const core::Universe& universe_;
  base::UnixNanos now_;
  bool muted_ = false;
  bool keeps_decisions_ = true;
  std::vector<std::string> done_;
  base::Hasher hasher_;
  base::Status failure_;  // of an Append; told by Commit
};

}  // namespace keel::engine
