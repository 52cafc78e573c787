// SPDX-License-Identifier: MIT
#include "cli/synthetic_market.h"

#include <fmt/format.h>

#include <optional>

#include "base/os/threads.h"
#include "cli/table.h"
#include "sim/synthetic/generate.h"

namespace keel::cli {
namespace {

struct Staged {
  SyntheticRow row;
  storage::StagedSeries series;
};

/// Where the series go and what they are made from.
struct Order {
  const sim::synthetic::SyntheticSpec& spec;
  std::string venue;
  uint64_t seed;
  storage::Catalog catalog;
};

base::Result<Staged> StageAsset(const Order& order, size_t asset) {
  const sim::synthetic::SyntheticSpec& spec = order.spec;
  const auto made = sim::synthetic::GenerateAsset(spec, asset, order.seed);
  if (made.bars.empty()) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("{} would have no bar before its delisting; widen the range",
                                  made.symbol.ToString()));
  }
  SyntheticRow row;
  row.key = {order.venue, made.symbol, spec.timeframe};
  row.note.source = fmt::format("SYNTHETIC: keel generate-data, seed {}", order.seed);
  row.note.synthetic = true;
  row.note.price_decimals = made.price_decimals;
  row.note.volume_decimals = made.volume_decimals;
  row.note.delisted_at = made.delisted_at;
  row.path = order.catalog.PathOf(row.key);
  row.from = made.bars.front().open_time;
  row.to = spec.timeframe.CloseOf(made.bars.back().open_time);
  row.first_close = made.bars.front().close;
  row.last_close = made.bars.back().close;
  row.spread_bps = made.spread_bps;
  TRY(storage::StagedSeries series, order.catalog.Stage(row.key, made.bars, row.note));
  row.note = series.note();
  return Staged{std::move(row), std::move(series)};
}

}  // namespace

base::Result<std::vector<SyntheticRow>> WriteSyntheticMarket(
    const sim::synthetic::SyntheticSpec& spec, std::string_view venue, uint64_t seed,
    Session& session) {
  TRY(sim::synthetic::Validate(spec));
  const Order order{spec, std::string(venue), seed, storage::Catalog(session.data_dir)};
  const size_t assets = spec.assets.size();
  session.progress->Update("inventing a market", 0, static_cast<int64_t>(assets));
  std::vector<std::optional<base::Result<Staged>>> staged(assets);
  base::os::ParallelFor(static_cast<int64_t>(assets), session.jobs, [&](int64_t i) {
    if (session.interrupted->load()) return;
    const auto asset = static_cast<size_t>(i);
    staged[asset].emplace(StageAsset(order, asset));
  });
  session.progress->Finish();
  if (session.interrupted->load()) {
    return base::Fail(base::ErrorCode::kInterrupted, "stopped; no series was written");
  }
  std::vector<SyntheticRow> rows;
  for (auto& result : staged) {
    if (!*result) return tl::unexpected<base::Error>(std::move(*result).error());
  }
  for (auto& result : staged) {
    TRY((*result)->series.Commit());
    rows.push_back(std::move((*result)->row));
  }
  return rows;
}

std::string SyntheticTable(const std::vector<SyntheticRow>& rows, const Session& session) {
  Table table({{"pair"},
               {"timeframe"},
               {"bars", true},
               {"from"},
               {"to"},
               {"first", true},
               {"last", true},
               {"spread bps", true},
               {"note"}});
  for (const SyntheticRow& row : rows) {
    const auto price = [&](double close) {
      return fmt::format("{:.{}f}", close, row.note.price_decimals);
    };
    table.AddRow({row.key.symbol.ToString(), row.key.timeframe.name(),
                  fmt::format("{}", row.note.rows), base::FormatDate(row.from),
                  base::FormatDate(row.to - base::Nanoseconds(1)), price(row.first_close),
                  price(row.last_close), fmt::format("{:.1f}", row.spread_bps),
                  row.note.delisted_at ? "SYNTHETIC, delisted" : "SYNTHETIC"});
  }
  return table.Text(session.colour);
}

base::TimeRange SyntheticDays(int64_t days) {
  constexpr base::UnixNanos kFirstDay{1'609'459'200'000'000'000};  // 2021-01-01
  return {kFirstDay, kFirstDay + base::Days(days)};
}

}  // namespace keel::cli
