// SPDX-License-Identifier: MIT
#include "research/optimize/sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/hash.h"
#include "base/os/file.h"
#include "base/text.h"
#include "math/search_box.h"
#include "research/optimize/lease_source.h"
#include "research/optimize/run_trials.h"
#include "research/report/format.h"

namespace keel::research {
namespace {

using base::ErrorCode;

constexpr std::string_view kGrid = "grid";
constexpr std::string_view kRandom = "random";
constexpr std::string_view kAuto = "auto";
constexpr std::string_view kVector = "vector";
constexpr std::string_view kEngine = "engine";
constexpr size_t kBatch = 256;         // trials between two visits to the ledger
constexpr const char* kWhole = "all";  // the part of a log that is no shard's

base::Status CheckName(std::string_view option, const std::string& name,
                       const std::vector<std::string>& names) {
  if (std::ranges::find(names, name) != names.end()) return {};
  return base::Fail(ErrorCode::kUsage,
                    fmt::format("{}: there is no \"{}\"{}; there are {}", option, name,
                                base::DidYouMean(name, names), base::Join(names, ", ")));
}

base::Status CheckRequest(const SweepRequest& request) {
  TRY(CheckName("--search", request.search, SearchNames()));
  TRY(CheckName("--tier", request.tier, TierNames()));
  if (request.trials < 1 || request.min_trades < 0 || request.survivors < 1) {
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("--trials {}, --survivors {} and --min-trades {} must be at "
                                  "least 1, 1 and 0",
                                  request.trials, request.survivors, request.min_trades));
  }
  return {};
}

std::string ParamsText(const std::vector<std::pair<std::string, double>>& params) {
  std::vector<std::string> parts;
  for (const auto& param : params) {
    parts.push_back(fmt::format("{}={}", param.first, Shortest(param.second)));
  }
  return base::Join(parts, " ");
}

/// The line of a trial: its hash and family are known without its subject.
TrialEntry LedgerEntry(const SweepManifest& manifest, const TrialRecord& record,
                       base::UnixNanos now) {
  TrialEntry entry = EntryOf(Subject{}, {.params = record.params}, record.outcome, "optimize", now);
  entry.hash = record.hash;
  entry.family = manifest.family;
  return entry;
}

/// Points that simple fills alone have seen were looked at, too; those that the engine ran as well
/// are in the ledger by then.
base::Status AddScreened(const SweepManifest& manifest, const std::vector<ScreenedPoint>& screened,
                         const TrialLedger* ledger, base::UnixNanos now) {
  if (ledger == nullptr) return {};
  std::vector<TrialEntry> entries;
  for (const ScreenedPoint& point : screened) entries.push_back(LedgerEntry(manifest, point, now));
  return ledger->Add(entries);
}

/// The name of this process's part of the log.
std::string PartOf(const SweepRunOptions& options) {
  if (options.lease) return "lease-" + options.lease->worker;
  if (options.shard.count == 1) return kWhole;
  return fmt::format("{}-of-{}", options.shard.index + 1, options.shard.count);
}

/// Keeps what is done: in the log at once, in the ledger by the batch, and tells how far it is.
class Keeper {
 public:
  Keeper(const PreparedSweep& prepared, const SweepRunOptions& options, TrialLog& log,
         int64_t total)
      : prepared_(prepared), options_(options), log_(log), total_(total) {}

  /// A trial of an earlier process.
  base::Status Remember(const TrialRecord& record) {
    Judge(record);
    Note(record);
    known_.push_back(record);
    return waiting_.size() >= kBatch ? Flush() : base::Status();
  }

  base::Status Keep(const TrialRecord& record) {
    TRY(log_.Add(record));
    if (options_.lease) TRY(log_.Sync());  // whoever lent it forgets it next
    TRY(Remember(record));
    if (options_.progress)
      options_.progress(static_cast<int64_t>(known_.size()), total_, best_text_);
    return {};
  }

  /// All that was kept is on the disk and counted when this returns.
  base::Status Flush() {
    TRY(log_.Sync());
    if (options_.ledger != nullptr) TRY(options_.ledger->Add(waiting_));
    waiting_.clear();
    return {};
  }

  /// Everything that was remembered and kept; what other processes did meanwhile is in the folder
  /// alone.
  std::vector<TrialRecord> TakeKnown() { return std::move(known_); }

 private:
  void Note(const TrialRecord& record) {
    if (options_.ledger == nullptr) return;
    waiting_.push_back(LedgerEntry(prepared_.manifest, record, options_.now));
  }

  void Judge(const TrialRecord& record) {
    const auto score = prepared_.objective.Of(record.outcome);
    if (!score || (best_ && *score <= *best_)) return;
    best_ = score;
    best_text_ = fmt::format("best {:.4g} at {}", *score, ParamsText(record.params));
  }

  const PreparedSweep& prepared_;
  const SweepRunOptions& options_;
  TrialLog& log_;
  const int64_t total_;
  std::vector<TrialRecord> known_;
  std::optional<double> best_;
  std::string best_text_;
  std::vector<TrialEntry> waiting_;
};

/// Makes the folder this sweep's, or sees that it is.
base::Status Claim(const SweepManifest& manifest, const std::vector<ScreenedPoint>& screened,
                   const std::string& folder) {
  if (base::os::Exists(folder + "/manifest.json")) {
    TRY(const SweepManifest begun, ReadManifest(folder));
    return CheckSameSweep(begun, manifest, folder);
  }
  TRY(base::os::MakeDirectories(folder));
  if (!screened.empty()) {
    TRY(base::os::WriteFileAtomic(folder + "/screened.csv", ScreenedCsv(manifest, screened)));
  }
  return WriteManifest(manifest, folder);
}

/// The records of these trials, in their order; fewer where some are missing.
std::vector<TrialRecord> Pick(const std::vector<std::string>& hashes,
                              std::vector<TrialRecord> records) {
  std::map<std::string, TrialRecord> by_hash;
  for (TrialRecord& record : records) {
    std::string hash = record.hash;
    by_hash.emplace(std::move(hash), std::move(record));
  }
  std::vector<TrialRecord> picked;
  for (const std::string& hash : hashes) {
    const auto at = by_hash.find(hash);
    if (at != by_hash.end()) picked.push_back(std::move(at->second));
  }
  return picked;
}

/// Writes the results once every trial is there.
base::Result<SweepProgress> Conclude(const SweepManifest& manifest,
                                     std::vector<TrialRecord> records,
                                     std::vector<ScreenedPoint> screened,
                                     const std::string& folder) {
  std::vector<TrialRecord> own = Pick(manifest.trials, std::move(records));
  SweepProgress progress{.done = static_cast<int64_t>(own.size()),
                         .total = static_cast<int64_t>(manifest.trials.size())};
  if (progress.done < progress.total) return progress;
  TRY(progress.result, MakeSweepResult(manifest, std::move(own), std::move(screened)));
  TRY(WriteSweep(*progress.result, folder));
  return progress;
}

base::Result<std::unique_ptr<TrialSource>> SourceOf(const PreparedSweep& prepared,
                                                    const SweepRunOptions& options,
                                                    std::set<std::string> done) {
  if (!options.lease) {
    return std::make_unique<PartSource>(prepared.plan, options.shard, std::move(done));
  }
  TRY(storage::Redis redis, options.lease->connect());
  TRY(storage::LeaseStream stream,
      storage::LeaseStream::Open(std::move(redis),
                                 {.name = LeaseStreamOf(prepared.manifest),
                                  .worker = options.lease->worker,
                                  .pieces = static_cast<int64_t>(prepared.plan.trials.size()),
                                  .lease = options.lease->lease}));
  return std::make_unique<LeaseSource>(std::move(stream), prepared.plan, std::move(done),
                                       options.interrupted);
}

base::Result<SweepProgress> RunPlan(const Subject& subject, const PreparedSweep& prepared,
                                    const SweepRunOptions& options, Keeper& keeper,
                                    const std::vector<TrialRecord>& done) {
  std::set<std::string> hashes;
  for (const TrialRecord& record : done) hashes.insert(record.hash);
  TRY(const auto source, SourceOf(prepared, options, std::move(hashes)));
  const base::Status ran = RunTrials(subject, prepared.plan, *source,
                                     [&](const TrialRecord& record) { return keeper.Keep(record); },
                                     {.jobs = options.jobs, .interrupted = options.interrupted});
  TRY(keeper.Flush());
  TRY(AddScreened(prepared.manifest, prepared.screened, options.ledger, options.now));
  TRY(ran);
  std::vector<TrialRecord> all = keeper.TakeKnown();
  if (all.size() < prepared.manifest.trials.size()) {
    TRY(all, ReadTrials(options.folder));
  }
  return Conclude(prepared.manifest, std::move(all), prepared.screened, options.folder);
}

base::Result<SweepProgress> RunSteps(const Subject& subject, const PreparedSweep& prepared,
                                     const SweepRunOptions& options, Keeper& keeper,
                                     const std::vector<TrialRecord>& done) {
  const auto contradictions =
      RunStepwise(subject, prepared.space, prepared.objective,
                  [&](const TrialRecord& record) { return keeper.Keep(record); },
                  {.method = prepared.manifest.search,
                   .most_trials = prepared.manifest.points,
                   .seed = prepared.manifest.seed,
                   .interrupted = options.interrupted,
                   .done = done});
  TRY(keeper.Flush());
  TRY(const int64_t left_out, contradictions);
  std::vector<TrialRecord> all = keeper.TakeKnown();
  std::ranges::sort(all, {}, &TrialRecord::trial);
  SweepManifest manifest = prepared.manifest;
  manifest.contradictions = left_out;
  for (const TrialRecord& record : all) manifest.trials.push_back(record.hash);
  return Conclude(manifest, std::move(all), {}, options.folder);
}

/// Leaves of the plan what simple fills find good, where they are wanted and fit.
base::Status Screen(const Subject& subject, const SweepRequest& request,
                    const PrepareOptions& options, PreparedSweep& prepared) {
  std::vector<Trial>& trials = prepared.plan.trials;
  const bool is_worth_it = static_cast<int64_t>(trials.size()) > request.survivors;
  if (request.tier == kEngine || (request.tier == kAuto && !is_worth_it)) return {};
  if (options.simple == nullptr) {
    return request.tier == kAuto ? base::Status()
                                 : base::Fail(ErrorCode::kUnsupported, "there are no simple fills");
  }
  auto screened =
      ScreenPlan(subject, prepared.plan, prepared.objective, *options.simple, options.screen);
  if (!screened && screened.error().code == ErrorCode::kUnsupported && request.tier == kAuto) {
    return {};
  }
  TRY(prepared.screened, std::move(screened));
  prepared.manifest.tier = std::string(kVector);
  prepared.manifest.survivors = request.survivors;
  std::vector<Trial> left;
  for (const size_t at : Survivors(prepared.screened, request.survivors)) {
    left.push_back(std::move(trials[at]));
  }
  if (left.empty()) {
    return base::Fail(ErrorCode::kUsage,
                      "no point has a score by simple fills: lower --min-trades, or take another "
                      "objective");
  }
  trials = std::move(left);
  return {};
}

/// The screened points of a folder; none where it has none.
base::Result<std::vector<ScreenedPoint>> ReadScreened(const SweepManifest& manifest,
                                                      const std::string& folder) {
  if (manifest.survivors == 0) return std::vector<ScreenedPoint>();
  const std::string path = folder + "/screened.csv";
  TRY(const std::string text, base::os::ReadFile(path));
  return ParseScreenedCsv(manifest, text, path);
}

}  // namespace

std::vector<std::string> TierNames() {
  return {std::string(kAuto), std::string(kVector), std::string(kEngine)};
}

std::vector<std::string> SearchNames() {
  std::vector<std::string> names = {std::string(kGrid), std::string(kRandom)};
  for (std::string& name : math::SearchMethodNames()) names.push_back(std::move(name));
  return names;
}

base::Result<PreparedSweep> PrepareSweep(const Subject& subject, const SweepRequest& request,
                                         const PrepareOptions& options) {
  TRY(CheckRequest(request));
  PreparedSweep prepared;
  TRY(prepared.space, ParseSpace(request.space, subject));
  TRY(prepared.objective, Objective::Parse(request.objective, request.min_trades));
  SweepManifest& m = prepared.manifest;
  m = ManifestOf(subject, options.settings_text, options.code_version);
  m.space = prepared.space.axes;
  m.objective = request.objective;
  m.min_trades = request.min_trades;
  m.search = request.search;
  m.tier = std::string(kEngine);
  m.requested = request.search == kGrid ? 0 : request.trials;
  m.points = m.requested;
  if (request.search == kGrid) {
    TRY(prepared.plan, PlanGrid(subject, prepared.space, {}));
  } else if (request.search == kRandom) {
    TRY(prepared.plan, PlanRandom(subject, prepared.space, {}, request.trials, m.seed));
  } else if (request.tier == kVector) {
    return base::Fail(
        ErrorCode::kUsage,
        fmt::format("--tier vector: a search step by step ({}) is the engine's", request.search));
  } else {
    return prepared;
  }
  m.points = static_cast<int64_t>(prepared.plan.trials.size());
  m.contradictions = prepared.plan.contradictions;
  TRY(Screen(subject, request, options, prepared));
  for (const Trial& trial : prepared.plan.trials) m.trials.push_back(trial.hash);
  return prepared;
}

std::string LeaseStreamOf(const SweepManifest& manifest) {
  base::Hasher hasher;
  hasher.Append(base::ToJson(manifest));
  return "keel:sweep:" + hasher.Hex();
}

base::Result<SweepProgress> RunSweep(const Subject& subject, const PreparedSweep& prepared,
                                     const SweepRunOptions& options) {
  const bool is_cut = options.shard.count > 1 || options.lease;
  if (prepared.is_stepwise() && is_cut) {
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("a search step by step ({}) cannot be cut into shards, since "
                                  "every point follows from the results before it: take --search "
                                  "grid or random",
                                  prepared.manifest.search));
  }
  TRY(Claim(prepared.manifest, prepared.screened, options.folder));
  const std::string part = PartOf(options);
  TRY(TrialLog log, TrialLog::Open(options.folder, part));
  TRY(const std::vector<TrialRecord> done, ReadTrials(options.folder));
  const int64_t total = prepared.is_stepwise()
                            ? prepared.manifest.points
                            : static_cast<int64_t>(prepared.manifest.trials.size());
  Keeper keeper(prepared, options, log, total);
  for (const TrialRecord& record : done) TRY(keeper.Remember(record));
  TRY(keeper.Flush());
  return prepared.is_stepwise() ? RunSteps(subject, prepared, options, keeper, done)
                                : RunPlan(subject, prepared, options, keeper, done);
}

base::Result<SweepProgress> MergeSweeps(const std::vector<std::string>& folders,
                                        const MergeOptions& options) {
  if (folders.empty()) return base::Fail(ErrorCode::kUsage, "which folders shall be merged?");
  std::vector<TrialSet> sets;
  std::optional<SweepManifest> manifest;
  for (const std::string& folder : folders) {
    TRY(SweepManifest own, ReadManifest(folder));
    if (manifest) TRY(CheckSameSweep(*manifest, own, folders.front()));
    TRY(std::vector<TrialRecord> trials, ReadTrials(folder));
    sets.push_back({folder, std::move(trials)});
    manifest = std::move(own);
  }
  if (manifest->trials.empty()) {
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("{} holds a search step by step, which has no parts to merge",
                                  folders.front()));
  }
  TRY(std::vector<ScreenedPoint> screened, ReadScreened(*manifest, folders.front()));
  TRY(Claim(*manifest, screened, options.out));
  TRY(const TrialLog log, TrialLog::Open(options.out, kWhole));
  TRY(std::vector<TrialRecord> already, ReadTrials(options.out));
  sets.push_back({options.out, std::move(already)});
  TRY(std::vector<TrialRecord> joined, JoinTrials(std::move(sets)));
  TRY(WriteTrials(joined, options.out, kWhole));
  if (options.ledger != nullptr) {
    std::vector<TrialEntry> entries;
    for (const TrialRecord& record : joined) {
      entries.push_back(LedgerEntry(*manifest, record, options.now));
    }
    TRY(options.ledger->Add(entries));
  }
  TRY(AddScreened(*manifest, screened, options.ledger, options.now));
  return Conclude(*manifest, std::move(joined), std::move(screened), options.out);
}

base::Status ForgetSweep(const std::string& folder) {
  if (!base::os::IsDirectory(folder)) return {};
  constexpr std::array<std::string_view, 6> kFiles = {"manifest.json", "results.csv", "returns.npy",
                                                      "screened.csv",  "sweep.json",  "sweep.html"};
  TRY(const std::vector<std::string> names, base::os::ListDirectory(folder));
  for (const std::string& name : names) {
    const bool is_log = name.starts_with("trials-") && name.ends_with(".jsonl");
    if (is_log || std::ranges::find(kFiles, name) != kFiles.end()) {
      TRY(base::os::RemoveFile(folder + "/" + name));
    }
  }
  return {};
}

}  // namespace keel::research
