// SPDX-License-Identifier: MIT
#include "cli/serve/series_gaps.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/series_check.h"

namespace keel::cli {
namespace {

using server::Answer;
using server::Problem;
using server::Refuse;

constexpr size_t kMostGaps = 200;
constexpr size_t kMostFindings = 50;  // of a kind, one by one

/// The key of a series that is listed, so that nothing which was asked for becomes a path.
Answer<storage::SeriesKey> KeyOf(const storage::Catalog& catalog, const std::string& venue,
                                 const std::string& pair, const std::string& timeframe) {
  const auto symbol = core::ParseSymbol(pair);
  if (!symbol) return Refuse(400, symbol.error().message, "pair");
  const auto frame = core::Timeframe::Parse(timeframe);
  if (!frame) return Refuse(400, frame.error().message, "timeframe");
  const auto keys = catalog.List();
  if (!keys) return tl::unexpected<Problem>(server::ProblemOf(keys.error()));
  const auto found = std::ranges::find_if(*keys, [&](const storage::SeriesKey& key) {
    return key.venue == venue && key.symbol == *symbol && key.timeframe == *frame;
  });
  if (found != keys->end()) return *found;
  return Refuse(404, fmt::format("no bars of {} {} are stored of that venue", symbol->ToString(),
                                 frame->name()));
}

template <typename Item, typename Print>
void AddFindings(SeriesGapsView* view, std::string_view kind, bool is_error,
                 const std::vector<Item>& items, const Print& print) {
  if (items.empty()) return;
  SeriesFindingsView findings{.kind = std::string(kind),
                              .is_error = is_error,
                              .count = static_cast<int64_t>(items.size()),
                              .first = {}};
  for (size_t i = 0; i < std::min(items.size(), kMostFindings); ++i) {
    findings.first.push_back(print(items[i]));
  }
  view->findings.push_back(std::move(findings));
}

void AddAllFindings(const market::QualityReport& report, SeriesGapsView* view) {
  const auto fault = [](const market::BarFault& item) {
    return SeriesFindingView{item.time, item.what};
  };
  AddFindings(view, "duplicates", true, report.duplicates, fault);
  AddFindings(view, "out_of_order", true, report.out_of_order, fault);
  AddFindings(view, "bad_prices", true, report.bad_prices, fault);
  AddFindings(view, "high_below_low", true, report.bad_ranges, fault);
  AddFindings(view, "outside_low_high", false, report.outside, fault);
  AddFindings(view, "stuck", false, report.stuck, [](const market::StuckRun& run) {
    return SeriesFindingView{
        run.from, fmt::format("{} bars {} until {}", run.bars,
                              run.flat ? "at one price without volume" : "repeat in every field",
                              base::FormatMinute(run.to))};
  });
  AddFindings(view, "volume_spikes", false, report.volume_spikes, [](const market::Outlier& item) {
    return SeriesFindingView{
        item.time, fmt::format("volume {:.6g}, {:.1f} robust sigmas", item.value, item.sigmas)};
  });
  AddFindings(view, "jumps", false, report.jumps, [](const market::Outlier& item) {
    return SeriesFindingView{
        item.time, fmt::format("{:+.2f} %, {:.1f} robust sigmas", 100 * item.value, item.sigmas)};
  });
}

void AddGaps(std::vector<storage::Gap> gaps, SeriesGapsView* view) {
  view->gap_count = static_cast<int64_t>(gaps.size());
  std::ranges::stable_sort(gaps, std::greater<>(), &storage::Gap::missing);
  gaps.resize(std::min(gaps.size(), kMostGaps));
  for (const storage::Gap& gap : gaps) view->gaps.push_back({gap.from, gap.to, gap.missing});
}

}  // namespace

Answer<SeriesGapsView> GapsOfSeries(const std::string& data_dir, const std::string& venue,
                                    const std::string& pair, const std::string& timeframe) {
  const storage::Catalog catalog(data_dir);
  const auto key = KeyOf(catalog, venue, pair, timeframe);
  if (!key) return tl::unexpected<Problem>(key.error());
  SeriesCheck check = CheckStored(catalog, *key);
  const market::QualityReport& report = check.report;
  SeriesGapsView view;
  view.venue = key->venue;
  view.pair = key->symbol.ToString();
  view.timeframe = key->timeframe.name();
  if (report.bars > 0) {
    view.from = report.first;
    view.to = report.last;
    view.completeness = report.completeness;
  }
  view.bars = report.bars;
  view.missing = report.missing;
  view.without_trades = check.close_only ? 0 : report.without_trades;
  view.synthetic = check.synthetic;
  view.close_only = check.close_only;
  view.sound = check.sound();
  if (!check.damage.empty()) view.damage = check.damage;
  view.coverage = std::move(check.coverage);
  AddGaps(report.gaps, &view);
  AddAllFindings(report, &view);
  return view;
}

}  // namespace keel::cli
