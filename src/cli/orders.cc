// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "cli/control/ask_session.h"
#include "cli/table.h"
#include "cli/verbs.h"

namespace keel::cli {
namespace {

class OrdersVerb final : public Verb {
 public:
  std::string_view name() const override { return "orders"; }
  std::string_view summary() const override { return "the orders of a running session that work"; }
  std::string_view group() const override { return "control"; }
  void Declare(Options& options) override { asked_.Declare(options); }

  base::Status Run(Session& session) override {
    TRY(const auto view, asked_.Ask<engine::OrdersView>(session, {.ask = "orders"}));
    session.print(session.json ? base::ToJson(view) + "\n" : AsText(view, session));
    return {};
  }

 private:
  static std::string AsText(const engine::OrdersView& view, const Session& session) {
    const std::string large = LargeAsText(view.large_orders, session);
    if (view.orders.empty()) return large + "no order works\n";
    Table table({{"order", true},
                 {"pair"},
                 {"side"},
                 {"type"},
                 {"quantity", true},
                 {"filled", true},
                 {"price", true},
                 {"state"},
                 {"created"},
                 {"strategy"},
                 {"reason"}});
    for (const engine::OrderView& o : view.orders) {
      table.AddRow({fmt::format("{}", o.id), o.pair, o.side, o.type, o.quantity.ToString(),
                    o.filled.ToString(), o.price.is_zero() ? "" : o.price.ToString(), o.state,
                    base::FormatIso(o.created), o.strategy, o.reason});
    }
    return large + table.Text(session.colour, session.width);
  }

  /// Those that an algorithm works, above the orders that it sent for them.
  static std::string LargeAsText(const std::vector<engine::LargeOrderView>& large,
                                 const Session& session) {
    if (large.empty()) return "";
    Table table({{"worked by"},
                 {"pair"},
                 {"side"},
                 {"quantity", true},
                 {"filled", true},
                 {"working", true},
                 {"left", true},
                 {"ends"},
                 {"waits for"},
                 {"strategy"},
                 {"reason"}});
    for (const engine::LargeOrderView& o : large) {
      table.AddRow({o.algorithm, o.pair, o.side, o.quantity.ToString(), o.filled.ToString(),
                    o.working.ToString(), o.left.ToString(), base::FormatIso(o.ends), o.waits_for,
                    o.strategy, o.reason});
    }
    return table.Text(session.colour, session.width) + "\n";
  }

  AskedSession asked_;
};

}  // namespace

std::unique_ptr<Verb> MakeOrders() { return std::make_unique<OrdersVerb>(); }

}  // namespace keel::cli
