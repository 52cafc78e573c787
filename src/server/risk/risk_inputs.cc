// SPDX-License-Identifier: MIT
#include "server/risk/risk_inputs.h"

#include <fmt/format.h>

#include <algorithm>

namespace keel::server {
namespace {

std::vector<core::Bar> BarsOf(const RowLog<Candle>& candles) {
  std::vector<core::Bar> bars;
  bars.reserve(candles.rows().size());
  for (const Candle& c : candles.rows()) {
    bars.push_back({c.time, c.open, c.high, c.low, c.close, c.volume});
  }
  return bars;
}

/// Of one unit in account currency, at the last closes; zero where there is none.
double PriceOf(const std::vector<RiskCoin>& coins, size_t at) {
  double price = 1;
  for (std::optional<size_t> coin = at; coin; coin = coins[*coin].quote) {
    const std::vector<core::Bar>& bars = coins[*coin].bars;
    price *= bars.empty() ? 0 : bars.back().close;
  }
  return price;
}

void AddHoldings(const engine::PositionsView& holdings, RiskInputs* inputs) {
  inputs->equity = holdings.equity.ToDouble();
  for (const engine::BalanceView& balance : holdings.balances) {
    if (balance.currency == inputs->account) continue;
    const auto coin = std::find_if(inputs->coins.begin(), inputs->coins.end(),
                                   [&](const RiskCoin& c) { return c.code == balance.currency; });
    if (coin == inputs->coins.end()) {
      inputs->left_out.push_back(balance.currency);
      continue;
    }
    const auto at = static_cast<size_t>(coin - inputs->coins.begin());
    coin->value = balance.amount.ToDouble() * PriceOf(inputs->coins, at);
  }
}

/// Walks through the bars of a few coins, from one instant that all have to the next.
class CommonBars {
 public:
  CommonBars(const RiskInputs& inputs, const std::vector<size_t>& coins) : inputs_(inputs) {
    for (const size_t coin : coins) {
      for (std::optional<size_t> at = coin; at; at = inputs.coins[*at].quote) {
        const bool is_new = std::find(walked_.begin(), walked_.end(), *at) == walked_.end();
        if (is_new) walked_.push_back(*at);
      }
    }
    at_.resize(inputs.coins.size());
  }
  /// No instant before this one.
  void From(base::UnixNanos time) {
    for (const size_t coin : walked_) at_[coin] = IndexOf(coin, time);
  }
  /// False behind the last one.
  bool Next() {
    for (size_t agree = 0; agree < walked_.size();) {
      const size_t coin = walked_[agree];
      const std::vector<core::Bar>& bars = inputs_.coins[coin].bars;
      while (at_[coin] < bars.size() && bars[at_[coin]].open_time < time_) ++at_[coin];
      if (at_[coin] == bars.size()) return false;
      const bool is_later = bars[at_[coin]].open_time > time_;
      time_ = bars[at_[coin]].open_time;
      agree = is_later ? (coin == walked_[0] ? 1 : 0) : agree + 1;
    }
    now_ = time_;
    time_ = time_ + base::Nanoseconds(1);
    return !walked_.empty();
  }
  base::UnixNanos time() const { return now_; }
  double Price(size_t coin) const {
    double price = 1;
    for (std::optional<size_t> at = coin; at; at = inputs_.coins[*at].quote) {
      price *= inputs_.coins[*at].bars[at_[*at]].close;
    }
    return price;
  }

 private:
  size_t IndexOf(size_t coin, base::UnixNanos time) const {
    const std::vector<core::Bar>& bars = inputs_.coins[coin].bars;
    const auto first = std::partition_point(
        bars.begin(), bars.end(), [&](const core::Bar& bar) { return bar.open_time < time; });
    return static_cast<size_t>(first - bars.begin());
  }

  const RiskInputs& inputs_;
  std::vector<size_t> walked_;  // the coins, and what they are quoted in
  std::vector<size_t> at_;      // by coin
  base::UnixNanos time_ = base::kBeginningOfTime, now_;
};

}  // namespace

std::optional<RiskInputs> InputsOf(const SessionReplica& replica,
                                   const std::optional<engine::PositionsView>& holdings) {
  const SessionDays* days = replica.days();
  if (days == nullptr || !replica.settings()) return std::nullopt;
  const EquityReturns& hourly = days->hours();
  const EquityReturns& daily = days->days();
  RiskInputs inputs{.account = days->account(),
                    .time = {},
                    .timeframe = replica.settings()->timeframe,
                    .period = days->period(),
                    .days = days->comovement(),
                    .cluster_correlation = days->cluster_correlation(),
                    .coins = {},
                    .left_out = {},
                    .impact = replica.settings()->sim.impact,
                    .hour_returns = {hourly.returns().begin(), hourly.returns().end()},
                    .day_returns = {daily.returns().begin(), daily.returns().end()}};
  for (const SessionCoin& coin : days->coins()) {
    inputs.coins.push_back({.code = coin.code,
                            .pair = coin.symbol,
                            .id = coin.id,
                            .quote = coin.quote,
                            .days = days->returns(coin),
                            .bars = BarsOf(replica.candles(coin.symbol))});
    const std::vector<core::Bar>& bars = inputs.coins.back().bars;
    if (!bars.empty()) inputs.time = std::max(inputs.time, bars.back().open_time + days->period());
  }
  if (holdings) AddHoldings(*holdings, &inputs);
  return inputs;
}

BarReturns CommonBarReturns(const RiskInputs& inputs, const std::vector<size_t>& coins,
                            size_t most) {
  BarReturns returns{.values = {}, .coins = coins.size()};
  if (coins.empty()) return returns;
  CommonBars common(inputs, coins);
  const std::vector<core::Bar>& first = inputs.coins[coins[0]].bars;
  if (first.size() > most + 1) common.From(first[first.size() - most - 1].open_time);
  std::optional<base::UnixNanos> before;
  std::vector<double> prices(coins.size());
  while (common.Next()) {
    const bool follows = before && common.time() == *before + inputs.period;
    for (size_t i = 0; i < coins.size(); ++i) {
      const double price = common.Price(coins[i]);
      if (follows) returns.values.push_back(price / prices[i] - 1);
      prices[i] = price;
    }
    before = common.time();
  }
  return returns;
}

std::string TooFew(const std::string& whose, size_t has, const std::string& noun, size_t needed) {
  return fmt::format("{} has {} {}{}; {} are needed", whose, has, noun, has == 1 ? "" : "s",
                     needed);
}

}  // namespace keel::server
