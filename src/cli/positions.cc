// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "cli/control/ask_session.h"
#include "cli/table.h"
#include "cli/verbs.h"

namespace keel::cli {
namespace {

class PositionsVerb final : public Verb {
 public:
  std::string_view name() const override { return "positions"; }
  std::string_view summary() const override { return "what a running session holds"; }
  std::string_view group() const override { return "control"; }
  void Declare(Options& options) override { asked_.Declare(options); }

  base::Status Run(Session& session) override {
    TRY(const auto view, asked_.Ask<engine::PositionsView>(session, {.ask = "positions"}));
    session.print(session.json ? base::ToJson(view) + "\n" : AsText(view, session));
    return {};
  }

 private:
  static std::string AsText(const engine::PositionsView& view, const Session& session) {
    Table positions({{"pair"},
                     {"strategy"},
                     {"quantity", true},
                     {"cost", true},
                     {"last price", true},
                     {"value", true},
                     {"profit", true},
                     {"note"}});
    for (const engine::PositionView& p : view.positions) {
      positions.AddRow({p.pair, p.strategy, p.quantity.ToString(),
                        fmt::format("{:.2f}", p.cost.ToDouble()), p.last_price.ToString(),
                        fmt::format("{:.2f}", p.value.ToDouble()),
                        fmt::format("{:+.2f}", p.profit.ToDouble()), p.dust ? "dust" : ""});
    }
    std::string text = positions.size() > 0 ? positions.Text(session.colour, session.width)
                                            : std::string("nothing is held\n");
    Table balances({{"coin"}, {"balance", true}});
    for (const engine::BalanceView& b : view.balances)
      balances.AddRow({b.currency, b.amount.ToString()});
    return text + "\n" + balances.Text(session.colour, session.width) +
           fmt::format("\nequity {:.2f} {}\n", view.equity.ToDouble(), view.account);
  }

  AskedSession asked_;
};

}  // namespace

std::unique_ptr<Verb> MakePositions() { return std::make_unique<PositionsVerb>(); }

}  // namespace keel::cli
