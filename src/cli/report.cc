// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <array>

#include "base/os/file.h"
#include "cli/verbs.h"
#include "research/run_store.h"

namespace keel::cli {
namespace {

constexpr std::array<const char*, 9> kFiles = {"run.json",     "summary.txt", "tearsheet.html",
                                               "trades.csv",   "orders.csv",  "fills.csv",
                                               "refusals.csv", "equity.csv",  "equity.npy"};

/// Kept only by runs that have what it is about.
constexpr std::array<const char*, 1> kMaybe = {"decisions.jsonl"};

class Report final : public Verb {
 public:
  std::string_view name() const override { return "report"; }
  std::string_view summary() const override {
    return "shows a kept run again, and with --out copies its files";
  }
  std::string_view group() const override { return "research"; }

  void Declare(Options& options) override {
    options.Positional("run", &run_,
                       "id, part of it, \"last\", \"last-1\", or a folder (default: last)", false);
  }

  base::Status Run(Session& session) override {
    TRY(const research::KeptRun run, research::FindRun(session.home, run_));
    if (session.out) TRY(CopyTo(run.place.directory, *session.out));
    const std::string file = session.json ? "/run.json" : "/summary.txt";
    TRY(const std::string text, base::os::ReadFile(run.place.directory + file));
    session.print(text);
    session.note("tear sheet: " + session.out.value_or(run.place.directory) + "/tearsheet.html");
    return {};
  }

 private:
  static base::Status CopyTo(const std::string& from, const std::string& to) {
    TRY(base::os::MakeDirectories(to));
    for (const char* name : kFiles) {
      TRY(const std::string bytes, base::os::ReadFile(fmt::format("{}/{}", from, name)));
      TRY(base::os::WriteFileAtomic(fmt::format("{}/{}", to, name), bytes));
    }
    for (const char* name : kMaybe) {
      const auto bytes = base::os::ReadFile(fmt::format("{}/{}", from, name));
      if (bytes) TRY(base::os::WriteFileAtomic(fmt::format("{}/{}", to, name), *bytes));
    }
    return {};
  }

  std::string run_ = "last";
};

}  // namespace

std::unique_ptr<Verb> MakeReport() { return std::make_unique<Report>(); }

}  // namespace keel::cli
