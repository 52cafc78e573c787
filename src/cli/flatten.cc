// SPDX-License-Identifier: MIT
#include "cli/control/ask_session.h"
#include "cli/verbs.h"

namespace keel::cli {
namespace {

class FlattenVerb final : public Verb {
 public:
  std::string_view name() const override { return "flatten"; }
  std::string_view summary() const override {
    return "stops entries of a running session or strategy, cancels its orders, sells what it "
           "holds";
  }
  std::string_view group() const override { return "control"; }
  void Declare(Options& options) override {
    asked_.Declare(options);
    options.Text("--reason", &request_.reason, "why, for the journal");
    options.Text("-s,--strategy", &request_.strategy, "only what this strategy holds");
    confirmation_.Declare(options);
  }

  base::Status Run(Session& session) override {
    TRY(const auto held, asked_.Ask<engine::PositionsView>(session, {.ask = "positions"}));
    const std::string& strategy = request_.strategy;
    std::string what = strategy.empty()
                           ? "Entries stop, every order is cancelled"
                           : "Entries of " + strategy + " stop, its orders are cancelled";
    what += ", and this is sold at the market:";
    for (const engine::PositionView& p : held.positions) {
      const bool is_of_it = strategy.empty() || p.strategy == strategy;
      if (!p.dust && is_of_it) what += "\n  " + p.quantity.ToString() + " " + p.pair;
    }
    TRY(confirmation_.Ask(session, what, "flatten"));
    request_.ask = "flatten";
    TRY(const auto view, asked_.Ask<engine::ActView>(session, request_));
    session.print(TextOf(view, session.json));
    return {};
  }

 private:
  AskedSession asked_;
  Confirmation confirmation_;
  engine::ControlRequest request_;
};

}  // namespace

std::unique_ptr<Verb> MakeFlatten() { return std::make_unique<FlattenVerb>(); }

}  // namespace keel::cli
