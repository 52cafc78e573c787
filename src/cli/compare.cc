// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/os/file.h"
#include "cli/verbs.h"
#include "research/compare.h"
#include "research/report/compare_report.h"

namespace keel::cli {
namespace {

class Compare final : public Verb {
 public:
  std::string_view name() const override { return "compare"; }
  std::string_view summary() const override {
    return "puts two kept runs side by side: metrics, equity, and where their trades part";
  }
  std::string_view group() const override { return "research"; }

  void Declare(Options& options) override {
    options.Positional("first", &first_, "a run: id, part of it, \"last\", \"last-1\", or a folder",
                       true);
    options.Positional("second", &second_, "the other run", true);
  }

  base::Status Run(Session& session) override {
    TRY(research::KeptRun first, research::FindRun(session.home, first_));
    TRY(research::KeptRun second, research::FindRun(session.home, second_));
    TRY(const research::Comparison comparison,
        research::CompareRuns(std::move(first), std::move(second)));
    if (session.out) {
      TRY(base::os::WriteFileAtomic(*session.out, research::CompareHtml(comparison)));
      session.note("the comparison with both curves is in " + *session.out);
    }
    session.print(session.json ? research::CompareJson(comparison) + "\n"
                               : research::CompareText(comparison));
    return {};
  }

 private:
  std::string first_;
  std::string second_;
};

}  // namespace

std::unique_ptr<Verb> MakeCompare() { return std::make_unique<Compare>(); }

}  // namespace keel::cli
