// SPDX-License-Identifier: MIT
// What the figures of the page Risk are computed from: a copy, so that they may be computed on
// another thread than that of the desk.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/bar.h"
#include "engine/control/protocol.h"
#include "market/comovement.h"
#include "models/return_table.h"
#include "server/replica/session_replica.h"
#include "sim/settings.h"

namespace keel::server {

struct RiskCoin {
  std::string code, pair;       ///< the pair that prices it
  core::CurrencyId id;          ///< in RiskInputs::days
  std::optional<size_t> quote;  ///< the coin that the pair is quoted in; absent: account currency
  size_t days = 0;              ///< own daily returns
  double value = 0;             ///< of what is held now, account currency
  std::vector<core::Bar> bars;  ///< oldest first
};

struct RiskInputs {
  std::string account;
  base::UnixNanos time;  ///< close of the last bar
  double equity = 0;
  std::string timeframe;
  base::Duration period;
  market::Comovement days;  ///< daily returns, and how they move together, as the gate has them
  double cluster_correlation = 0;
  std::vector<RiskCoin> coins;
  std::vector<std::string> left_out;  ///< held, and priced by no pair
  sim::ImpactSettings impact;
  std::vector<double> hour_returns, day_returns;  ///< of the account, oldest first
};

/// Nothing where the session has not begun. Without `holdings` nothing is held.
std::optional<RiskInputs> InputsOf(const SessionReplica& replica,
                                   const std::optional<engine::PositionsView>& holdings);

/// Simple returns of coins in account currency, a row a bar: of the last `most` bars that all of
/// them have, each with the bar before it.
struct BarReturns {
  std::vector<double> values;
  size_t coins = 0;
  models::ReturnTable table() const { return {values, coins}; }
};
BarReturns CommonBarReturns(const RiskInputs& inputs, const std::vector<size_t>& coins,
                            size_t most);

inline constexpr size_t kMostBarReturns = 1'000;
inline constexpr size_t kFewestReturns = market::Comovement::kWindow;

/// "BTC/USDT has 12 daily returns; 60 are needed"
std::string TooFew(const std::string& whose, size_t has, const std::string& noun, size_t needed);

}  // namespace keel::server
