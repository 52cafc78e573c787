// SPDX-License-Identifier: MIT
#include "metrics/prepared.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace keel::metrics {
namespace {

void CheckSeries(const EquitySeries& series) {
  CHECK(!series.equity.empty(), "an equity curve has at least its start");
  CHECK(series.equity.size() == series.times.size(), "each equity point has its time");
  CHECK(series.exposure.empty() || series.exposure.size() == series.equity.size(),
        "exposure is known at each point or not at all");
  CHECK(series.equity.front() > 0, "an account starts with money");
  CHECK(std::is_sorted(series.times.begin(), series.times.end()), "time does not go back");
}

void ScanReturns(std::span<const double> equity, EquityScan& scan) {
  const size_t count = equity.size() - 1;
  scan.returns.count = count;
  if (count == 0) return;
  const double shift = SimpleReturn(equity[0], equity[1]);
  double sum = 0, squares = 0, negative_squares = 0;
  for (size_t i = 1; i < equity.size(); ++i) {
    const double r = SimpleReturn(equity[i - 1], equity[i]);
    const double negative = std::min(r, 0.0);
    sum += r - shift;
    squares += (r - shift) * (r - shift);
    negative_squares += negative * negative;
  }
  const double n = static_cast<double>(count);
  scan.returns.sum = sum + n * shift;
  scan.returns.mean = shift + sum / n;
  scan.downside = std::sqrt(negative_squares / n);
  if (count < 2) return;
  const double deviation = std::sqrt(std::max(0.0, (squares - sum * sum / n) / (n - 1)));
  scan.returns.deviation = deviation < kZeroDeviation ? 0.0 : deviation;
}

void ScanFalls(std::span<const double> equity, EquityScan& scan) {
  scan.lowest = scan.highest = equity.front();
  size_t peak = 0;
  double deepest = 0, largest = 0;
  for (size_t i = 0; i < equity.size(); ++i) {
    CHECK(std::isfinite(equity[i]), "equity is a number");
    scan.lowest = std::min(scan.lowest, equity[i]);
    if (equity[i] >= equity[peak]) {
      peak = i;
      continue;
    }
    const double loss = equity[peak] - equity[i];
    if (loss > largest) {
      largest = loss;
      scan.largest = Fall{peak, i};
    }
    if (loss > deepest * equity[peak]) {
      deepest = loss / equity[peak];
      scan.deepest = Fall{peak, i};
    }
  }
  scan.highest = equity[peak];
}

void ScanExposure(std::span<const double> exposure, EquityScan& scan) {
  if (exposure.empty()) return;
  double sum = 0, highest = exposure.front();
  size_t invested = 0;
  for (const double e : exposure) {
    CHECK(std::isfinite(e), "exposure is a number");
    sum += e;
    highest = std::max(highest, e);
    invested += e != 0.0 ? 1 : 0;
  }
  const double n = static_cast<double>(exposure.size());
  scan.time_in_market = static_cast<double>(invested) / n;
  scan.average_exposure = sum / n;
  scan.highest_exposure = highest;
}

TradeTotals TotalTrades(std::span<const ClosedTrade> trades) {
  TradeTotals totals;
  std::vector<double> pnls;
  pnls.reserve(trades.size());
  for (const ClosedTrade& trade : trades) {
    const double pnl = trade.net_pnl();
    CHECK(std::isfinite(pnl) && std::isfinite(trade.cost), "a trade's amounts are numbers");
    pnls.push_back(pnl);
    if (trade.cost > 0) totals.returns.push_back(pnl / trade.cost);
    totals.cost += trade.cost;
    totals.mae += trade.mae;
    totals.mfe += trade.mfe;
    const double seconds = (trade.exit_time - trade.entry_time).seconds();
    totals.held.Add(seconds);
    if (pnl > 0) totals.winners.Add(seconds);
    if (pnl < 0) totals.losers.Add(seconds);
  }
  totals.net = SignTotalsOf(pnls);
  // Amounts have no natural size, so what counts as rounding is measured against them.
  const double turned = totals.net.won + totals.net.lost;
  totals.pnl = MomentsOf(pnls, 1e-13 * turned / std::max(1.0, static_cast<double>(pnls.size())));
  return totals;
}

std::vector<Drawdown> DailyDrawdowns(const DailySeries& daily) {
  std::vector<double> from_start = {daily.start_equity};
  from_start.insert(from_start.end(), daily.equity.begin(), daily.equity.end());
  return FindDrawdowns(from_start);
}

std::vector<double> DailyUnderwater(const DailySeries& daily) {
  std::vector<double> depths;
  depths.reserve(daily.size());
  double peak = daily.start_equity;
  for (const double equity : daily.equity) {
    peak = std::max(peak, equity);
    depths.push_back(DrawdownDepth(peak, equity));
  }
  return depths;
}

template <typename Values, typename Get>
SignTotals TotalSigns(const Values& values, Get get) {
  SignTotals totals;
  int64_t wins = 0, losses = 0;
  for (const auto& item : values) {
    const double x = get(item);
    wins = x > 0 ? wins + 1 : 0;
    losses = x < 0 ? losses + 1 : 0;
    totals.longest_wins = std::max(totals.longest_wins, wins);
    totals.longest_losses = std::max(totals.longest_losses, losses);
    totals.wins += x > 0 ? 1 : 0;
    totals.losses += x < 0 ? 1 : 0;
    totals.draws += x == 0 ? 1 : 0;
    totals.won += std::max(x, 0.0);
    totals.lost += std::max(-x, 0.0);
  }
  return totals;
}

}  // namespace

Prepared Prepare(const Inputs& inputs) {
  CheckSeries(inputs.strategy);
  Prepared p;
  p.inputs = inputs;
  const EquitySeries& series = inputs.strategy;
  p.days = (series.times.back() - series.times.front()).seconds() / 86400.0;
  ScanFalls(series.equity, p.scan);
  ScanReturns(series.equity, p.scan);
  ScanExposure(series.exposure, p.scan);
  p.daily = ResampleDaily(series);
  p.daily_moments = MomentsOf(p.daily.returns);
  p.daily_downside = DownsideDeviation(p.daily.returns);
  p.sorted_daily = p.daily.returns;
  std::sort(p.sorted_daily.begin(), p.sorted_daily.end());
  p.daily_signs = SignTotalsOf(p.daily.returns);
  p.daily_underwater = DailyUnderwater(p.daily);
  p.daily_drawdowns = DailyDrawdowns(p.daily);
  p.months = AggregateReturns(p.daily, Period::kMonth);
  p.quarters = AggregateReturns(p.daily, Period::kQuarter);
  p.years = AggregateReturns(p.daily, Period::kYear);
  p.trades = TotalTrades(inputs.trades);
  if (inputs.benchmark) {
    CheckSeries(*inputs.benchmark);
    const auto& market = inputs.benchmark->equity;
    const DailySeries benchmark = ResampleDaily(*inputs.benchmark);
    const auto [own, other] = CommonDays(p.daily, benchmark);
    p.paired = PairedMomentsOf(own, other);
    p.market_change = market.back() / market.front() - 1;
  }
  return p;
}

std::optional<double> SignTotals::average_win() const {
  return Ratio(won, static_cast<double>(wins));
}

std::optional<double> SignTotals::average_loss() const {
  return Ratio(lost, static_cast<double>(losses));
}

std::optional<double> SignTotals::decided_win_rate() const {
  return Ratio(static_cast<double>(wins), static_cast<double>(wins + losses));
}

void Holding::Add(double seconds) {
  shortest = count == 0 ? seconds : std::min(shortest, seconds);
  longest = count == 0 ? seconds : std::max(longest, seconds);
  total += seconds;
  ++count;
}

std::optional<double> DownsideDeviation(std::span<const double> returns) {
  if (returns.empty()) return std::nullopt;
  double squares = 0;
  for (const double r : returns) squares += r < 0 ? r * r : 0.0;
  const double deviation = std::sqrt(squares / static_cast<double>(returns.size()));
  return deviation < kZeroDeviation ? 0.0 : deviation;
}

SignTotals SignTotalsOf(std::span<const double> values) {
  return TotalSigns(values, [](double x) { return x; });
}

SignTotals SignTotalsOf(std::span<const PeriodReturn> periods) {
  return TotalSigns(periods, [](const PeriodReturn& p) { return p.value; });
}

std::optional<double> Annualised(std::optional<double> daily) {
  if (!daily) return std::nullopt;
  return *daily * std::sqrt(kDaysPerYear);
}

double AutocorrelationPenalty(std::span<const double> returns) {
  if (returns.size() < 2) return 1;
  const auto correlation =
      PairedMomentsOf(returns.subspan(1), returns.first(returns.size() - 1)).correlation();
  if (!correlation) return 1;
  const double n = static_cast<double>(returns.size());
  double power = 1, sum = 0;
  for (size_t k = 1; k < returns.size(); ++k) {
    power *= std::abs(*correlation);
    sum += (1 - static_cast<double>(k) / n) * power;
  }
  return std::sqrt(1 + 2 * sum);
}

std::optional<double> LowerTailMean(std::span<const double> ascending, double tail) {
  const std::optional<double> cut = SortedQuantile(ascending, tail);
  if (!cut) return std::nullopt;
  double sum = 0;
  size_t count = 0;
  while (count < ascending.size() && ascending[count] <= *cut) sum += ascending[count++];
  return Ratio(sum, static_cast<double>(count));
}

size_t DaysBelow(const Prepared& p, const Drawdown& drawdown) {
  return drawdown.recovery ? *drawdown.recovery - drawdown.peak - 1
                           : p.daily.size() - drawdown.peak;
}

std::optional<double> GeometricMean(std::span<const PeriodReturn> periods) {
  if (periods.empty()) return std::nullopt;
  double growth = 1;
  for (const PeriodReturn& p : periods) growth *= 1 + p.value;
  if (growth < 0) return std::nullopt;
  return std::pow(growth, 1.0 / static_cast<double>(periods.size())) - 1;
}

double UnixSeconds(base::UnixNanos t) { return static_cast<double>(t.ns) * 1e-9; }

}  // namespace keel::metrics
