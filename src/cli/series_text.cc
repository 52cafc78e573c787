// SPDX-License-Identifier: MIT
#include "cli/series_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace keel::cli {

std::string Grouped(int64_t count) {
  const std::string digits = fmt::format("{}", count < 0 ? -count : count);
  std::string text = count < 0 ? "-" : "";
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

std::string Counted(int64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", Grouped(count), noun, count == 1 ? "" : "s");
}

std::string StepText(int decimals) { return core::Decimal::PowerOfTen(-decimals).ToString(); }

std::string SizeText(int64_t bytes) {
  const auto size = static_cast<double>(bytes);
  if (size < 1e3) return fmt::format("{} B", bytes);
  if (size < 1e6) return fmt::format("{:.1f} kB", size / 1e3);
  if (size < 1e9) return fmt::format("{:.1f} MB", size / 1e6);
  return fmt::format("{:.1f} GB", size / 1e9);
}

std::string PercentText(double fraction) {
  const double percent = 100 * fraction;
  if (fraction >= 1 || fraction <= 0) return fmt::format("{:.2f} %", percent);
  return fmt::format("{:.2f} %", std::clamp(percent, 0.01, 99.99));
}

std::string GapText(const storage::SeriesNote& note) {
  if (note.gap_count == 0) return "none";
  const double share =
      static_cast<double>(note.missing) / static_cast<double>(note.missing + note.rows);
  return fmt::format("{}, {} missing ({})", Counted(note.gap_count, "gap"),
                     Counted(note.missing, "bar"), PercentText(share));
}

base::Result<std::vector<core::Symbol>> ParsePairs(const std::vector<std::string>& texts) {
  std::vector<core::Symbol> symbols;
  for (const std::string& text : texts) {
    TRY(core::Symbol symbol, core::ParseSymbol(text));
    symbols.push_back(std::move(symbol));
  }
  return symbols;
}

base::Result<std::vector<storage::SeriesKey>> PickSeries(const storage::Catalog& catalog,
                                                         std::string_view venue,
                                                         const std::vector<std::string>& pairs,
                                                         std::string_view timeframe) {
  TRY(const auto symbols, ParsePairs(pairs));
  std::optional<core::Timeframe> length;
  if (!timeframe.empty()) {
    TRY(length, core::Timeframe::Parse(timeframe));
  }
  TRY(const auto all, catalog.List());
  std::vector<storage::SeriesKey> picked;
  std::vector<std::string> names, venues;
  for (const storage::SeriesKey& key : all) {
    names.push_back(key.symbol.ToString());
    venues.push_back(key.venue);
    const bool wanted =
        (venue.empty() || key.venue == venue) &&
        (symbols.empty() || std::ranges::find(symbols, key.symbol) != symbols.end()) &&
        (!length || key.timeframe == *length);
    if (wanted) picked.push_back(key);
  }
  if (!picked.empty() || (all.empty() && venue.empty() && symbols.empty() && !length))
    return picked;
  std::string hint = symbols.empty() ? "" : base::DidYouMean(symbols[0].ToString(), names);
  if (std::ranges::find(venues, venue) == venues.end() && hint.empty()) {
    hint = base::DidYouMean(venue, venues);
  }
  return base::Fail(
      base::ErrorCode::kNotFound,
      fmt::format("no series in {} is of {}{}{}{}{}", catalog.directory(),
                  symbols.empty() ? "any pair" : symbols[0].ToString(),
                  venue.empty() ? "" : fmt::format(" at {}", venue),
                  timeframe.empty() ? "" : fmt::format(" with {} bars", timeframe), hint,
                  hint.empty() ? "; `keel list-data` shows what there is" : ""));
}

}  // namespace keel::cli
