// SPDX-License-Identifier: MIT
#include "cli/run_and_report.h"

#include <fmt/format.h>

#include "base/os/file.h"
#include "cli/evidence.h"
#include "cli/subject_request.h"
#include "engine/backtest.h"
#include "research/failure_cases/cases_of_run.h"
#include "research/report/console.h"
#include "research/report/json.h"
#include "research/run_store.h"

namespace keel::cli {
namespace {

std::optional<std::string> OutFolder(const Session& session) {
  if (!session.out) return std::nullopt;
  return base::os::AbsolutePath(session.out->starts_with('/')
                                    ? *session.out
                                    : session.working_directory + "/" + *session.out);
}

void Tell(const research::MeasuredRun& measured, const research::Provenance& provenance,
          const std::string& directory, const Session& session) {
  if (session.json) {
    const research::FailureCaseResults cases = research::FailureCasesOf(measured);
    session.print(research::RunJson(measured, provenance, cases) + "\n");
    return;
  }
  session.print(research::ConsoleSummary(measured, provenance,
                                         {.colour = session.colour, .directory = directory}));
}

}  // namespace

base::Status RunAndReport(const engine::BacktestSettings& settings, const storage::Catalog& catalog,
                          Session& session) {
  const engine::Registry registry = AllPlugIns();
  const auto run_it = [&](const engine::RunHooks& hooks) -> base::Result<engine::RunRecord> {
    TRY(engine::RunRecord run, engine::RunBacktest(settings, registry, catalog, hooks));
    if (!run.interrupted) TRY(AddTrial(settings, run, "backtest", session));
    return run;
  };
  return RunAndReport(settings, session, run_it);
}

base::Status RunAndReport(const engine::BacktestSettings& settings, Session& session,
                          const RunIt& run_it) {
  engine::RunHooks hooks;
  hooks.progress = [&](std::string_view what, int64_t done, int64_t total) {
    session.progress->Update(what, done, total);
  };
  hooks.interrupted = session.interrupted;
  TRY(engine::RunRecord run, run_it(hooks));
  run.config_hash = SettingsHash(settings);
  session.progress->Finish();

  const research::MeasuredRun measured(run);
  research::RunStoreOptions options;
  options.home = session.home;
  options.out = OutFolder(session);
  options.provenance.code_version = CodeVersion();
  options.provenance.command = session.command;
  options.provenance.created_at = session.clock->now();
  options.provenance.badge = BadgeFor(settings, run.config_hash, session);
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
