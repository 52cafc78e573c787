// SPDX-License-Identifier: MIT
#include "sim/synthetic/spec.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace keel::sim::synthetic {
namespace {

constexpr std::array<std::string_view, 26> kCast = {
    "ALFA",    "BRAVO", "CHARLIE", "DELTA",  "ECHO",     "FOXTROT", "GOLF",   "HOTEL",  "INDIA",
    "JULIETT", "KILO",  "LIMA",    "MIKE",   "NOVEMBER", "OSCAR",   "PAPA",   "QUEBEC", "ROMEO",
    "SIERRA",  "TANGO", "UNIFORM", "VICTOR", "WHISKEY",  "XRAY",    "YANKEE", "ZULU"};

// From a large, liquid, quieter coin to a small, thin, wild one.
const std::array<AssetSpec, 5>& Kinds() {
  static const std::array<AssetSpec, 5> kKinds = {{
      {.start_price = 21'000,
       .volatility = 0.55,
       .market_loading = 0.85,
       .daily_turnover = 9e8,
       .spread_bps = 0.5,
       .price_decimals = 2,
       .volume_decimals = 5,
       .jumps_a_year = 4,
       .jump_size = 0.03},
      {.start_price = 1'450,
       .volatility = 0.70,
       .market_loading = 0.82,
       .daily_turnover = 4e8,
       .spread_bps = 0.8,
       .price_decimals = 2,
       .volume_decimals = 4,
       .jumps_a_year = 6,
       .jump_size = 0.035},
      {.start_price = 86,
       .volatility = 0.85,
       .market_loading = 0.75,
       .daily_turnover = 1.2e8,
       .spread_bps = 1.5,
       .price_decimals = 3,
       .volume_decimals = 3,
       .jumps_a_year = 9,
       .jump_size = 0.045},
      {.start_price = 2.4,
       .volatility = 0.95,
       .market_loading = 0.70,
       .daily_turnover = 4e7,
       .spread_bps = 3,
       .price_decimals = 5,
       .volume_decimals = 1,
       .jumps_a_year = 12,
       .jump_size = 0.05},
      {.start_price = 0.19,
       .volatility = 1.10,
       .market_loading = 0.62,
       .daily_turnover = 1e7,
       .spread_bps = 8,
       .price_decimals = 6,
       .volume_decimals = 0,
       .jumps_a_year = 18,
       .jump_size = 0.06},
  }};
  return kKinds;
}

}  // namespace

base::Result<SyntheticSpec> DefaultSpec(int64_t assets, core::Timeframe timeframe,
                                        base::TimeRange range) {
  if (assets < 1 || assets > static_cast<int64_t>(kCast.size())) {
    return base::Fail(
        base::ErrorCode::kUsage,
        fmt::format("{} synthetic assets are wanted; choose 1 to {}", assets, kCast.size()));
  }
  SyntheticSpec spec{.timeframe = timeframe, .range = range};
  for (size_t i = 0; i < static_cast<size_t>(assets); ++i) {
    AssetSpec asset = Kinds()[i % Kinds().size()];
    asset.symbol = {.base = std::string(kCast[i]), .quote = "USDT", .settle = ""};
    spec.assets.push_back(std::move(asset));
  }
  if (assets >= 2) spec.assets.back().delisted_after = 0.75;
  return spec;
}

}  // namespace keel::sim::synthetic
