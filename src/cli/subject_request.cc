// SPDX-License-Identifier: MIT
#include "cli/subject_request.h"

#include <fmt/format.h>

#include <array>

#include "base/hash.h"
#include "cli/config_read.h"
#include "cli/version.h"
#include "research/trial/ledger.h"
#include "storage/catalog.h"
#include "strategies/feature_registry.h"
#include "strategies/registry.h"

namespace keel::cli {

std::string CodeVersion() {
  return KeelCommit().empty() ? std::string(KeelVersion())
                              : fmt::format("{} ({})", KeelVersion(), KeelCommit());
}

engine::Registry AllPlugIns() { return {strategies::All(), strategies::AllFeatures()}; }

std::string RequestText(engine::BacktestSettings settings) {
  settings.jobs = 0;
  return ConfigText(WriteSettings(settings));
}

std::string SettingsHash(const engine::BacktestSettings& settings) {
  base::Hasher hasher;
  hasher.Append(RequestText(settings));
  return hasher.Hex();
}

void DeclareBacktest(BacktestRequest& request, Options& options) {
  BacktestRequest& r = request;
  options.List("-s,--strategy", &r.strategies, "strategies to run, each in the same account");
  options.Repeated("--param", &r.params,
                   "name=value, or strategy.name=value where several strategies run");
  options.List("-p,--pairs", &r.pairs, "pairs, or regular expressions over the stored ones");
  options.OptionalText("-t,--timeframe", &r.timeframe, "bars that the strategies see (1m to 1M)");
  options.OptionalText("--timeframe-detail", &r.timeframe_detail,
                       "finer bars, or \"trades\", on which fills are simulated");
  options.OptionalText("--timerange", &r.timerange,
                       "20180131-20180301, either end may be open; dates, ISO or epoch");
  options.OptionalText("--venue", &r.venue, "whose stored bars (default binance)");
  options.OptionalText("--risk-profile", &r.risk_profile,
                       "fund or research (default for one strategy without a configuration)");
  options.OptionalText("--balance", &r.balance, "money at the start: 10000, or \"10000 EUR\"");
  options.OptionalText("--fee-bps", &r.fee_bps, "fee of every fill in basis points");
  options.OptionalText("--latency", &r.latency,
                       "250ms, 100ms-500ms, or a file with one delay in milliseconds a line");
  options.OptionalText("--path", &r.path,
                       "order of a bar's prices: pessimistic, optimistic, ohlc or nearest");
}

base::Result<research::Subject> ResolveSubject(const BacktestRequest& request,
                                               const Session& session) {
  const storage::Catalog catalog(session.data_dir);
  TRY(Config config, ResolveBacktest(request, session, catalog));
  for (const std::string& file : config.files) session.detail("configuration from " + file);
  std::string hash = SettingsHash(config.settings);
  return research::LoadSubject(std::move(config.settings), std::move(hash), AllPlugIns(), catalog);
}

base::Status AddTrial(const engine::BacktestSettings& settings, const engine::RunRecord& run,
                      std::string_view source, const Session& session) {
  research::Subject subject{.settings = settings, .settings_hash = SettingsHash(settings)};
  for (const engine::SeriesRecord& record : run.series) {
    engine::LoadedSeries& series = subject.series.emplace_back();
    series.symbol = run.universe.at(record.instrument).symbol;
    series.record = record;
  }
  const std::array entries = {research::EntryOf(subject, {}, research::OutcomeOf(run, run.from),
                                                std::string(source), session.clock->now())};
  return research::TrialLedger(session.home).Add(entries);
}

}  // namespace keel::cli
