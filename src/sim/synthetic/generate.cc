// SPDX-License-Identifier: MIT
#include "sim/synthetic/generate.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "sim/synthetic/asset_path.h"

namespace keel::sim::synthetic {
namespace {

constexpr int64_t kMostBars = 200'000'000;  // ten gigabytes: a mistyped range, not a wish

base::UnixNanos FirstOpen(const SyntheticSpec& spec) {
  const base::UnixNanos open = spec.timeframe.OpenOf(spec.range.from);
  return open < spec.range.from ? spec.timeframe.CloseOf(open) : open;
}

base::Status ValidateAsset(const AssetSpec& asset) {
  const bool drawable = asset.start_price > 0 && asset.volatility > 0 && asset.daily_turnover > 0 &&
                        asset.market_loading >= 0 && asset.market_loading < 1 &&
                        asset.spread_bps >= 0 && asset.jumps_a_year >= 0 && asset.jump_size >= 0;
  const bool decimals = asset.price_decimals >= 0 && asset.price_decimals <= 10 &&
                        asset.volume_decimals >= 0 && asset.volume_decimals <= 10;
  const bool delisting =
      !asset.delisted_after || (*asset.delisted_after > 0 && *asset.delisted_after < 1);
  if (drawable && decimals && delisting) return {};
  return base::Fail(base::ErrorCode::kUsage,
                    fmt::format("synthetic asset {}: a number of its specification is out of range",
                                asset.symbol.ToString()));
}

}  // namespace

base::Status Validate(const SyntheticSpec& spec) {
  if (spec.assets.empty()) {
    return base::Fail(base::ErrorCode::kUsage, "a synthetic market needs at least one asset");
  }
  if (spec.range.from == base::kBeginningOfTime || spec.range.to == base::kEndOfTime) {
    return base::Fail(
        base::ErrorCode::kUsage,
        "a synthetic market needs a first and a last day: give both ends of the range");
  }
  if (spec.timeframe.CloseOf(FirstOpen(spec)) > spec.range.to) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("the range {} to {} holds no bar of {}; widen it",
                                  base::FormatIso(spec.range.from), base::FormatIso(spec.range.to),
                                  spec.timeframe.name()));
  }
  const int64_t bars = (spec.range.to - spec.range.from) / spec.timeframe.period();
  if (bars > kMostBars) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("the range holds {} bars of {}; shorten it or take a longer one",
                                  bars, spec.timeframe.name()));
  }
  for (const AssetSpec& asset : spec.assets) TRY(ValidateAsset(asset));
  return {};
}

SyntheticSeries GenerateAsset(const SyntheticSpec& spec, size_t asset, uint64_t seed) {
  CHECK(asset < spec.assets.size(), "an asset outside the specification");
  const AssetSpec& wanted = spec.assets[asset];
  SyntheticSeries series{.symbol = wanted.symbol,
                         .price_decimals = wanted.price_decimals,
                         .volume_decimals = wanted.volume_decimals};
  MarketFactor factor(spec, seed);
  AssetPath path(spec, wanted, seed);
  const base::UnixNanos end = std::min(path.ends(), spec.range.to);
  const int64_t expected = (end - spec.range.from) / spec.timeframe.period() + 1;
  series.bars.reserve(static_cast<size_t>(std::max<int64_t>(0, expected)));
  double spread_sum = 0;
  for (base::UnixNanos open = FirstOpen(spec); spec.timeframe.CloseOf(open) <= end;) {
    const base::UnixNanos close = spec.timeframe.CloseOf(open);
    series.bars.push_back(path.Next(open, close, factor.Next(open, close)));
    spread_sum += path.spread_bps();
    open = close;
  }
  if (series.bars.empty()) return series;
  series.spread_bps = spread_sum / static_cast<double>(series.bars.size());
  if (wanted.delisted_after) {
    series.delisted_at = spec.timeframe.CloseOf(series.bars.back().open_time);
  }
  return series;
}

base::Result<std::vector<SyntheticSeries>> Generate(const SyntheticSpec& spec, uint64_t seed) {
  TRY(Validate(spec));
  std::vector<SyntheticSeries> all;
  for (size_t i = 0; i < spec.assets.size(); ++i) all.push_back(GenerateAsset(spec, i, seed));
  return all;
}

std::vector<Regime> RegimesOf(const SyntheticSpec& spec, uint64_t seed) {
  std::vector<Regime> regimes;
  MarketFactor factor(spec, seed);
  for (base::UnixNanos open = FirstOpen(spec); spec.timeframe.CloseOf(open) <= spec.range.to;) {
    const base::UnixNanos close = spec.timeframe.CloseOf(open);
    regimes.push_back(factor.Next(open, close).regime);
    open = close;
  }
  return regimes;
}

}  // namespace keel::sim::synthetic
