// SPDX-License-Identifier: MIT
// What the name of a data file tells: BTCUSDT-1h-2024-01.zip, ETH_BTC-5m.json.gz,
// XRP_USDT_USDT-1h-futures.json, Binance_ETHUSDT_d.csv, .../data/binance/....
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/symbol.h"
#include "core/timeframe.h"

namespace keel::storage::internal {

struct NameHints {
  std::optional<core::Symbol> symbol;
  std::optional<core::Timeframe> timeframe;
  std::optional<std::string> venue;
  /// Why a file of this name is not for importing, e.g. another format; empty where it may be.
  std::string unfit;
};

/// `path` may end in the name of a zip member.
NameHints HintsFromName(std::string_view path);

}  // namespace keel::storage::internal
