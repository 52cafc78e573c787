// SPDX-License-Identifier: MIT
#include "research/lookahead/survivorship.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace keel::research {
namespace {

using base::UnixNanos;

constexpr size_t kMostNamed = 5;

struct UniverseRange {
  UnixNanos from = base::kEndOfTime, to = base::kBeginningOfTime;
  bool has_ended = false;  // some pair of it did
};

UniverseRange RangeOf(const std::vector<engine::LoadedSeries>& universe) {
  UniverseRange range;
  for (const engine::LoadedSeries& series : universe) {
    range.from = std::min(range.from, series.record.from);
    range.to = std::max(range.to, series.record.to);
    range.has_ended = range.has_ended || series.delisted_at_end;
  }
  return range;
}

bool CouldBeChosen(const ListedPair& pair, const std::vector<engine::LoadedSeries>& universe,
                   const UniverseRange& range) {
  if (pair.from >= range.to || pair.to <= range.from) return false;
  bool same_quote = false;
  for (const engine::LoadedSeries& series : universe) {
    if (series.symbol == pair.symbol) return false;
    same_quote = same_quote || series.symbol.quote == pair.symbol.quote;
  }
  return same_quote;
}

std::string NamesOf(const std::vector<std::string>& names) {
  std::vector<std::string> some(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                                   names.size(), kMostNamed)));
  std::string text = base::Join(some, ", ");
  if (names.size() > kMostNamed) text += fmt::format(" and {} more", names.size() - kMostNamed);
  return text;
}

}  // namespace

base::Result<std::vector<ListedPair>> ListedPairs(const storage::Catalog& catalog,
                                                  const std::string& venue) {
  TRY(const auto keys, catalog.List());
  std::vector<ListedPair> pairs;
  for (const storage::SeriesKey& key : keys) {
    if (key.venue != venue) continue;
    const auto series = catalog.Open(key);
    if (!series || (*series)->bars().empty()) continue;  // what is damaged cannot be chosen
    const auto bars = (*series)->bars();
    const ListedPair one{key.symbol, bars.front().open_time,
                         key.timeframe.CloseOf(bars.back().open_time),
                         (*series)->note().delisted_at};
    const auto at = std::find_if(pairs.begin(), pairs.end(),
                                 [&](const ListedPair& pair) { return pair.symbol == one.symbol; });
    if (at == pairs.end()) {
      pairs.push_back(one);
      continue;
    }
    at->from = std::min(at->from, one.from);
    at->to = std::max(at->to, one.to);
    if (one.delisted_at) at->delisted_at = one.delisted_at;
  }
  return pairs;
}

LookaheadVerdict CheckSurvivorship(const std::vector<engine::LoadedSeries>& universe,
                                   const std::vector<ListedPair>& listed) {
  const UniverseRange range = RangeOf(universe);
  std::vector<std::string> dead, silent;
  UnixNanos first_end = base::kEndOfTime;
  int64_t others = 0;
  for (const ListedPair& pair : listed) {
    if (!CouldBeChosen(pair, universe, range)) continue;
    ++others;
    if (pair.delisted_at && *pair.delisted_at < range.to) {
      dead.push_back(pair.symbol.ToString());
      first_end = std::min(first_end, *pair.delisted_at);
    } else if (pair.to + base::Days(10) < range.to) {
      silent.push_back(pair.symbol.ToString());
    }
  }
  LookaheadVerdict verdict;
  verdict.checks.push_back(
      {"survivorship", others, 0,
       others > 0
           ? fmt::format("The universe was held against {} other pairs of the catalog.", others)
           : "The catalog knows no other pair of this time, so how the universe was chosen "
             "cannot be told."});
  if (!silent.empty()) {
    verdict.notes.push_back(fmt::format(
        "{}: stored bars end before the run does. If trading ended, they belong into the universe.",
        NamesOf(silent)));
  }
  if (dead.empty() || range.has_ended) return verdict;
  if (universe.size() == 1) {
    verdict.notes.push_back(fmt::format(
        "One pair says nothing of the others: {} ended within the run.", NamesOf(dead)));
    return verdict;
  }
  LookaheadAlarm alarm;
  alarm.check = "survivorship";
  alarm.subject = "universe";
  alarm.time = first_end;
  alarm.with_future = fmt::format("{} pairs, all alive at the end", universe.size());
  alarm.without_future = NamesOf(dead) + " among them";
  alarm.seen = static_cast<int64_t>(dead.size());
  alarm.tried = others;
  alarm.sentence = fmt::format(
      "All {} pairs of the universe live to its end, though the catalog has {} which ended within "
      "it: who chose knew who would survive. Add what could have been chosen then.",
      universe.size(), NamesOf(dead));
  verdict.alarms.push_back(std::move(alarm));
  return verdict;
}

}  // namespace keel::research
