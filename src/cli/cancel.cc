// SPDX-License-Identifier: MIT
#include "cli/control/ask_session.h"
#include "cli/verbs.h"

namespace keel::cli {
namespace {

class CancelVerb final : public Verb {
 public:
  std::string_view name() const override { return "cancel"; }
  std::string_view summary() const override { return "cancels orders of a running session"; }
  std::string_view group() const override { return "control"; }
  void Declare(Options& options) override {
    options.Positional("ORDER", &order_, "a number of `keel orders`, or all", true);
    asked_.Declare(options);
  }

  base::Status Run(Session& session) override {
    TRY(const auto view, asked_.Ask<engine::ActView>(session, {.ask = "cancel", .order = order_}));
    session.print(TextOf(view, session.json));
    return {};
  }

 private:
  AskedSession asked_;
  std::string order_;
};

}  // namespace

std::unique_ptr<Verb> MakeCancel() { return std::make_unique<CancelVerb>(); }

}  // namespace keel::cli
