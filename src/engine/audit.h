// SPDX-License-Identifier: MIT
// The audit stream: what the engine was told, what it asked for, what it booked, in order.
// Journals, recorders and replicas listen here; nothing that listens is in the engine's way.
#pragma once

#include "core/event.h"
#include "portfolio/ledger.h"
#include "strategy/decision.h"

namespace keel::engine {

struct ParentStarted;
struct ParentChild;
struct ParentEnded;

class AuditSink {
 public:
  virtual ~AuditSink() = default;
  virtual void OnSubmit(const core::SubmitOrder&) {}
  /// An exit that is kept here instead of being sent (see ExitKeeper).
  virtual void OnKept(const core::SubmitOrder&) {}
  virtual void OnCancel(const core::CancelOrder&) {}
  /// A working order is to change; of one that is replaced a cancel follows, and in the end what
  /// took its place (after that order, where there is one).
  virtual void OnAmend(const core::AmendOrder&) {}
  virtual void OnReplaced(const core::OrderReplaced&) {}
  virtual void OnReport(const core::Report&) {}
  /// A large order that an algorithm works: its start, each order that is sent for it (after that
  /// order), that no more will be, and its end with what it cost.
  virtual void OnParentStarted(const ParentStarted&) {}
  virtual void OnParentChild(const ParentChild&) {}
  virtual void OnParentStopped(uint64_t /*parent*/, base::UnixNanos) {}
  virtual void OnParentEnded(const ParentEnded&) {}
  /// Follows the report of a sale: one call for every lot that it closed.
  virtual void OnClosedLot(const portfolio::ClosedLot&) {}
  /// Follows every booking: the balances that it changed.
  virtual void OnBalances(core::Money /*base*/, core::Money /*quote*/) {}
  /// Follows that where the fee was in a third coin: what is left of it.
  virtual void OnFeeBalance(core::Money /*balance*/) {}
  virtual void OnDelisted(const core::InstrumentDelisted&) {}
  virtual void OnRefused(const core::IntentRefused&) {}
  virtual void OnShrunk(const core::IntentShrunk&) {}
  virtual void OnTradingState(const core::TradingStateChanged&) {}
  virtual void OnAlert(const core::RiskAlert&) {}
  virtual void OnLimit(const core::LimitChanged&) {}
  /// `number` is what orders made of it carry.
  virtual void OnDecision(uint64_t /*number*/, core::StrategyId, const strategy::Decision&) {}
};

/// Passes everything on to several sinks, in order.
class AuditFan final : public AuditSink {
 public:
  explicit AuditFan(std::vector<AuditSink*> sinks) : sinks_(std::move(sinks)) {}
  /// One more, who hears all from now on and must outlive the fan.
  void Add(AuditSink& sink) { sinks_.push_back(&sink); }
  void OnSubmit(const core::SubmitOrder& e) override { Each(&AuditSink::OnSubmit, e); }
  void OnKept(const core::SubmitOrder& e) override { Each(&AuditSink::OnKept, e); }
  void OnCancel(const core::CancelOrder& e) override { Each(&AuditSink::OnCancel, e); }
  void OnAmend(const core::AmendOrder& e) override { Each(&AuditSink::OnAmend, e); }
  void OnReplaced(const core::OrderReplaced& e) override { Each(&AuditSink::OnReplaced, e); }
  void OnReport(const core::Report& e) override { Each(&AuditSink::OnReport, e); }
  void OnParentStarted(const ParentStarted& e) override { Each(&AuditSink::OnParentStarted, e); }
  void OnParentChild(const ParentChild& e) override { Each(&AuditSink::OnParentChild, e); }
  void OnParentStopped(uint64_t parent, base::UnixNanos time) override {
    for (AuditSink* sink : sinks_) sink->OnParentStopped(parent, time);
  }
  void OnParentEnded(const ParentEnded& e) override { Each(&AuditSink::OnParentEnded, e); }
  void OnClosedLot(const portfolio::ClosedLot& e) override { Each(&AuditSink::OnClosedLot, e); }
  void OnBalances(core::Money base, core::Money quote) override {
    for (AuditSink* sink : sinks_) sink->OnBalances(base, quote);
  }
  void OnFeeBalance(core::Money balance) override {
    for (AuditSink* sink : sinks_) sink->OnFeeBalance(balance);
  }
  void OnDelisted(const core::InstrumentDelisted& e) override { Each(&AuditSink::OnDelisted, e); }
  void OnRefused(const core::IntentRefused& e) override { Each(&AuditSink::OnRefused, e); }
  void OnShrunk(const core::IntentShrunk& e) override { Each(&AuditSink::OnShrunk, e); }
  void OnTradingState(const core::TradingStateChanged& e) override {
    Each(&AuditSink::OnTradingState, e);
  }
  void OnAlert(const core::RiskAlert& e) override { Each(&AuditSink::OnAlert, e); }
  void OnLimit(const core::LimitChanged& e) override { Each(&AuditSink::OnLimit, e); }
  void OnDecision(uint64_t number, core::StrategyId strategy,
                  const strategy::Decision& decision) override {
    for (AuditSink* sink : sinks_) sink->OnDecision(number, strategy, decision);
  }

 private:
  template <typename Event>
  void Each(void (AuditSink::*callback)(const Event&), const Event& event) {
    for (AuditSink* sink : sinks_) (sink->*callback)(event);
  }
  std::vector<AuditSink*> sinks_;
};

}  // namespace keel::engine
