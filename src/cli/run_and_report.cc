// SPDX-License-Identifier: MIT
#include "cli/run_and_report.h"

#include <fmt/format.h>

#include "cli/version.h"
#include "engine/backtest.h"
#include "research/report/console.h"
#include "research/report/json.h"
#include "strategies/registry.h"

namespace keel::cli {
namespace {

std::string CodeVersion() {
  return KeelCommit().empty() ? std::string(KeelVersion())
                              : fmt::format("{} ({})", KeelVersion(), KeelCommit());
}

}  // namespace

base::Status RunAndReport(const engine::BacktestSettings& settings, const storage::Catalog& catalog,
                          Session& session) {
  engine::RunHooks hooks;
  hooks.progress = [&](std::string_view what, int64_t done, int64_t total) {
    session.progress->Update(what, done, total);
  };
  hooks.interrupted = session.interrupted;
  const engine::Registry registry{strategies::All()};
  TRY(const engine::RunRecord run, engine::RunBacktest(settings, registry, catalog, hooks));
  session.progress->Finish();

  research::Provenance provenance;
  provenance.code_version = CodeVersion();
  provenance.created_at = session.clock->now();
  const research::MeasuredRun measured(run);
  if (session.json) {
    session.print(research::RunJson(measured, provenance) + "\n");
  } else {
    session.print(research::ConsoleSummary(measured, provenance, {.colour = session.colour}));
  }
  return {};
}

}  // namespace keel::cli
