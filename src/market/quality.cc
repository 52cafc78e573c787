// SPDX-License-Identifier: MIT
#include "market/quality.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace keel::market {
namespace {

using base::UnixNanos;
using core::Bar;

constexpr size_t kBlock = 256;

struct Spread {
  double median = 0;
  double sigma = 0;
};

double MedianOf(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

Spread RobustSpread(std::vector<double> values) {
  constexpr double kNormal = 1.4826;
  const double median = MedianOf(values);
  for (double& value : values) value = std::abs(value - median);
  return {median, kNormal * MedianOf(values)};
}

// The values farther from the median of their block than `sigmas`, as (index, sigmas). The scale of
// the whole series is the least that a block may have, so that a quiet night makes no outliers.
std::vector<std::pair<size_t, double>> FarFromBlock(std::span<const double> values, double sigmas) {
  std::vector<std::pair<size_t, double>> far;
  if (values.size() < 30) return far;
  const Spread all = RobustSpread({values.begin(), values.end()});
  for (size_t begin = 0; begin < values.size(); begin += kBlock) {
    const size_t end = std::min(begin + kBlock, values.size());
    const auto from = static_cast<std::ptrdiff_t>(end < kBlock ? 0 : end - kBlock);
    const Spread block =
        RobustSpread({values.begin() + from, values.begin() + static_cast<std::ptrdiff_t>(end)});
    const double scale = std::max(block.sigma, all.sigma);
    if (scale <= 0) continue;
    for (size_t i = begin; i < end; ++i) {
      const double distance = (values[i] - block.median) / scale;
      if (std::abs(distance) > sigmas) far.emplace_back(i, distance);
    }
  }
  return far;
}

bool IsPrice(double price) { return std::isfinite(price) && price > 0; }

void CheckBar(const Bar& bar, QualityReport* report) {
  if (bar.volume == 0) ++report->without_trades;
  if (!IsPrice(bar.open) || !IsPrice(bar.high) || !IsPrice(bar.low) || !IsPrice(bar.close) ||
      !(bar.volume >= 0 && std::isfinite(bar.volume))) {
    report->bad_prices.push_back(
        {bar.open_time, fmt::format("open {}, high {}, low {}, close {}, volume {}", bar.open,
                                    bar.high, bar.low, bar.close, bar.volume)});
  } else if (bar.high < bar.low) {
    report->bad_ranges.push_back(
        {bar.open_time, fmt::format("high {} below low {}", bar.high, bar.low)});
  } else if (std::max(bar.open, bar.close) > bar.high || std::min(bar.open, bar.close) < bar.low) {
    report->outside.push_back({bar.open_time, fmt::format("open {} or close {} outside {} to {}",
                                                          bar.open, bar.close, bar.low, bar.high)});
  }
}

void CheckOrder(const Bar& before, const Bar& bar, QualityReport* report) {
  if (bar.open_time == before.open_time) {
    report->duplicates.push_back({bar.open_time, "the open time of the bar before it"});
  } else if (bar.open_time < before.open_time) {
    report->out_of_order.push_back(
        {bar.open_time, "after the bar of " + base::FormatIso(before.open_time)});
  }
}

bool Repeats(const Bar& a, const Bar& b) {
  return a.open == b.open && a.high == b.high && a.low == b.low && a.close == b.close &&
         a.volume == b.volume;
}

void FindStuck(std::span<const Bar> bars, const QualityOptions& options, QualityReport* report) {
  for (size_t begin = 0; begin < bars.size();) {
    size_t end = begin + 1;
    while (end < bars.size() && Repeats(bars[begin], bars[end])) ++end;
    const bool flat = bars[begin].volume == 0;
    const int64_t limit = flat ? options.stuck_flat_bars : options.stuck_repeated_bars;
    const auto count = static_cast<int64_t>(end - begin);
    if (count >= limit) {
      report->stuck.push_back({bars[begin].open_time, bars[end - 1].open_time, count, flat});
    }
    begin = end;
  }
}

void FindSpikes(std::span<const Bar> bars, double sigmas, QualityReport* report) {
  std::vector<double> volumes;
  std::vector<size_t> places;
  for (size_t i = 0; i < bars.size(); ++i) {
    if (!(bars[i].volume > 0) || !std::isfinite(bars[i].volume)) continue;
    volumes.push_back(std::log(bars[i].volume));
    places.push_back(i);
  }
  for (const auto& [index, distance] : FarFromBlock(volumes, sigmas)) {
    const Bar& bar = bars[places[index]];
    if (distance > 0) report->volume_spikes.push_back({bar.open_time, bar.volume, distance});
  }
}

void FindJumps(std::span<const Bar> bars, core::Timeframe timeframe, double sigmas,
               QualityReport* report) {
  std::vector<double> returns;
  std::vector<size_t> places;
  for (size_t i = 1; i < bars.size(); ++i) {
    // Over a hole the price may well have moved far.
    if (bars[i].open_time != timeframe.CloseOf(bars[i - 1].open_time)) continue;
    if (!IsPrice(bars[i].close) || !IsPrice(bars[i - 1].close)) continue;
    returns.push_back(std::log(bars[i].close / bars[i - 1].close));
    places.push_back(i);
  }
  for (const auto& [index, distance] : FarFromBlock(returns, sigmas)) {
    const size_t i = places[index];
    report->jumps.push_back({bars[i].open_time, bars[i].close / bars[i - 1].close - 1, distance});
  }
}

// A bucket of the map: where it ends, and which line it is on.
UnixNanos BucketEnd(UnixNanos begin, std::string_view bucket) {
  if (bucket == "day") return begin + base::Days(1);
  if (bucket == "week") return begin + base::Days(7);
  return core::Timeframe::Of(base::Days(30)).CloseOf(begin);
}

UnixNanos BucketBegin(UnixNanos t, std::string_view bucket) {
  if (bucket == "day") return base::StartOfDay(t);
  return core::Timeframe::Of(bucket == "week" ? base::Days(7) : base::Days(30)).OpenOf(t);
}

std::string LineLabel(UnixNanos begin, std::string_view bucket) {
  // The Thursday of a week lies in the year that the week belongs to (ISO 8601).
  const UnixNanos day = bucket == "week" ? begin + base::Days(3) : begin;
  return base::FormatDate(day).substr(0, bucket == "day" ? 7 : 4);
}

// Blank cells before the first bucket of a line that does not begin at its start.
size_t CellOf(UnixNanos begin, std::string_view bucket) {
  const std::string date = base::FormatDate(bucket == "week" ? begin + base::Days(3) : begin);
  if (bucket == "month") return static_cast<size_t>(std::stoi(date.substr(5, 2))) - 1;
  if (bucket == "day") return static_cast<size_t>(std::stoi(date.substr(8, 2))) - 1;
  const auto new_year = base::ParseTime(date.substr(0, 4) + "-01-01");
  return new_year ? static_cast<size_t>((begin + base::Days(3) - *new_year) / base::Days(7)) : 0;
}

/// Where the grid goes on behind the next `candles` of it.
UnixNanos OpenAfter(UnixNanos open, int64_t candles, core::Timeframe timeframe) {
  if (!timeframe.is_month()) return open + timeframe.period() * candles;
  for (; candles > 0; --candles) open = timeframe.CloseOf(open);
  return open;
}

}  // namespace

QualityReport CheckQuality(std::span<const Bar> bars, core::Timeframe timeframe,
                           const QualityOptions& options) {
  QualityReport report;
  if (bars.empty()) return report;
  report.bars = static_cast<int64_t>(bars.size());
  report.first = bars.front().open_time;
  report.last = bars.back().open_time;
  for (size_t i = 0; i < bars.size(); ++i) {
    CheckBar(bars[i], &report);
    if (i > 0) CheckOrder(bars[i - 1], bars[i], &report);
  }
  report.gaps = storage::FindGaps(bars, timeframe);
  for (const storage::Gap& gap : report.gaps) report.missing += gap.missing;
  report.completeness =
      static_cast<double>(report.bars) / static_cast<double>(report.bars + report.missing);
  FindStuck(bars, options, &report);
  FindSpikes(bars, options.spike_sigmas, &report);
  FindJumps(bars, timeframe, options.jump_sigmas, &report);
  return report;
}

GapMap MapGaps(std::span<const Bar> bars, core::Timeframe timeframe) {
  GapMap map;
  if (bars.empty()) return map;
  const UnixNanos end = timeframe.CloseOf(bars.back().open_time);
  const base::Duration span = end - bars.front().open_time;
  if (span > base::Days(100) || timeframe.period() > base::Days(1)) map.bucket = "week";
  if (span > base::Days(3 * 366) || timeframe.period() > base::Days(7)) map.bucket = "month";
  const auto first_line = BucketBegin(bars.front().open_time, map.bucket);
  UnixNanos expected_open = bars.front().open_time;
  size_t next = 0;
  for (UnixNanos begin = first_line; begin < end; begin = BucketEnd(begin, map.bucket)) {
    const UnixNanos stop = std::min(BucketEnd(begin, map.bucket), end);
    const std::string label = LineLabel(begin, map.bucket);
    if (map.lines.empty() || map.lines.back().label != label) {
      map.lines.push_back({label, std::vector<double>(CellOf(begin, map.bucket), -1.0)});
    }
    const int64_t expected = storage::CandlesBetween(expected_open, stop, timeframe);
    int64_t found = 0;
    for (; next < bars.size() && bars[next].open_time < stop; ++next) ++found;
    expected_open = OpenAfter(expected_open, expected, timeframe);
    map.lines.back().completeness.push_back(
        expected == 0 ? -1.0 : static_cast<double>(found) / static_cast<double>(expected));
  }
  return map;
}

std::vector<double> CoverageOf(std::span<const Bar> bars, core::Timeframe timeframe,
                               int64_t parts) {
  std::vector<double> shares;
  if (bars.empty()) return shares;
  const UnixNanos first = bars.front().open_time, end = timeframe.CloseOf(bars.back().open_time);
  parts = std::clamp<int64_t>(storage::CandlesBetween(first, end, timeframe), 1, parts);
  const base::Duration part{(end - first).ns / parts};
  UnixNanos expected_open = first;
  size_t next = 0;
  for (int64_t i = 1; i <= parts; ++i) {
    const UnixNanos stop = i == parts ? end : first + part * i;
    const int64_t expected = storage::CandlesBetween(expected_open, stop, timeframe);
    int64_t found = 0;
    for (; next < bars.size() && bars[next].open_time < stop; ++next) ++found;
    expected_open = OpenAfter(expected_open, expected, timeframe);
    // Months are of unequal length: a part may begin with none of them.
    const double share = expected > 0 ? static_cast<double>(found) / static_cast<double>(expected)
                         : shares.empty() ? 1.0
                                          : shares.back();
    shares.push_back(std::min(1.0, share));
  }
  return shares;
}

}  // namespace keel::market
