// SPDX-License-Identifier: MIT
#include "storage/internal/column_order.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"
#include "storage/internal/number_field.h"
#include "storage/internal/time_field.h"

namespace keel::storage::internal {
namespace {

constexpr size_t kSampleRows = 1000;

// The four price columns of a sample, in the order of the file.
using Sample = std::vector<std::array<double, 4>>;
// Where open, high, low and close are among the four.
using Places = std::array<size_t, 4>;

bool IsFlag(std::string_view field) {
  const std::string lower = base::ToLower(field);
  return lower == "true" || lower == "false";
}

std::vector<std::vector<std::string_view>> FirstRows(std::string_view text, char delimiter) {
  std::vector<std::vector<std::string_view>> rows;
  while (!text.empty() && rows.size() < kSampleRows) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = base::Trim(text.substr(0, end));
    if (!line.empty()) rows.push_back(FieldsOf(line, delimiter));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return rows;
}

// The public files of Binance: id, price, quantity, quote quantity, time, buyer is maker[, best
// match], and aggregated: id, price, quantity, first id, last id, time, buyer is maker[, ...].
std::optional<ColumnOrder> TradeOrder(const std::vector<std::string_view>& row) {
  ColumnOrder order{TableKind::kTrades, std::vector<Role>(row.size(), Role::kSkip),
                    "no header line: read as Binance trades"};
  const auto with = [&](size_t time, size_t maker) -> std::optional<ColumnOrder> {
    order.roles[0] = Role::kId;
    order.roles[1] = Role::kPrice;
    order.roles[2] = Role::kQuantity;
    order.roles[time] = Role::kTime;
    order.roles[maker] = Role::kBuyerMaker;
    return order;
  };
  if (row.size() >= 7 && IsFlag(row[6]) && !IsFlag(row[5])) return with(5, 6);
  if (row.size() >= 6 && IsFlag(row[5])) return with(4, 5);
  return std::nullopt;
}

// How far a candle opens from the last close, summed; nothing where highs and lows do not fit.
std::optional<double> Misfit(const Sample& sample, const Places& places) {
  double sum = 0;
  for (size_t i = 0; i < sample.size(); ++i) {
    const double high = sample[i][places[1]], low = sample[i][places[2]];
    if (high < *std::ranges::max_element(sample[i])) return std::nullopt;
    if (low > *std::ranges::min_element(sample[i])) return std::nullopt;
    if (i > 0) sum += std::abs(sample[i][places[0]] - sample[i - 1][places[3]]);
  }
  return sum;
}

std::optional<Places> BestPlaces(const Sample& sample) {
  std::optional<Places> best;
  double least = 0;
  Places places = {0, 1, 2, 3};
  do {
    const auto misfit = Misfit(sample, places);
    if (!misfit || (best && *misfit >= least)) continue;
    best = places;
    least = *misfit;
  } while (std::next_permutation(places.begin(), places.end()));
  return best;
}

}  // namespace

std::optional<ColumnOrder> OrderOfColumns(std::string_view text, char delimiter) {
  const auto rows = FirstRows(text, delimiter);
  if (rows.empty() || rows[0].size() < 5) return std::nullopt;
  if (auto trades = TradeOrder(rows[0])) return trades;
  if (!ReadTime(rows[0][0])) return std::nullopt;
  Sample sample;
  for (const auto& row : rows) {
    if (row.size() != rows[0].size()) break;
    std::array<double, 4> prices{};
    bool numeric = true;
    for (size_t i = 0; i < prices.size(); ++i) {
      const std::string field = std::string(row[i + 1]) + '\n';
      Decimals ignored;
      const char* const end = ScanNumber(field.c_str(), &prices[i], &ignored);
      numeric = numeric && end != nullptr && *end == '\n';
    }
    // A row that is no row is for the parser to name.
    if (!numeric) break;
    sample.push_back(prices);
  }
  const auto places = BestPlaces(sample);
  if (!places) return std::nullopt;
  ColumnOrder order{TableKind::kBars, std::vector<Role>(rows[0].size(), Role::kSkip), ""};
  constexpr std::array<Role, 4> kRoles = {Role::kOpen, Role::kHigh, Role::kLow, Role::kClose};
  constexpr std::array<std::string_view, 4> kNames = {"open", "high", "low", "close"};
  std::array<std::string_view, 4> names;
  order.roles[0] = Role::kTime;
  for (size_t i = 0; i < kRoles.size(); ++i) {
    order.roles[(*places)[i] + 1] = kRoles[i];
    names[(*places)[i]] = kNames[i];
  }
  if (order.roles.size() > 5) order.roles[5] = Role::kVolume;
  if (*places != Places{0, 1, 2, 3}) {
    order.remark = fmt::format(
        "no header line: the columns were told from their values as time, {}, "
        "{}, {}, {}",
        names[0], names[1], names[2], names[3]);
  }
  return order;
}

}  // namespace keel::storage::internal
