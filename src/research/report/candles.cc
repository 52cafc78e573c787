// SPDX-License-Identifier: MIT
#include "research/report/candles.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace keel::research {
namespace {

constexpr size_t kMostCandles = 300;
constexpr size_t kDetailBars = 160;

/// Lengths that people read candles in, in minutes.
constexpr std::array<int64_t, 18> kMinutes = {
    1, 3, 5, 15, 30, 60, 120, 240, 360, 480, 720, 1440, 2880, 4320, 10080, 20160, 43200, 86400};

base::Duration PeriodFor(base::Duration span, base::Duration least, size_t most) {
  for (const int64_t minutes : kMinutes) {
    const base::Duration period = base::Minutes(minutes);
    if (period >= least && span / period < static_cast<int64_t>(most)) return period;
  }
  const int64_t months = span / (base::Days(30) * static_cast<int64_t>(most)) + 1;
  return base::Days(30 * months);
}

core::Bar Begin(const core::Bar& bar, base::UnixNanos open_time) {
  core::Bar candle = bar;
  candle.open_time = open_time;
  return candle;
}

void Extend(core::Bar& candle, const core::Bar& bar) {
  candle.high = std::max(candle.high, bar.high);
  candle.low = std::min(candle.low, bar.low);
  candle.close = bar.close;
  candle.volume += bar.volume;
}

/// The last bars up to a little after the last fill of the pair, where there is one.
base::TimeRange DetailRange(const engine::RunRecord& run, const engine::SeriesRecord& series,
                            base::Duration bar) {
  const base::Duration window = bar * static_cast<int64_t>(kDetailBars);
  base::UnixNanos end = series.to;
  for (auto fill = run.fills.rbegin(); fill != run.fills.rend(); ++fill) {
    if (fill->instrument != series.instrument) continue;
    end = std::min(end, fill->time + bar * static_cast<int64_t>(kDetailBars / 10));
    break;
  }
  return {std::max(series.from, end - window), end};
}

}  // namespace

// The place of a file: <data>/<venue>/BTC_USDT-1h.npy.
base::Result<ReopenedSeries> Reopen(const engine::RunRecord& run,
                                    const engine::SeriesRecord& series) {
  const size_t name = series.file.rfind('/');
  const size_t venue =
      name == std::string::npos || name == 0 ? std::string::npos : series.file.rfind('/', name - 1);
  const size_t dash = series.file.rfind('-');
  const size_t dot = series.file.rfind('.');
  const bool readable = venue != std::string::npos && dash != std::string::npos && dash > name &&
                        dot != std::string::npos && dot > dash;
  if (!readable) {
    return base::Fail(base::ErrorCode::kNotFound, series.file + " is no file of a catalog");
  }
  TRY(const core::Timeframe timeframe,
      core::Timeframe::Parse(series.file.substr(dash + 1, dot - dash - 1)));
  const core::Instrument& instrument = run.universe.at(series.instrument);
  const storage::Catalog catalog(series.file.substr(0, venue));
  TRY(auto bars, catalog.Open({instrument.venue, instrument.symbol, timeframe}));
  return ReopenedSeries{timeframe, std::move(bars)};
}

CandleChart GatherCandles(std::span<const core::Bar> bars, base::TimeRange range, size_t most) {
  CandleChart chart;
  const auto before = [](const core::Bar& bar, base::UnixNanos t) { return bar.open_time < t; };
  const auto first = std::lower_bound(bars.begin(), bars.end(), range.from, before);
  const auto last = std::lower_bound(first, bars.end(), range.to, before);
  const std::span<const core::Bar> inside(first, last);
  if (inside.empty()) return chart;
  chart.from = std::max(range.from, inside.front().open_time);
  const base::Duration least =
      inside.size() > 1 ? (inside.back().open_time - inside.front().open_time) : base::Duration{0};
  const base::Duration one =
      inside.size() > 1 ? base::Duration{least.ns / static_cast<int64_t>(inside.size() - 1)}
                        : base::Days(1);
  // Gaps make the mean distance longer than a bar; half of it is still not shorter than none.
  chart.period = PeriodFor(least + one, base::Duration{one.ns / 2}, most);
  for (const core::Bar& bar : inside) {
    const int64_t slot = bar.open_time.ns / chart.period.ns;
    const base::UnixNanos open{slot * chart.period.ns};
    if (chart.candles.empty() || chart.candles.back().open_time != open) {
      chart.candles.push_back(Begin(bar, open));
    } else {
      Extend(chart.candles.back(), bar);
    }
  }
  chart.from = chart.candles.front().open_time;
  chart.to = chart.candles.back().open_time + chart.period;
  return chart;
}

std::vector<CandleChart> LoadCandles(const engine::RunRecord& run) {
  std::vector<CandleChart> charts;
  size_t shown = 0;
  for (const engine::SeriesRecord& series : run.series) {
    if (shown == kMostCandleSeries) break;
    const auto opened = Reopen(run, series);
    const auto timeframe = core::Timeframe::Parse(series.timeframe);
    if (!opened || !timeframe) continue;
    ++shown;
    const std::span<const core::Bar> bars = opened->bars->bars();
    for (const base::TimeRange range :
         {base::TimeRange{series.from, series.to}, DetailRange(run, series, timeframe->period())}) {
      CandleChart chart = GatherCandles(bars, range, kMostCandles);
      chart.instrument = series.instrument;
      const bool repeats = !charts.empty() && charts.back().instrument == chart.instrument &&
                           charts.back().period == chart.period;
      if (!chart.candles.empty() && !repeats) charts.push_back(std::move(chart));
    }
  }
  return charts;
}

}  // namespace keel::research
