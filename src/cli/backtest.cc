// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "cli/backtest_request.h"
#include "cli/run_and_report.h"
#include "cli/subject_request.h"
#include "cli/verbs.h"
#include "storage/catalog.h"

namespace keel::cli {
namespace {

class Backtest final : public Verb {
 public:
  std::string_view name() const override { return "backtest"; }
  std::string_view summary() const override {
    return "runs strategies over stored bars and reports what came of it";
  }
  std::string_view group() const override { return "research"; }

  void Declare(Options& options) override { DeclareBacktest(request_, options); }

  base::Status Run(Session& session) override {
    const storage::Catalog catalog(session.data_dir);
    TRY(const Config config, ResolveBacktest(request_, session, catalog));
    for (const std::string& file : config.files) session.detail("configuration from " + file);
    session.detail(fmt::format("{} strategies on {} pairs, risk profile {}",
                               config.settings.strategies.size(), config.settings.pairs.size(),
                               config.settings.risk.profile));
    return RunAndReport(config.settings, catalog, session);
  }

 private:
  BacktestRequest request_;
};

}  // namespace

std::unique_ptr<Verb> MakeBacktest() { return std::make_unique<Backtest>(); }

}  // namespace keel::cli
