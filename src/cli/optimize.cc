// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "base/os/file.h"
#include "base/os/memory.h"
#include "cli/config.h"
#include "cli/subject_request.h"
#include "cli/sweep_folder.h"
#include "cli/sweep_shard.h"
#include "cli/verbs.h"
#include "research/optimize/sweep.h"
#include "research/optimize/sweep_report.h"
#include "research/trial/ledger.h"
#include "storage/catalog.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using base::Fail;

/// The subject of a sweep as its manifest remembers it.
base::Result<research::Subject> SubjectOf(const research::SweepManifest& manifest,
                                          const Session& session) {
  Config config;
  TRY(const ConfigNode whole, ParseToml("settings = " + manifest.settings, "the manifest"));
  config.tree = *whole.Find("settings");
  TRY(ApplyConfig(config, "fund"));
  config.settings.jobs = session.jobs;
  std::string hash = SettingsHash(config.settings);
  return research::LoadSubject(std::move(config.settings), std::move(hash), AllPlugIns(),
                               storage::Catalog(session.data_dir));
}

/// The texts of --space that make this axis.
std::string AxisText(const research::SpaceAxis& axis) {
  std::string text = axis.name + "=";
  for (const double value : axis.values) {
    text += fmt::format("{}{}", text.ends_with('=') ? "" : ",", value);
  }
  return text;
}

class Optimize final : public Verb {
 public:
  std::string_view name() const override { return "optimize"; }
  std::string_view summary() const override {
    return "tries a strategy's parameters, keeps every trial, and shows where the good ones lie";
  }
  std::string_view group() const override { return "research"; }

  void Declare(Options& options) override {
    DeclareBacktest(request_, options);
    options.Repeated("--space", &sweep_.space,
                     "a parameter and its values: fast=10:50:5, fast=10,20,30, or fast alone");
    options.Text("--objective", &sweep_.objective,
                 "figure to maximise, or several: sharpe:1,max_drawdown:-2 (default sharpe)");
    options.Whole("--min-trades", &sweep_.min_trades, "trials with fewer trades lose (default 0)");
    options.Text("--search", &sweep_.search,
                 "grid, random, or step by step: isres, esch, crs2, direct (default grid)");
    options.Whole("--trials", &sweep_.trials,
                  "of random and of searches step by step (default 100)");
    options.Text("--tier", &sweep_.tier,
                 "engine, vector (simple fills first), or auto: whichever fits (default auto)");
    options.Whole("--survivors", &sweep_.survivors,
                  "of the simple fills, which the engine runs (default 50)");
    options.OptionalText("--shard", &shard_, "the part of the trials that this process runs: 2/7");
    options.Whole("--shards", &shards_,
                  "of how many, where Kubernetes, Slurm or MPI number the processes");
    options.OptionalText("--resume", &resume_,
                         "goes on with a sweep by its id or folder; the same command does, too");
    options.Flag("--anew", &anew_, "forgets what was done of this sweep before");
  }

  base::Status Run(Session& session) override {
    TRY(const ShardChoice choice, ChooseShard(shard_, shards_, session.environment));
    TRY(const research::Subject subject, Subject(session));
    TRY(const research::PreparedSweep prepared,
        research::PrepareSweep(
            subject, sweep_,
            {.settings_text = RequestText(subject.settings),
             .code_version = CodeVersion(),
             .screen = {.jobs = session.jobs, .interrupted = session.interrupted}}));
    const std::string folder = Folder(prepared.manifest, session);
    if (anew_) TRY(research::ForgetSweep(folder));
    base::os::KeepFreedMemory();
    const research::TrialLedger ledger(session.home);
    const auto progress =
        research::RunSweep(subject, prepared, RunOptions(session, folder, choice, ledger));
    session.progress->Finish();
    if (!progress && progress.error().code == ErrorCode::kInterrupted) {
      return Fail(ErrorCode::kInterrupted,
                  fmt::format("stopped; what was done is kept in {}, and the same command goes on "
                              "from there",
                              folder));
    }
    if (!progress) return tl::unexpected<base::Error>(progress.error());
    if (!choice.origin.empty()) {
      session.note(fmt::format("shard {} of {} ({})", choice.shard.index + 1, choice.shard.count,
                               choice.origin));
    }
    return Tell(*progress, folder, ledger, session);
  }

 private:
  base::Result<research::Subject> Subject(const Session& session) {
    if (!resume_) return ResolveSubject(request_, session);
    if (!request_.strategies.empty() || !sweep_.space.empty() || anew_) {
      return Fail(ErrorCode::kUsage,
                  "--resume takes everything from the sweep that it goes on with: leave -s, "
                  "--space and --anew out");
    }
    TRY(folder_, FindSweep(session, *resume_));
    TRY(const research::SweepManifest manifest, research::ReadManifest(folder_));
    for (const research::SpaceAxis& axis : manifest.space) sweep_.space.push_back(AxisText(axis));
    sweep_.objective = manifest.objective;
    sweep_.min_trades = manifest.min_trades;
    sweep_.search = manifest.search;
    sweep_.tier = manifest.tier;
    sweep_.survivors = std::max<int64_t>(manifest.survivors, 1);
    sweep_.trials = std::max<int64_t>(manifest.requested, 1);
    return SubjectOf(manifest, session);
  }

  std::string Folder(const research::SweepManifest& manifest, const Session& session) const {
    if (!folder_.empty()) return folder_;
    if (session.out) return base::os::AbsolutePath(PathFrom(session, *session.out));
    return SweepsFolder(session) + "/" + research::SweepIdOf(manifest);
  }

  static research::SweepRunOptions RunOptions(const Session& session, const std::string& folder,
                                              const ShardChoice& choice,
                                              const research::TrialLedger& ledger) {
    return {.folder = folder,
            .shard = choice.shard,
            .jobs = session.jobs,
            .interrupted = session.interrupted,
            .ledger = &ledger,
            .now = session.clock->now(),
            .progress = [&session](int64_t done, int64_t total, const std::string& best) {
              session.progress->Update(best.empty() ? "trials" : "trials, " + best, done, total);
            }};
  }

  static base::Status Tell(const research::SweepProgress& progress, const std::string& folder,
                           const research::TrialLedger& ledger, const Session& session) {
    if (!progress.result) {
      session.note(
          fmt::format("{} of {} trials are done in {}; once all shards are, `keel merge` "
                      "joins their folders",
                      progress.done, progress.total, folder));
      return {};
    }
    TRY(const auto entries, ledger.Entries(progress.result->manifest.family));
    session.print(
        session.json ? research::SweepJson(*progress.result) + "\n"
                     : research::SweepText(*progress.result, static_cast<int64_t>(entries.size())));
    session.note("page: " + folder + "/sweep.html");
    return {};
  }

  BacktestRequest request_;
  research::SweepRequest sweep_;
  std::optional<std::string> shard_, resume_;
  int64_t shards_ = 0;
  bool anew_ = false;
  std::string folder_;
};

}  // namespace

std::unique_ptr<Verb> MakeOptimize() { return std::make_unique<Optimize>(); }

}  // namespace keel::cli
