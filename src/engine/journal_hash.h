// SPDX-License-Identifier: MIT
// One hash over every command, report, refusal and ledger entry of a run, in order: two runs that
// did the same have the same hash, on any number of threads.
#pragma once

#include <array>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/hash.h"
#include "engine/audit.h"

namespace keel::engine {

class JournalHash final : public AuditSink {
 public:
  /// `universe` must outlive this.
  explicit JournalHash(const core::Universe& universe) : universe_(universe) {}

  void OnSubmit(const core::SubmitOrder& e) override;
  void OnCancel(const core::CancelOrder& e) override;
  void OnAmend(const core::AmendOrder& e) override;
  void OnReplaced(const core::OrderReplaced& e) override;
  void OnReport(const core::Report& e) override;
  void OnClosedLot(const portfolio::ClosedLot& e) override;
  void OnBalances(core::Money base, core::Money quote) override;
  void OnFeeBalance(core::Money balance) override;
  void OnDelisted(const core::InstrumentDelisted& e) override;
  void OnRefused(const core::IntentRefused& e) override;
  void OnShrunk(const core::IntentShrunk& e) override;
  void OnTradingState(const core::TradingStateChanged& e) override;
  void OnAlert(const core::RiskAlert& e) override;
  void OnLimit(const core::LimitChanged& e) override;

  /// 32 hex digits over everything so far.
  std::string Hex();

 private:
  enum class Record : uint8_t;

  /// Values go into a buffer field by field, so that padding never reaches the hash.
  template <typename T>
  void Put(T value) {
    static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T> || sizeof(T) == 16);
    if (used_ + sizeof value > buffer_.size()) Flush();
    std::memcpy(buffer_.data() + used_, &value, sizeof value);
    used_ += sizeof value;
  }
  template <typename Tag>
  void Put(core::Amount<Tag> amount) {
    Put(amount.value().raw());
  }
  void Put(core::Decimal amount) { Put(amount.raw()); }
  void Put(base::UnixNanos time) { Put(time.ns); }
  void Put(std::string_view text);
  void PutTerms(const core::OrderTerms& terms);
  void PutFill(const core::Fill& fill);
  void PutIntent(const core::Intent& intent);
  void PutRefusals(const std::vector<core::Refusal>& refusals);
  void Flush();

  const core::Universe& universe_;
  base::Hasher hasher_;
  std::array<char, 16384> buffer_;
  size_t used_ = 0;
};

}  // namespace keel::engine
