// SPDX-License-Identifier: MIT
#include "venues/binance/bar_download.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace keel::venues::binance {

int DecimalsOf(core::Decimal value) {
  core::Int128 raw = value.raw();
  int decimals = core::Decimal::kDigits;
  while (decimals > 0 && raw % 10 == 0) {
    raw /= 10;
    --decimals;
  }
  return decimals;
}

BarDownload::BarDownload(execution::BarsQuery query, std::string symbol)
    : query_(std::move(query)),
      symbol_(std::move(symbol)),
      next_(std::max(query_.range.from, base::UnixNanos{})) {
  done_ = next_ >= query_.range.to;
}

base::Result<execution::BarsPage> BarDownload::OnPage(const std::vector<Kline>& rows) {
  execution::BarsPage page;
  failures_ = 0;
  begun_ = true;
  done_ = static_cast<int>(rows.size()) < kPage;
  for (const Kline& row : rows) {
    if (row.open_time < next_) {
      return base::Fail(base::ErrorCode::kCorrupt,
                        fmt::format("{}: the venue's candles at {} are out of order", symbol_,
                                    base::FormatIso(row.open_time)));
    }
    if (row.open_time >= query_.range.to) {
      done_ = true;
      break;
    }
    if (!row.closed) {
      done_ = true;
      break;
    }
    next_ = AddRow(row, &page) ? query_.timeframe.CloseOf(row.open_time)
                               : std::max(row.open_time, row.last_time) + base::Milliseconds(1);
  }
  if (next_ >= query_.range.to) done_ = true;
  return page;
}

bool AddRow(const Kline& row, execution::BarsPage* page) {
  const auto closed = ClosedBar(row, {});
  if (!closed) {  // old histories have a few, from times when the venue stood still
    page->left_out.push_back(closed.error().message);
    return false;
  }
  CHECK(closed->has_value(), "a candle that is open has no bar yet");
  page->bars.push_back((*closed)->bar);
  for (const core::Price price : {row.open, row.high, row.low, row.close}) {
    page->price_decimals = std::max(page->price_decimals, DecimalsOf(price.value()));
  }
  page->volume_decimals = std::max(page->volume_decimals, DecimalsOf(row.volume.value()));
  return true;
}

std::optional<base::Duration> BarDownload::OnFailure() {
  if (++failures_ > (begun_ ? kMaxFailures : kMaxFailuresAtFirst)) return std::nullopt;
  return base::Milliseconds(250) * (int64_t{1} << failures_);
}

}  // namespace keel::venues::binance
