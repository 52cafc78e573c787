// SPDX-License-Identifier: MIT
// What a session's days were: how its coins moved, by the very estimates that its gate holds orders
// to (market::Comovement, told the same bars at the same times), and what its account returned.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/session_records.h"
#include "engine/settings.h"
#include "market/comovement.h"
#include "server/replica/equity_returns.h"

namespace keel::server {

/// A coin that a pair of the session prices.
struct SessionCoin {
  core::CurrencyId id;  ///< in comovement()
  std::string code;
  core::InstrumentId pair;  ///< that prices it, as the gate has it
  std::string symbol;
  std::optional<size_t> quote;  ///< the coin that the pair is quoted in; absent: account currency
};

class SessionDays {
 public:
  /// kUsage for pairs or a timeframe that are none.
  static base::Result<std::unique_ptr<SessionDays>> Make(
      const std::vector<engine::InstrumentRecord>& pairs, const engine::BacktestSettings& settings);

  /// The program began again; what people had changed holds on.
  void OnStart(const engine::BacktestSettings& settings);
  /// Bars that closed, `time` being that of their record.
  void OnBars(const engine::BarsRecord& bars, base::UnixNanos time);
  void OnEquity(base::UnixNanos time, double equity);
  /// Money came or went.
  void OnDeposit();
  void OnLimit(const engine::LimitRecord& change);

  const market::Comovement& comovement() const { return comovement_; }
  /// One a base coin of the session's pairs but the account's currency, in the order of the pairs.
  /// One whose price in account currency cannot be told is left out.
  const std::vector<SessionCoin>& coins() const { return coins_; }
  /// Own daily returns of a coin, at most Comovement::kDays.
  size_t returns(const SessionCoin& coin) const;
  const std::string& account() const { return universe_.code(account_); }
  base::Duration period() const { return period_; }  ///< of a bar
  double cluster_correlation() const { return cluster_correlation_; }
  /// How often something was told: what is computed from here holds until it grows.
  uint64_t version() const { return version_; }
  const EquityReturns& hours() const { return hours_; }
  const EquityReturns& days() const { return days_; }

 private:
  struct Pair {
    std::vector<core::Bar> last;  // two at most: what a midnight between them is told by
    std::optional<int64_t> first_day;
  };
  SessionDays(core::Universe universe, core::CurrencyId account, base::Duration period,
              double cluster_correlation);
  void ChooseCoins();
  std::optional<size_t> CoinOf(core::CurrencyId id) const;
  void Advance(base::UnixNanos now);
  void ChangeClusterCorrelation(double cluster_correlation);

  core::Universe universe_;
  core::CurrencyId account_;
  base::Duration period_;
  double cluster_correlation_;
  market::Comovement comovement_;
  std::vector<SessionCoin> coins_;
  std::vector<Pair> pairs_;  // by instrument
  std::optional<int64_t> day_;
  bool is_changed_ = false;  // the limit, by a person
  uint64_t version_ = 0;
  EquityReturns hours_{base::Hours(1)}, days_{base::Days(1)};
};

}  // namespace keel::server
