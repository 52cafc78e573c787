// SPDX-License-Identifier: MIT
#include "cli/run_and_report.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "base/os/file.h"
#include "cli/config_read.h"
#include "cli/version.h"
#include "engine/backtest.h"
#include "research/report/console.h"
#include "research/report/json.h"
#include "research/run_store.h"
#include "strategies/feature_registry.h"
#include "strategies/registry.h"

namespace keel::cli {
namespace {

std::string CodeVersion() {
  return KeelCommit().empty() ? std::string(KeelVersion())
                              : fmt::format("{} ({})", KeelVersion(), KeelCommit());
}

/// Of everything that was asked for, whether by file or by option; the number of threads changes no
/// result and is left out.
std::string HashOf(engine::BacktestSettings settings) {
  settings.jobs = 0;
  base::Hasher hasher;
  hasher.Append(ConfigText(WriteSettings(settings)));
  return hasher.Hex();
}

std::optional<std::string> OutFolder(const Session& session) {
  if (!session.out) return std::nullopt;
  return base::os::AbsolutePath(session.out->starts_with('/')
                                    ? *session.out
                                    : session.working_directory + "/" + *session.out);
}

void Tell(const research::MeasuredRun& measured, const research::Provenance& provenance,
          const std::string& directory, const Session& session) {
  if (session.json) {
    session.print(research::RunJson(measured, provenance) + "\n");
    return;
  }
  session.print(research::ConsoleSummary(measured, provenance,
                                         {.colour = session.colour, .directory = directory}));
}

}  // namespace

base::Status RunAndReport(const engine::BacktestSettings& settings, const storage::Catalog& catalog,
                          Session& session) {
  const engine::Registry registry{strategies::All(), strategies::AllFeatures()};
  return RunAndReport(settings, session, [&](const engine::RunHooks& hooks) {
    return engine::RunBacktest(settings, registry, catalog, hooks);
  });
}

base::Status RunAndReport(const engine::BacktestSettings& settings, Session& session,
                          const RunIt& run_it) {
  engine::RunHooks hooks;
  hooks.progress = [&](std::string_view what, int64_t done, int64_t total) {
    session.progress->Update(what, done, total);
  };
  hooks.interrupted = session.interrupted;
  TRY(engine::RunRecord run, run_it(hooks));
  run.config_hash = HashOf(settings);
  session.progress->Finish();

  const research::MeasuredRun measured(run);
  research::RunStoreOptions options;
  options.home = session.home;
  options.out = OutFolder(session);
  options.provenance.code_version = CodeVersion();
  options.provenance.command = session.command;
  options.provenance.created_at = session.clock->now();
  session.progress->Update("writing the report", 0, 0);
  TRY(const research::StoredRun stored, research::WriteRun(measured, options));
  session.progress->Finish();
  options.provenance.run_id = stored.id;
  Tell(measured, options.provenance, options.out.value_or(stored.directory), session);
  if (!run.interrupted) return {};
  const base::UnixNanos reached = run.equity.empty() ? run.from : run.equity.back().time;
  return base::Fail(base::ErrorCode::kInterrupted,
                    fmt::format("stopped at {}; the part until then is kept in {}",
                                base::FormatMinute(reached), stored.directory));
}

}  // namespace keel::cli
