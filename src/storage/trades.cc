// SPDX-License-Identifier: MIT
#include "storage/trades.h"

#include <fmt/format.h>

namespace keel::storage {
namespace {

base::Result<int64_t> CountOf(core::Decimal value, int decimals, const char* what) {
  const core::Decimal step = core::Decimal::PowerOfTen(-decimals);
  if (!core::IsMultipleOf(value, step)) {
    return base::Fail(base::ErrorCode::kUsage, fmt::format("{} {} has more than {} decimals", what,
                                                           value.ToString(), decimals));
  }
  const core::Int128 count = value.raw() / step.raw();
  if (count != static_cast<int64_t>(count)) {
    return base::Fail(
        base::ErrorCode::kUsage,
        fmt::format("{} {} at {} decimals does not fit 64 bits", what, value.ToString(), decimals));
  }
  return static_cast<int64_t>(count);
}

}  // namespace

core::TradeTick ToTrade(const TradeRow& row, const TradesNote& note) {
  const core::Decimal tick = core::Decimal::PowerOfTen(-note.price_decimals);
  const core::Decimal lot = core::Decimal::PowerOfTen(-note.quantity_decimals);
  return {{row.time_ns},
          row.id,
          core::Price(tick * row.price_ticks),
          core::Quantity(lot * row.quantity_lots),
          row.side < 0 ? core::Side::kSell : core::Side::kBuy};
}

base::Result<TradeRow> ToRow(const core::TradeTick& trade, const TradesNote& note) {
  TradeRow row;
  row.time_ns = trade.time.ns;
  row.id = trade.id;
  TRY(row.price_ticks, CountOf(trade.price.value(), note.price_decimals, "the price"));
  TRY(row.quantity_lots, CountOf(trade.quantity.value(), note.quantity_decimals, "the quantity"));
  row.side = static_cast<int8_t>(core::Sign(trade.aggressor));
  return row;
}

}  // namespace keel::storage
