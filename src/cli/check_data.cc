// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "cli/gap_map_text.h"
#include "cli/series_check.h"
#include "cli/series_text.h"
#include "cli/verbs.h"

namespace keel::cli {
namespace {

using market::QualityReport;

// More items than this of one kind are only counted, unless --all.
constexpr size_t kShown = 5;

class CheckSeries final : public Verb {
 public:
  std::string_view name() const override { return "check-data"; }
  std::string_view summary() const override {
    return "looks for gaps, duplicates, bad prices, stuck feeds and jumps in stored series";
  }
  std::string_view group() const override { return "data"; }
  void Declare(Options& options) override {
    options.Text("--venue", &venue_, "only this venue");
    options.List("-p,--pairs", &pairs_, "only these pairs");
    options.Text("-t,--timeframe", &timeframe_, "only bars of this length");
    options.Flag("--all", &all_, "list every finding instead of the first ones of each kind");
  }

  base::Status Run(Session& session) override {
    const storage::Catalog catalog(session.data_dir);
    TRY(const auto keys, PickSeries(catalog, venue_, pairs_, timeframe_));
    if (keys.empty()) {
      return base::Fail(
          base::ErrorCode::kNotFound,
          fmt::format("there are no series in {}; get some with `keel import-data` or "
                      "`keel generate-data`",
                      session.data_dir));
    }
    std::vector<SeriesCheck> checked;
    for (const storage::SeriesKey& key : keys) {
      checked.push_back(CheckStored(catalog, key));
      if (!session.json) session.print(AsText(checked.back(), session.colour));
    }
    if (session.json) session.print(AsJson(checked));
    std::vector<std::string> unsound;
    for (const SeriesCheck& one : checked) {
      if (!one.sound())
        unsound.push_back(one.key.symbol.ToString() + " " + one.key.timeframe.name());
    }
    if (unsound.empty()) return {};
    return base::Fail(
        base::ErrorCode::kCorrupt,
        fmt::format("{} of {} series cannot be trusted, {} first; import what is right "
                    "with --overwrite",
                    unsound.size(), checked.size(), unsound[0]));
  }

 private:
  // "  gaps        28 ..." and the first items below.
  template <typename Item, typename Print>
  std::string Section(std::string_view label, const std::vector<Item>& items,
                      const Print& print) const {
    if (items.empty()) return "";
    std::string text =
        fmt::format("  {:<16}{}\n", label, Grouped(static_cast<int64_t>(items.size())));
    const size_t shown = all_ ? items.size() : std::min(items.size(), kShown);
    for (size_t i = 0; i < shown; ++i) text += fmt::format("    {}\n", print(items[i]));
    if (shown < items.size()) text += fmt::format("    and {} more\n", items.size() - shown);
    return text;
  }

  std::string AsText(const SeriesCheck& checked, bool colour) const {
    const QualityReport& report = checked.report;
    std::string text = fmt::format("{} {} at {}{}{}\n", checked.key.symbol.ToString(),
                                   checked.key.timeframe.name(), checked.key.venue,
                                   checked.synthetic ? ", SYNTHETIC" : "",
                                   checked.close_only ? ", closes only" : "");
    if (!checked.damage.empty()) text += fmt::format("  DAMAGED: {}\n", checked.damage);
    if (report.bars == 0) return text + "\n";
    text +=
        fmt::format("  {}, {} to {} UTC, {} missing: {} complete\n", Counted(report.bars, "bar"),
                    base::FormatMinute(report.first), base::FormatMinute(report.last),
                    Grouped(report.missing), PercentText(report.completeness));
    const auto fault = [](const market::BarFault& item) {
      return fmt::format("{}  {}", base::FormatMinute(item.time), item.what);
    };
    text += Section("ERROR duplicates", report.duplicates, fault);
    text += Section("ERROR order", report.out_of_order, fault);
    text += Section("ERROR prices", report.bad_prices, fault);
    text += Section("ERROR high < low", report.bad_ranges, fault);
    std::vector<storage::Gap> gaps = report.gaps;
    std::stable_sort(gaps.begin(), gaps.end(), [](const storage::Gap& a, const storage::Gap& b) {
      return a.missing > b.missing;
    });
    text += Section("longest gaps", gaps, [](const storage::Gap& gap) {
      return fmt::format("{}  {} missing, until {}", base::FormatMinute(gap.from),
                         Counted(gap.missing, "bar"), base::FormatMinute(gap.to));
    });
    text += Section("outside low-high", report.outside, fault);
    text += Section("stuck feed", report.stuck, [](const market::StuckRun& run) {
      return fmt::format("{} to {}  {} {}", base::FormatMinute(run.from),
                         base::FormatMinute(run.to), Counted(run.bars, "bar"),
                         run.flat ? "at one price without volume" : "that repeat in every field");
    });
    text += Section("volume spikes", report.volume_spikes, [](const market::Outlier& item) {
      return fmt::format("{}  {:.6g}, {:.1f} robust sigmas", base::FormatMinute(item.time),
                         item.value, item.sigmas);
    });
    text += Section("jumps", report.jumps, [](const market::Outlier& item) {
      return fmt::format("{}  {:+.2f} %, {:.1f} robust sigmas", base::FormatMinute(item.time),
                         100 * item.value, item.sigmas);
    });
    if (!checked.close_only && report.without_trades > 0) {
      text += fmt::format("  {:<16}{}\n", "without trades", Grouped(report.without_trades));
    }
    if (checked.sound() && report.findings() == 0) text += "  nothing found\n";
    const bool has_map = !checked.map.lines.empty();
    return text + "\n" + (has_map ? GapMapText(checked.map, colour) : "") + "\n";
  }

  static void WriteFaults(base::JsonWriter& json, std::string_view key,
                          const std::vector<market::BarFault>& faults) {
    json.Key(key).BeginArray();
    for (const market::BarFault& fault : faults) {
      json.BeginObject().Key("time").String(base::FormatIso(fault.time));
      json.Key("what").String(fault.what).EndObject();
    }
    json.EndArray();
  }

  static void WriteOutliers(base::JsonWriter& json, std::string_view key, std::string_view value,
                            const std::vector<market::Outlier>& outliers) {
    json.Key(key).BeginArray();
    for (const market::Outlier& item : outliers) {
      json.BeginObject().Key("time").String(base::FormatIso(item.time));
      json.Key(value).Number(item.value).Key("sigmas").Number(item.sigmas).EndObject();
    }
    json.EndArray();
  }

  static void WriteSeries(base::JsonWriter& json, const SeriesCheck& checked) {
    const QualityReport& report = checked.report;
    json.BeginObject().Key("venue").String(checked.key.venue);
    json.Key("pair").String(checked.key.symbol.ToString());
    json.Key("timeframe").String(checked.key.timeframe.name());
    json.Key("synthetic").Bool(checked.synthetic).Key("sound").Bool(checked.sound());
    if (!checked.damage.empty()) json.Key("damage").String(checked.damage);
    json.Key("bars").Number(report.bars).Key("missing").Number(report.missing);
    json.Key("completeness").Number(report.completeness);
    json.Key("without_trades").Number(report.without_trades);
    if (report.bars > 0) {
      json.Key("from").String(base::FormatIso(report.first));
      json.Key("to").String(base::FormatIso(report.last));
    }
    WriteFaults(json, "duplicates", report.duplicates);
    WriteFaults(json, "out_of_order", report.out_of_order);
    WriteFaults(json, "bad_prices", report.bad_prices);
    WriteFaults(json, "high_below_low", report.bad_ranges);
    WriteFaults(json, "outside_low_high", report.outside);
    json.Key("gaps").BeginArray();
    for (const storage::Gap& gap : report.gaps) {
      json.BeginObject().Key("from").String(base::FormatIso(gap.from));
      json.Key("to").String(base::FormatIso(gap.to)).Key("missing").Number(gap.missing).EndObject();
    }
    json.EndArray().Key("stuck").BeginArray();
    for (const market::StuckRun& run : report.stuck) {
      json.BeginObject().Key("from").String(base::FormatIso(run.from));
      json.Key("to").String(base::FormatIso(run.to)).Key("bars").Number(run.bars);
      json.Key("flat").Bool(run.flat).EndObject();
    }
    json.EndArray();
    WriteOutliers(json, "volume_spikes", "volume", report.volume_spikes);
    WriteOutliers(json, "jumps", "return", report.jumps);
    json.Key("coverage").BeginArray();
    for (const double share : checked.coverage) json.Number(share);
    json.EndArray().EndObject();
  }

  static std::string AsJson(const std::vector<SeriesCheck>& checked) {
    base::JsonWriter json(2);
    json.BeginObject().Key("series").BeginArray();
    for (const SeriesCheck& one : checked) WriteSeries(json, one);
    json.EndArray().EndObject();
    return json.text() + "\n";
  }

  std::string venue_, timeframe_;
  std::vector<std::string> pairs_;
  bool all_ = false;
};

}  // namespace

std::unique_ptr<Verb> MakeCheckData() { return std::make_unique<CheckSeries>(); }

}  // namespace keel::cli
