// SPDX-License-Identifier: MIT
#include "server/replica/session_days.h"

#include <algorithm>

#include "core/timeframe.h"

namespace keel::server {

base::Result<std::unique_ptr<SessionDays>> SessionDays::Make(
    const std::vector<engine::InstrumentRecord>& pairs, const engine::BacktestSettings& settings) {
  TRY(const core::Timeframe timeframe, core::Timeframe::Parse(settings.timeframe));
  core::Universe universe;
  const core::CurrencyId account = universe.AddCurrency(settings.account.currency);
  for (const engine::InstrumentRecord& pair : pairs) {
    TRY(core::Symbol symbol, core::ParseSymbol(pair.symbol));
    TRY(universe.Add(settings.venue, std::move(symbol), {pair.tick, pair.lot, pair.min_notional}));
  }
  return std::unique_ptr<SessionDays>(new SessionDays(
      std::move(universe), account, timeframe.period(), settings.risk.cluster_correlation));
}

SessionDays::SessionDays(core::Universe universe, core::CurrencyId account, base::Duration period,
                         double cluster_correlation)
    : universe_(std::move(universe)),
      account_(account),
      period_(period),
      cluster_correlation_(cluster_correlation),
      comovement_(universe_, account, cluster_correlation),
      pairs_(universe_.instruments().size()) {
  ChooseCoins();
}

// As Comovement does: by the first pair in account currency, else by the first pair.
void SessionDays::ChooseCoins() {
  const auto& pairs = universe_.instruments();
  for (const core::Instrument& pair : pairs) {
    if (pair.base == account_ || CoinOf(pair.base)) continue;
    const auto direct = std::find_if(pairs.begin(), pairs.end(), [&](const auto& other) {
      return other.base == pair.base && other.quote == account_;
    });
    const core::Instrument& by = direct == pairs.end() ? pair : *direct;
    coins_.push_back({by.base, universe_.code(by.base), by.id, by.symbol.ToString(), std::nullopt});
  }
  // A coin that no chain of pairs leads to the account's currency is told of by nobody.
  std::vector<core::CurrencyId> priced = {account_};
  const auto is_priced = [&](core::CurrencyId id) {
    return std::find(priced.begin(), priced.end(), id) != priced.end();
  };
  for (size_t round = 0; round < coins_.size(); ++round) {
    for (const SessionCoin& coin : coins_) {
      if (!is_priced(coin.id) && is_priced(universe_.at(coin.pair).quote))
        priced.push_back(coin.id);
    }
  }
  std::erase_if(coins_, [&](const SessionCoin& coin) { return !is_priced(coin.id); });
  for (SessionCoin& coin : coins_) coin.quote = CoinOf(universe_.at(coin.pair).quote);
}

std::optional<size_t> SessionDays::CoinOf(core::CurrencyId id) const {
  for (size_t i = 0; i < coins_.size(); ++i) {
    if (coins_[i].id == id) return i;
  }
  return std::nullopt;
}

void SessionDays::OnBars(const engine::BarsRecord& bars, base::UnixNanos time) {
  ++version_;
  base::UnixNanos close = base::kBeginningOfTime;
  for (const engine::BarRecord& bar : bars.bars) {
    if (bar.instrument >= pairs_.size()) continue;
    std::vector<core::Bar>& last = pairs_[bar.instrument].last;
    if (last.size() == 2) last.erase(last.begin());
    last.push_back({bar.open_time, bar.open, bar.high, bar.low, bar.close, bar.volume});
    close = std::max(close, bar.open_time + period_);
  }
  if (!bars.bars.empty()) Advance(bars.is_past ? close : time);
}

void SessionDays::Advance(base::UnixNanos now) {
  const int64_t today = base::DayNumber(now);
  if (day_ == today) return;
  std::vector<market::Board::PairSource> sources;
  for (const Pair& pair : pairs_) sources.push_back({pair.last, period_, std::nullopt});
  market::Board board(std::move(sources));
  for (uint32_t i = 0; i < pairs_.size(); ++i) {
    Pair& pair = pairs_[i];
    for (const core::Bar& bar : pair.last) board.Reveal({i}, bar.close);
    const int64_t first = day_ ? *day_ + 1 : today;
    for (int64_t day = first; !pair.first_day && day <= today; ++day) {
      const bool is_told =
          !pair.last.empty() && period_ <= base::Days(1) &&
          pair.last.front().open_time + period_ <= base::UnixNanos{day * base::Days(1).ns};
      if (is_told) pair.first_day = day;
    }
  }
  comovement_.Advance(now, board);
  day_ = today;
}

size_t SessionDays::returns(const SessionCoin& coin) const {
  int64_t since = INT64_MIN;
  for (const SessionCoin* at = &coin; at != nullptr;
       at = at->quote ? &coins_[*at->quote] : nullptr) {
    const auto& first_day = pairs_[at->pair.index].first_day;
    if (!first_day) return 0;
    since = std::max(since, *first_day);
  }
  return std::min(market::Comovement::kDays, static_cast<size_t>(day_.value_or(since) - since));
}

void SessionDays::OnEquity(base::UnixNanos time, double equity) {
  hours_.Add(time, equity);
  days_.Add(time, equity);
}

void SessionDays::OnDeposit() {
  hours_.Break();
  days_.Break();
}

void SessionDays::OnStart(const engine::BacktestSettings& settings) {
  if (!is_changed_) ChangeClusterCorrelation(settings.risk.cluster_correlation);
}

void SessionDays::OnLimit(const engine::LimitRecord& change) {
  if (change.name != "cluster_correlation" || !change.to) return;
  is_changed_ = true;
  ChangeClusterCorrelation(*change.to);
}

void SessionDays::ChangeClusterCorrelation(double cluster_correlation) {
  ++version_;
  cluster_correlation_ = cluster_correlation;
  comovement_.ChangeClusterCorrelation(cluster_correlation);
}

}  // namespace keel::server
