// SPDX-License-Identifier: MIT
#include "storage/internal/gathered.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <numeric>

namespace keel::storage::internal {
namespace {

base::UnixNanos TimeOf(const core::Bar& bar) { return bar.open_time; }
base::UnixNanos TimeOf(const core::TradeTick& trade) { return trade.time; }
bool SameIdentity(const core::Bar&, const core::Bar&) { return true; }
bool SameIdentity(const core::TradeTick& a, const core::TradeTick& b) { return a.id == b.id; }
bool SameValues(const core::Bar& a, const core::Bar& b) {
  return a.open == b.open && a.high == b.high && a.low == b.low && a.close == b.close &&
         a.volume == b.volume;
}
bool SameValues(const core::TradeTick& a, const core::TradeTick& b) {
  return a.price == b.price && a.quantity == b.quantity && a.aggressor == b.aggressor;
}

tl::unexpected<base::Error> Contradiction(const Origins& origins, Origin a, Origin b,
                                          base::UnixNanos time) {
  if (origins.IsCatalog(b)) std::swap(a, b);
  if (origins.IsCatalog(a)) {
    return base::Fail(
        base::ErrorCode::kUsage,
        fmt::format("{}: the row of {} contradicts the series that is in the catalog; "
                    "replace that with --overwrite, or import under another --venue",
                    origins.Describe(b), base::FormatIso(time)));
  }
  return base::Fail(base::ErrorCode::kUsage,
                    fmt::format("{}: the row of {} contradicts {}; remove one of them",
                                origins.Describe(b), base::FormatIso(time), origins.Describe(a)));
}

// Rows of one series and where they are from; sorts them and leaves out twins.
template <typename Row>
struct Joint {
  const Origins& origins;
  std::vector<Row>& rows;
  std::vector<Origin>& places;

  void Sort() {
    std::vector<uint32_t> order(rows.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(
        order, [&](uint32_t a, uint32_t b) { return TimeOf(rows[a]) < TimeOf(rows[b]); });
    std::vector<Row> sorted_rows;
    std::vector<Origin> sorted_places;
    for (const uint32_t index : order) {
      sorted_rows.push_back(rows[index]);
      sorted_places.push_back(places[index]);
    }
    rows = std::move(sorted_rows);
    places = std::move(sorted_places);
  }

  base::Result<int64_t> DropTwins() {
    size_t kept = 0;
    for (size_t i = 0; i < rows.size(); ++i) {
      size_t twin = kept;
      for (size_t j = kept; j-- > 0 && TimeOf(rows[j]) == TimeOf(rows[i]);) {
        if (SameIdentity(rows[j], rows[i])) twin = j;
      }
      if (twin == kept) {
        rows[kept] = rows[i];
        places[kept++] = places[i];
      } else if (!SameValues(rows[twin], rows[i])) {
        return Contradiction(origins, places[twin], places[i], TimeOf(rows[i]));
      }
    }
    const auto dropped = static_cast<int64_t>(rows.size() - kept);
    rows.resize(kept);
    places.resize(kept);
    return dropped;
  }
};

template <typename Row>
base::Result<int64_t> Join(Joint<Row> joint, std::vector<Row> more, std::span<const uint32_t> lines,
                           uint32_t file) {
  if (more.empty()) return 0;
  const bool behind = joint.rows.empty() || TimeOf(joint.rows.back()) < TimeOf(more.front());
  for (size_t i = 0; i < more.size(); ++i) {
    joint.places.push_back({file, lines.empty() ? 0 : lines[i]});
  }
  if (joint.rows.empty()) {
    joint.rows = std::move(more);
  } else {
    joint.rows.insert(joint.rows.end(), more.begin(), more.end());
  }
  if (behind) return 0;
  joint.Sort();
  return joint.DropTwins();
}

}  // namespace

uint32_t Origins::Add(std::string name) {
  names_.push_back(std::move(name));
  return static_cast<uint32_t>(names_.size() - 1);
}

std::string Origins::Describe(Origin origin) const {
  return fmt::format("{}:{}", names_[origin.file], origin.line);
}

std::string Origins::Summary() const {
  std::vector<std::string> files;
  for (const std::string& name : names_) {
    if (!name.empty()) files.push_back(std::filesystem::path(name).filename().string());
  }
  if (files.empty()) return "";
  if (files.size() == 1) return files[0];
  if (files.size() == 2) return files[0] + ", " + files[1];
  return fmt::format("{} .. {} ({} files)", files.front(), files.back(), files.size());
}

base::Status GatheredBars::Add(const std::string& name, std::vector<core::Bar> more,
                               std::span<const uint32_t> lines) {
  const uint32_t file = origins.Add(name);
  TRY(const int64_t dropped,
      Join<core::Bar>({origins, bars, places}, std::move(more), lines, file));
  duplicates += dropped;
  return {};
}

base::Status GatheredTrades::Add(const std::string& name, std::vector<core::TradeTick> more,
                                 std::span<const uint32_t> lines) {
  const uint32_t file = origins.Add(name);
  TRY(const int64_t dropped,
      Join<core::TradeTick>({origins, trades, places}, std::move(more), lines, file));
  duplicates += dropped;
  return {};
}

std::vector<size_t> FindRestarts(std::span<const core::Bar> bars) {
  constexpr double kOtherAsset = 20;
  std::vector<size_t> restarts;
  for (size_t i = 1; i < bars.size(); ++i) {
    if (bars[i].open_time - bars[i - 1].open_time <= kTradingStopped) continue;
    const double ratio = bars[i].open / bars[i - 1].close;
    if (ratio > kOtherAsset || ratio < 1 / kOtherAsset) restarts.push_back(i);
  }
  return restarts;
}

}  // namespace keel::storage::internal
