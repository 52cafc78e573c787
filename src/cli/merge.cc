// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/os/file.h"
#include "cli/verbs.h"
#include "research/optimize/sweep.h"
#include "research/optimize/sweep_report.h"
#include "research/trial/ledger.h"

namespace keel::cli {
namespace {

class Merge final : public Verb {
 public:
  std::string_view name() const override { return "merge"; }
  std::string_view summary() const override {
    return "joins the parts of a sweep that several processes or machines have run";
  }
  std::string_view group() const override { return "research"; }
  void Declare(Options& options) override {
    options.Positionals("FOLDER", &folders_,
                        "of `optimize --shard`, in any order; --out says where the whole goes",
                        true);
  }

  base::Status Run(Session& session) override {
    std::vector<std::string> folders;
    for (const std::string& folder : folders_) {
      folders.push_back(base::os::AbsolutePath(PathFrom(session, folder)));
    }
    if (!session.out && folders.size() > 1) {
      return base::Fail(base::ErrorCode::kUsage, "where shall the whole go? say --out FOLDER");
    }
    const std::string out =
        session.out ? base::os::AbsolutePath(PathFrom(session, *session.out)) : folders.front();
    const research::TrialLedger ledger(session.home);
    TRY(const research::SweepProgress progress,
        research::MergeSweeps(folders,
                              {.out = out, .ledger = &ledger, .now = session.clock->now()}));
    if (!progress.result) {
      return base::Fail(
          base::ErrorCode::kNotFound,
          fmt::format("{} of {} trials are missing: run the other shards, or `keel "
                      "optimize --resume {}`, which runs what is missing; the {} "
                      "that are there have been joined",
                      progress.total - progress.done, progress.total, out, progress.done));
    }
    TRY(const auto entries, ledger.Entries(progress.result->manifest.family));
    session.print(
        session.json ? research::SweepJson(*progress.result) + "\n"
                     : research::SweepText(*progress.result, static_cast<int64_t>(entries.size())));
    session.note("page: " + out + "/sweep.html");
    return {};
  }

 private:
  std::vector<std::string> folders_;
};

}  // namespace

std::unique_ptr<Verb> MakeMerge() { return std::make_unique<Merge>(); }

}  // namespace keel::cli
