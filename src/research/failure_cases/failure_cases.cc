// SPDX-License-Identifier: MIT
#include "research/failure_cases/failure_cases.h"

#include <algorithm>
#include <cmath>

#include "metrics/drawdowns.h"

namespace keel::research {
namespace {

using base::UnixNanos;

double DaysOf(base::Duration span) {
  return static_cast<double>(span.ns) / static_cast<double>(base::Days(1).ns);
}

/// The last value at or before `t`; the first where all are later.
double ValueAt(std::span<const UnixNanos> times, std::span<const double> values, UnixNanos t) {
  const auto after = std::upper_bound(times.begin(), times.end(), t);
  const auto count = after - times.begin();
  return values[static_cast<size_t>(std::max<std::ptrdiff_t>(count, 1) - 1)];
}

/// The deepest fall from a peak inside the episode, which begins with what there was then.
double DrawdownIn(const metrics::EquitySeries& account, const Episode& episode) {
  double peak = ValueAt(account.times, account.equity, episode.from);
  double deepest = 0;
  const auto first = std::upper_bound(account.times.begin(), account.times.end(), episode.from);
  for (auto i = static_cast<size_t>(first - account.times.begin());
       i < account.times.size() && account.times[i] <= episode.to; ++i) {
    peak = std::max(peak, account.equity[i]);
    deepest = std::max(deepest, metrics::DrawdownDepth(peak, account.equity[i]));
  }
  return deepest;
}

EpisodeOutcome OutcomeIn(const Episode& episode, const MarketPath& market,
                         const metrics::Inputs& inputs) {
  const metrics::EquitySeries& account = inputs.strategy;
  const auto change = [&](std::span<const UnixNanos> times, std::span<const double> values) {
    return std::pair(ValueAt(times, values, episode.from), ValueAt(times, values, episode.to));
  };
  const auto [before, after] = change(account.times, account.equity);
  const auto [low, high] = change(market.times, market.level);
  EpisodeOutcome outcome{.days = DaysOf(episode.to - episode.from),
                         .strategy_return = metrics::SimpleReturn(before, after),
                         .hold_return = metrics::SimpleReturn(low, high),
                         .max_drawdown = DrawdownIn(account, episode)};
  outcome.trades = std::count_if(
      inputs.trades.begin(), inputs.trades.end(), [&](const metrics::ClosedTrade& trade) {
        return trade.exit_time > episode.from && trade.exit_time <= episode.to;
      });
  const double total = account.equity.back() - account.equity.front();
  if (std::abs(total) > 1e-9 * account.equity.front()) {
    outcome.share_of_profit = (after - before) / total;
  }
  return outcome;
}

void Add(const EpisodeOutcome& outcome, EpisodeOutcome& all) {
  all.days += outcome.days;
  all.strategy_return = (1 + all.strategy_return) * (1 + outcome.strategy_return) - 1;
  all.hold_return = (1 + all.hold_return) * (1 + outcome.hold_return) - 1;
  all.max_drawdown = std::max(all.max_drawdown, outcome.max_drawdown);
  all.trades += outcome.trades;
  if (outcome.share_of_profit) {
    all.share_of_profit = all.share_of_profit.value_or(0) + *outcome.share_of_profit;
  }
}

/// The part of an episode that the account lived through.
Episode Inside(Episode episode, const metrics::EquitySeries& account) {
  episode.from = std::max(episode.from, account.times.front());
  episode.to = std::min(episode.to, account.times.back());
  return episode;
}

/// Leaves those on which most was lost, in the order of time.
void KeepWorst(size_t count, std::vector<EpisodeResult>& episodes) {
  if (episodes.size() <= count) return;
  const auto loses_more = [](const EpisodeResult& a, const EpisodeResult& b) {
    return a.outcome.strategy_return < b.outcome.strategy_return;
  };
  std::stable_sort(episodes.begin(), episodes.end(), loses_more);
  episodes.resize(count);
  std::sort(episodes.begin(), episodes.end(),
            [](const EpisodeResult& a, const EpisodeResult& b) { return a.from < b.from; });
}

}  // namespace

FailureCases FindFailureCases(std::span<const PricedSeries> series) {
  FailureCases cases{.market = MarketPathOf(series)};
  if (cases.market.empty()) return cases;
  cases.kinds = {FindLowVolatility(cases.market),          FindWhipsaws(cases.market),
                 FindThinWeekends(cases.market),           FindFlashCrashes(cases.market),
                 FindCorrelationConvergence(cases.market), KnownEpisodes(cases.market)};
  return cases;
}

FailureCases FindFailureCases(std::span<const engine::LoadedSeries> series) {
  std::vector<PricedSeries> priced;
  for (const engine::LoadedSeries& s : series) {
    priced.push_back({s.symbol.ToString(), s.timeframe, !s.record.close_only, s.bars});
  }
  return FindFailureCases(priced);
}

FailureCaseResults ResultsIn(const FailureCases& cases, const metrics::Inputs& inputs) {
  FailureCaseResults results;
  const metrics::EquitySeries& account = inputs.strategy;
  if (account.times.size() < 2) return results;
  const double days = DaysOf(account.times.back() - account.times.front());
  for (const EpisodeKind& kind : cases.kinds) {
    KindResult& all = results.kinds.emplace_back(
        KindResult{.key = kind.key, .title = kind.title, .rule = kind.rule, .gap = kind.gap});
    std::vector<EpisodeResult> episodes;
    for (const Episode& found : kind.episodes) {
      const Episode episode = Inside(found, account);
      if (episode.from >= episode.to) continue;
      const EpisodeOutcome outcome = OutcomeIn(episode, cases.market, inputs);
      episodes.push_back({kind.key, episode.from, episode.to, episode.finding, outcome});
      Add(outcome, all.outcome);
    }
    all.episodes = static_cast<int64_t>(episodes.size());
    all.share_of_time = all.outcome.days / days;
    if (kind.key == "weekend") KeepWorst(kListedWeekends, episodes);
    std::move(episodes.begin(), episodes.end(), std::back_inserter(results.episodes));
  }
  return results;
}

}  // namespace keel::research
