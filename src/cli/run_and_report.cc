// SPDX-License-Identifier: MIT
#include "cli/run_and_report.h"

#include <fmt/format.h>

#include "cli/version.h"
#include "engine/backtest.h"
#include "research/report/console.h"
#include "research/report/json.h"
#include "research/run_store.h"
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

  research::RunStoreOptions store{.home = session.home, .out = session.out, .provenance = {}};
  store.provenance.code_version = CodeVersion();
  store.provenance.created_at = session.clock->now();
  const research::MeasuredRun measured(run);
  TRY(const research::StoredRun kept, research::WriteRun(measured, store));
  store.provenance.run_id = kept.id;
  if (session.json) {
    session.print(research::RunJson(measured, store.provenance) + "\n");
  } else {
    const research::ConsoleOptions console{.colour = session.colour,
                                           .directory = session.out.value_or(kept.directory)};
    session.print(research::ConsoleSummary(measured, store.provenance, console));
  }
  if (run.interrupted) {
    return base::Fail(base::ErrorCode::kInterrupted,
                      "stopped; the part that was done is kept as " + kept.id);
  }
  return {};
}

}  // namespace keel::cli
