// SPDX-License-Identifier: MIT
#include "cli/alpha_signals.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "core/symbol.h"
#include "engine/backtest.h"
#include "market/feature_table.h"
#include "research/alpha/held_shares.h"
#include "research/stored_series.h"
#include "storage/text_file.h"
#include "strategies/drivers.h"
#include "strategies/feature_registry.h"
#include "strategies/registry.h"
#include "strategies/signal_recording.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using base::Fail;

engine::RunHooks HooksOf(Session& session) {
  return {.progress = [&session](std::string_view what, int64_t done,
                                 int64_t total) { session.progress->Update(what, done, total); },
          .interrupted = session.interrupted,
          .benchmark = false};
}

base::Result<engine::RunRecord> RunWhole(const engine::BacktestSettings& settings,
                                         std::span<const strategy::StrategySpec> strategies,
                                         const storage::Catalog& catalog, Session& session) {
  const engine::Registry registry{strategies, strategies::AllFeatures()};
  TRY(engine::RunRecord run, engine::RunBacktest(settings, registry, catalog, HooksOf(session)));
  session.progress->Finish();
  if (run.interrupted) return Fail(ErrorCode::kInterrupted, "stopped while signals were made");
  return run;
}

base::Result<const strategy::DriverSpec*> DriverOfBars(const std::string& name) {
  const strategy::DriverSpec* driver = strategies::FindDriver(name);
  if (driver == nullptr) {
    return Fail(ErrorCode::kNotFound, fmt::format("no driver is called \"{}\"{}", name,
                                                  base::DidYouMean(name, DriversOfBars())));
  }
  if (!driver->needs_book) return driver;
  return Fail(ErrorCode::kUnsupported,
              name + " speaks of order books only, and the lab looks at bars");
}

/// A run wants volumes for its orders; where nothing is ordered any will do for a series without.
base::Status DeclareVolumes(core::Timeframe timeframe, const storage::Catalog& catalog,
                            engine::BacktestSettings& settings) {
  for (const std::string& pair : settings.pairs) {
    TRY(const core::Symbol symbol, core::ParseSymbol(pair));
    TRY(const auto stored, catalog.Open({settings.venue, symbol, timeframe}));
    if (stored->note().close_only) settings.sim.impact.declared_adv.emplace(symbol.ToString(), 1);
  }
  return {};
}

/// Where the columns of a file are.
struct FileColumns {
  size_t time = 0, pair = 0, value = 0;
};

base::Result<FileColumns> FindColumns(std::string_view head, const std::string& path) {
  const std::vector<std::string> names = research::CsvFields(head);
  const auto place = [&](std::string_view name) {
    return static_cast<size_t>(std::find(names.begin(), names.end(), name) - names.begin());
  };
  const FileColumns columns{place("time"), place("pair"), place("value")};
  if (std::max({columns.time, columns.pair, columns.value}) < names.size()) return columns;
  return Fail(ErrorCode::kUsage,
              path + ":1: a signal's first line names its columns: time,pair,value");
}

/// Puts one line of a file into the panel; false where it speaks of another pair or time.
base::Result<bool> PutLine(const std::vector<std::string>& fields, const FileColumns& columns,
                           research::AlphaPanel& panel) {
  if (fields.size() <= std::max({columns.time, columns.pair, columns.value})) {
    return Fail(ErrorCode::kUsage, "the line has too few cells");
  }
  TRY(const base::UnixNanos time, base::ParseTime(fields[columns.time]));
  TRY(const core::Symbol symbol, core::ParseSymbol(fields[columns.pair]));
  const std::string& text = fields[columns.value];
  double value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size() ||
      !std::isfinite(value)) {
    return Fail(ErrorCode::kUsage, fmt::format("value \"{}\" is not a number", text));
  }
  const auto pair = std::find(panel.pairs.begin(), panel.pairs.end(), symbol.ToString());
  const auto row = std::lower_bound(panel.times.begin(), panel.times.end(), time);
  if (pair == panel.pairs.end() || row == panel.times.end()) return false;
  if (time < panel.times.front() - panel.timeframe.period()) return false;
  panel.signals[panel.Cell(static_cast<size_t>(row - panel.times.begin()),
                           static_cast<size_t>(pair - panel.pairs.begin()))] = value;
  return true;
}

}  // namespace

base::Result<AlphaMarket> ReadAlphaMarket(const engine::BacktestSettings& settings,
                                          const storage::Catalog& catalog) {
  AlphaMarket market{.settings = settings, .listening = settings};
  market.listening.timeframe_detail.clear();
  TRY(const core::Timeframe timeframe, core::Timeframe::Parse(settings.timeframe));
  TRY(DeclareVolumes(timeframe, catalog, market.listening));
  TRY(market.series, engine::LoadSeries(market.listening, catalog));
  std::vector<research::PanelSource> sources;
  for (const engine::LoadedSeries& one : market.series) {
    const auto& declared = settings.sim.impact.declared_adv;
    const auto adv = declared.find(one.symbol.ToString());
    sources.push_back({.pair = one.symbol.ToString(), .bars = one.bars});
    if (adv != declared.end()) sources.back().declared_adv = adv->second;
  }
  TRY(market.panel, research::MakePanel(timeframe, sources));
  return market;
}

std::vector<std::string> DriversOfBars() {
  std::vector<std::string> names;
  for (const strategy::DriverSpec& driver : strategies::Drivers()) {
    if (!driver.needs_book) names.push_back(driver.name);
  }
  return names;
}

base::Result<std::vector<research::NamedSignal>> HearDrivers(const AlphaMarket& market,
                                                             const std::vector<std::string>& names,
                                                             const storage::Catalog& catalog,
                                                             Session& session) {
  std::vector<const strategy::DriverSpec*> drivers;
  std::vector<research::NamedSignal> signals;
  const research::AlphaPanel& panel = market.panel;
  for (const std::string& name : names) {
    TRY(drivers.emplace_back(), DriverOfBars(name));
    signals.push_back({.name = name});
    signals.back().signals.resize(panel.signals.size());
  }
  if (drivers.empty()) return signals;
  strategies::SignalRecording recording;
  const std::vector<strategy::StrategySpec> listener = {strategies::ListenTo(drivers, &recording)};
  engine::BacktestSettings settings = market.listening;
  settings.strategies = {{.name = listener[0].name}};
  TRY(RunWhole(settings, listener, catalog, session));
  std::vector<size_t> columns;
  for (const std::string& pair : recording.pairs) {
    const auto at = std::find(panel.pairs.begin(), panel.pairs.end(), pair);
    columns.push_back(static_cast<size_t>(at - panel.pairs.begin()));
  }
  for (const strategies::RecordedSignal& one : recording.signals) {
    const auto row = panel.RowAt(one.time);
    if (!row || columns[one.pair] >= panel.pairs.size()) continue;
    signals[one.driver].signals[panel.Cell(*row, columns[one.pair])] = one.strength;
  }
  return signals;
}

base::Status RunForShares(AlphaMarket& market, const storage::Catalog& catalog, Session& session) {
  TRY(const engine::RunRecord run, RunWhole(market.settings, strategies::All(), catalog, session));
  research::FillHeldShares(run, market.panel);
  return {};
}

base::Status FillFeature(AlphaMarket& market, const std::string& name,
                         const storage::Catalog& catalog) {
  TRY(const auto set, market::FeatureSet::Choose(strategies::AllFeatures(), std::array{name}));
  research::AlphaPanel& panel = market.panel;
  for (size_t pair = 0; pair < market.series.size(); ++pair) {
    TRY(const auto stored,
        catalog.Open({market.settings.venue, market.series[pair].symbol, panel.timeframe}));
    const auto table = market::ComputeFeatures(set, stored->bars(), panel.timeframe);
    for (size_t i = 0; i < table.rows(); ++i) {
      const auto row = panel.RowAt(table.ts_knowable(i));
      if (row) panel.signals[panel.Cell(*row, pair)] = table.at(i, 0);
    }
  }
  return {};
}

base::Status FillFromFile(AlphaMarket& market, const std::string& path, size_t* ignored) {
  TRY(const std::string text, storage::ReadTextFile(path));
  *ignored = 0;
  std::optional<FileColumns> columns;
  size_t number = 0;
  for (std::string_view line : base::Split(text, '\n')) {
    ++number;
    line = base::Trim(line);
    if (line.empty()) continue;
    if (!columns) {
      TRY(columns, FindColumns(line, path));
      continue;
    }
    const auto put = PutLine(research::CsvFields(line), *columns, market.panel);
    if (!put) return base::Wrap(put.error(), fmt::format("{}:{}", path, number));
    *ignored += *put ? 0 : 1;
  }
  if (columns) return {};
  return Fail(ErrorCode::kUsage, path + " is empty; a signal has the columns time,pair,value");
}

}  // namespace keel::cli
