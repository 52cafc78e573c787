// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "base/os/file.h"
#include "base/os/host.h"
#include "base/os/memory.h"
#include "base/os/process.h"
#include "cli/config.h"
#include "cli/subject_request.h"
#include "cli/sweep_folder.h"
#include "cli/sweep_shard.h"
#include "cli/verbs.h"
#include "research/optimize/sweep.h"
#include "research/optimize/sweep_report.h"
#include "research/optimize/vector_tier.h"
#include "research/trial/ledger.h"
#include "storage/catalog.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr base::Duration kPatience = base::Seconds(10);  // with a Redis server

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
    options.OptionalText("--lease", &lease_,
                         "redis://host:6379: workers that run the same command share the trials");
    options.OptionalText("--worker", &worker_,
                         "name of this one among them (default machine and process)");
    options.Number("--lease-s", &lease_s_,
                   "seconds after which a trial is lent to another worker (default 60)");
    options.OptionalText("--resume", &resume_,
                         "goes on with a sweep by its id or folder; the same command does, too");
    options.Flag("--anew", &anew_, "forgets what was done of this sweep before");
  }

  base::Status Run(Session& session) override {
    ShardChoice choice;  // by hand or by the environment, which leases do not ask
    if (!lease_ || shard_ || shards_ != 0) {
      TRY(choice, ChooseShard(shard_, shards_, session.environment));
    }
    TRY(const research::Subject subject, Subject(session));
    const research::SimpleTier simple = research::VectorTier();
    TRY(const research::PreparedSweep prepared,
        research::PrepareSweep(subject, sweep_, Preparing(subject, simple, session)));
    session.progress->Finish();
    TRY(const auto lease, Lease(choice));
    const std::string folder = Folder(prepared.manifest, session);
    if (anew_) TRY(research::ForgetSweep(folder));
    base::os::KeepFreedMemory();
    const research::TrialLedger ledger(session.home);
    if (lease) {
      session.note(fmt::format("worker {} at {}", lease->worker,
                               research::LeaseStreamOf(prepared.manifest)));
    }
    research::SweepRunOptions run = RunOptions(session, folder, choice, ledger);
    run.lease = lease;
    const auto progress = research::RunSweep(subject, prepared, run);
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

  /// This process among workers that share the trials over Redis; nothing without --lease.
  base::Result<std::optional<research::SweepLease>> Lease(const ShardChoice& choice) const {
    if (!lease_) {
      if (!worker_) return std::optional<research::SweepLease>();
      return Fail(ErrorCode::kUsage, "--worker names a worker of --lease, which is missing");
    }
    if (!choice.origin.empty() || anew_) {
      return Fail(ErrorCode::kUsage,
                  "--lease deals the trials out itself, and knows which are done: leave --shard, "
                  "--shards and --anew out");
    }
    if (!(lease_s_ >= 1 && lease_s_ <= 86'400)) {
      return Fail(ErrorCode::kUsage, fmt::format("--lease-s {} must lie in 1 to 86400", lease_s_));
    }
    const std::string worker =
        worker_.value_or(fmt::format("{}-{}", base::os::MachineName(), base::os::OwnProcessId()));
    const auto is_plain = [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
             c == '-' || c == '_' || c == '.';
    };
    if (worker.empty() || worker.size() > 60 || !std::ranges::all_of(worker, is_plain)) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("--worker \"{}\" must be 1 to 60 letters, digits, \"-\", \"_\" and "
                              "\".\"",
                              worker));
    }
    TRY(const storage::RedisAddress checked, storage::RedisAddress::Parse(*lease_));
    return std::optional(research::SweepLease{
        .worker = worker,
        .lease = base::Milliseconds(static_cast<int64_t>(lease_s_ * 1000)),
        .connect = [url = *lease_]() -> base::Result<storage::Redis> {
          TRY(const storage::RedisAddress address, storage::RedisAddress::Parse(url));
          return storage::Redis::Connect(address, kPatience);
        }});
  }

  std::string Folder(const research::SweepManifest& manifest, const Session& session) const {
    if (!folder_.empty()) return folder_;
    if (session.out) return base::os::AbsolutePath(PathFrom(session, *session.out));
    return SweepsFolder(session) + "/" + research::SweepIdOf(manifest);
  }

  static research::PrepareOptions Preparing(const research::Subject& subject,
                                            const research::SimpleTier& simple,
                                            const Session& session) {
    return {.settings_text = RequestText(subject.settings),
            .code_version = CodeVersion(),
            .simple = &simple,
            .screen = {.jobs = session.jobs,
                       .interrupted = session.interrupted,
                       .progress = [&session](int64_t done, int64_t total) {
                         session.progress->Update("simple fills", done, total);
                       }}};
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
  std::optional<std::string> shard_, resume_, lease_, worker_;
  double lease_s_ = 60;
  int64_t shards_ = 0;
  bool anew_ = false;
  std::string folder_;
};

}  // namespace

std::unique_ptr<Verb> MakeOptimize() { return std::make_unique<Optimize>(); }

}  // namespace keel::cli
