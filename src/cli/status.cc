// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "cli/control/ask_session.h"
#include "cli/verbs.h"

namespace keel::cli {
namespace {

class StatusVerb final : public Verb {
 public:
  std::string_view name() const override { return "status"; }
  std::string_view summary() const override {
    return "how a running session stands: state, equity, connection, what is halted and why";
  }
  std::string_view group() const override { return "control"; }
  void Declare(Options& options) override { asked_.Declare(options); }

  base::Status Run(Session& session) override {
    TRY(const auto view, asked_.Ask<engine::StatusView>(session, {.ask = "status"}));
    session.print(session.json ? base::ToJson(view) + "\n" : AsText(view));
    return {};
  }

 private:
  static std::string ConnectionText(const engine::ConnectionView& at) {
    std::string text = !at.market_up      ? "market data down"
                       : at.market_silent ? "market data mute"
                                          : "market data up";
    if (at.market_up && at.market_silent && at.silent_since) {
      text += " (connected, no message since " + base::FormatIso(*at.silent_since) + ")";
    }
    text += at.account_up ? ", account up" : ", account DOWN";
    text += at.clock_known ? fmt::format(", clock {:+.0f} ms (within {:.0f} ms)",
                                         at.clock_offset_ms, at.clock_uncertainty_ms)
                           : std::string(", clock UNKNOWN");
    text += fmt::format(", budgets {:.0f} % of requests and {:.0f} % of orders used",
                        at.weight_used * 100, at.orders_used * 100);
    if (at.closed_until) text += ", closed until " + base::FormatIso(*at.closed_until);
    return text;
  }

  static std::string StopsText(const engine::StatusView& v) {
    std::string text;
    for (const std::string& holder : v.unprotected) text += (text.empty() ? "" : ", ") + holder;
    text = text.empty() ? "none is missing at the venue" : "NOT at the venue: " + text;
    return text + fmt::format("; {:.1f} s without one since this start", v.unprotected_seconds);
  }

  static std::string CountsText(const std::vector<std::pair<std::string, int64_t>>& counts) {
    std::string text;
    for (const auto& [what, count] : counts) text += fmt::format(", {} {}", what, count);
    return text + "\n";
  }

  static std::string AsText(const engine::StatusView& v) {
    std::string text = fmt::format("session    {} ({}), process {}, since {}\nstate      {}{}\n",
                                   v.session, v.id, v.process, base::FormatIso(v.started), v.state,
                                   v.in_step ? "" : ", NOT in step with the venue");
    text += fmt::format("equity     {:.2f} {}, {:+.2f} since {}\n", v.equity.ToDouble(), v.account,
                        v.day_profit.ToDouble(), base::FormatIso(v.day_since));
    text += fmt::format("orders     {} open, {} of unknown outcome, {} sent so far\n",
                        v.open_orders, v.unknown_orders, v.orders_sent);
    if (v.disputes > 0) {
      text += fmt::format("disputes   {} with the venue: look at the alerts, then `keel resume`\n",
                          v.disputes);
    }
    text += "connection " + ConnectionText(v.connection) + "\n";
    text += "stops      " + StopsText(v) + "\n";
    text += fmt::format("refusals   {} by risk", v.refusals) + CountsText(v.refused_by);
    text += fmt::format("rejections {} by the venue", v.rejections) + CountsText(v.rejected_for);
    for (const engine::StoppedView& s : v.stopped) {
      text +=
          fmt::format("{:<10} {}: {} by {}{}: {}\n", s.sells ? "flattened" : "halted", s.scope,
                      s.rule, s.by, s.since ? " at " + base::FormatIso(*s.since) : "", s.reason);
    }
    for (const std::string& alert : v.alerts) text += "alert      " + alert + "\n";
    return text;
  }

  AskedSession asked_;
};

}  // namespace

std::unique_ptr<Verb> MakeStatus() { return std::make_unique<StatusVerb>(); }

}  // namespace keel::cli
