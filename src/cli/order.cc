// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "cli/control/ask_session.h"
#include "cli/verbs.h"

namespace keel::cli {
namespace {

class OrderVerb final : public Verb {
 public:
  std::string_view name() const override { return "order"; }
  std::string_view summary() const override {
    return "places an order by hand in a running session, which keeps it apart from its strategies";
  }
  std::string_view group() const override { return "control"; }
  void Declare(Options& options) override {
    options.Positional("PAIR", &request_.pair, "such as BTC/USDT", true);
    options.Positional("SIDE", &request_.side, "buy, or sell of what was bought by hand", true);
    options.Positional("QUANTITY", &request_.quantity, "of the pair's base coin", true);
    asked_.Declare(options);
    options.Text("--price", &request_.price, "the limit price; without one: at the market");
    options.Text("--time-in-force", &request_.time_in_force,
                 "of a limit order: GTC (default), IOC or FOK");
    options.Flag("--post-only", &request_.post_only, "ends it rather than taking liquidity");
    options.Text("--reason", &request_.reason, "why, for the journal");
    options.Text("--key", &request_.key,
                 "a word of yours: asked again with it, the same order is told and none placed");
    options.Flag("--check", &check_, "only tells what would become of it");
  }

  base::Status Run(Session& session) override {
    if (check_) return Check(session);
    request_.ask = "order";
    TRY(const auto view, asked_.Ask<engine::PlacedView>(session, request_));
    session.print(session.json ? base::ToJson(view) + "\n" : view.done + "\n");
    return {};
  }

 private:
  base::Status Check(Session& session) {
    request_.ask = "check";
    TRY(const auto view, asked_.Ask<engine::CheckView>(session, request_));
    session.print(session.json ? base::ToJson(view) + "\n" : AsText(view));
    return {};
  }
  static std::string AsText(const engine::CheckView& view) {
    std::string text = view.done + "\n";
    for (const engine::FindingView& finding : view.findings) {
      text += fmt::format("  {}: {}\n", finding.rule, finding.text);
    }
    if (view.quantity.is_positive()) {
      text += fmt::format("  price   {} {}\n  value   {} {}\n  fee     {} {} at most\n",
                          view.price.ToString(), view.currency, view.value.ToString(),
                          view.currency, view.fee.ToString(), view.currency);
    }
    return text + fmt::format("  room    {} at the market now\n", view.head_room.ToString());
  }

  AskedSession asked_;
  engine::ControlRequest request_;
  bool check_ = false;
};

}  // namespace

std::unique_ptr<Verb> MakeOrder() { return std::make_unique<OrderVerb>(); }

}  // namespace keel::cli
