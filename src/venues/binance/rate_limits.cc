// SPDX-License-Identifier: MIT
#include "venues/binance/rate_limits.h"

#include <algorithm>
#include <string>

#include "base/text.h"
#include "venues/binance/internal/object_reader.h"
#include "venues/binance/internal/rate_limit_rows.h"

namespace keel::venues::binance {
namespace {

constexpr std::array<std::pair<std::string_view, int64_t>, 4> kIntervals = {
    {{"SECOND", 1}, {"MINUTE", 60}, {"HOUR", 3600}, {"DAY", 86400}}};
constexpr std::array<std::pair<std::string_view, RateLimitKind>, 4> kKinds = {
    {{"REQUEST_WEIGHT", RateLimitKind::kRequestWeight},
     {"ORDERS", RateLimitKind::kOrders},
     {"RAW_REQUESTS", RateLimitKind::kRawRequests},
     {"CONNECTIONS", RateLimitKind::kConnections}}};
constexpr uint64_t kMostIntervals = 1'000'000;

/// "1m" and "10s", the end of a header's name.
std::optional<base::Duration> IntervalOf(std::string_view text) {
  constexpr std::string_view kUnits = "smhd";
  const size_t unit = text.empty() ? std::string_view::npos : kUnits.find(text.back());
  if (unit == std::string_view::npos) return std::nullopt;
  const auto number = internal::ReadUnsigned(text.substr(0, text.size() - 1));
  if (!number || *number == 0 || *number > kMostIntervals) return std::nullopt;
  return base::Seconds(static_cast<int64_t>(*number) * kIntervals[unit].second);
}

}  // namespace

base::Status internal::ReadRateLimitRows(JsonReader& json, const JsonPiece& rows,
                                         std::vector<RateLimit>* to) {
  std::vector<JsonPiece> items;
  TRY(json.Items(rows, &items));
  for (const JsonPiece& item : items) {
    ObjectReader in(json, "rate limit", item);
    const std::string_view kind = in.Text("rateLimitType");
    const int64_t unit = in.OneOf("interval", kIntervals);
    const uint64_t number = in.Unsigned("intervalNum");
    if (number == 0 || number > kMostIntervals)
      in.Fault("intervalNum", "is no number of intervals");
    RateLimit limit;
    limit.limit = in.Unsigned("limit");
    if (in.Has("count")) limit.count = in.Unsigned("count");
    TRY(in.status());
    limit.interval = base::Seconds(static_cast<int64_t>(number) * unit);
    const auto known = std::ranges::find(kKinds, kind, &decltype(kKinds)::value_type::first);
    if (known == kKinds.end()) continue;
    limit.kind = known->second;
    to->push_back(limit);
  }
  return {};
}

HeaderLimits ReadHeaders(
    const std::vector<std::pair<std::string_view, std::string_view>>& headers) {
  constexpr std::string_view kWeight = "x-mbx-used-weight-";
  constexpr std::string_view kOrders = "x-mbx-order-count-";
  HeaderLimits limits;
  for (const auto& [name, value] : headers) {
    const std::string lower = base::ToLower(name);
    const auto count = internal::ReadUnsigned(base::Trim(value));
    if (!count) continue;
    if (lower == "retry-after") {
      // A ban lasts three days at most; a longer wait is kept as that.
      const uint64_t seconds = std::min<uint64_t>(*count, 3 * 86400);
      limits.retry_after = base::Seconds(static_cast<int64_t>(seconds));
      continue;
    }
    const bool weight = lower.starts_with(kWeight);
    if (!weight && !lower.starts_with(kOrders)) continue;
    const auto interval = IntervalOf(std::string_view(lower).substr(kWeight.size()));
    if (!interval) continue;
    limits.counts.push_back({weight ? RateLimitKind::kRequestWeight : RateLimitKind::kOrders,
                             *interval, std::nullopt, *count});
  }
  return limits;
}

}  // namespace keel::venues::binance
