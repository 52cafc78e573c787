// SPDX-License-Identifier: MIT
#include "cli/live_permission.h"

#include <fmt/format.h>

#include "base/text.h"
#include "exchange/api_keys.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using base::Fail;

std::string Limit(const std::optional<double>& value, double scale, std::string_view unit) {
  return value ? fmt::format("{:g}{}", *value * scale, unit) : "none";
}

std::string Summary(const LivePlan& plan, const execution::KeyRights& rights,
                    const engine::BacktestSettings& settings) {
  const risk::Limits& limits = settings.risk;
  const std::string coin = " " + settings.account.currency;
  std::vector<std::string> strategies;
  for (const auto& strategy : settings.strategies) strategies.push_back(strategy.name);
  const std::string key =
      plan.key.size() < 12 ? "***"
                           : plan.key.substr(0, 4) + "..." + plan.key.substr(plan.key.size() - 4);
  return fmt::format(
      "REAL MONEY at {}\n"
      "  session     {}\n"
      "  account     key {}, trades, cannot withdraw, {}\n"
      "  pairs       {}\n"
      "  strategies  {}\n"
      "  limits      profile {}: an order at most {}, all positions at most {} and {} of equity,\n"
      "              one coin {} of equity, a day's loss {} stops entries and {} halts\n",
      plan.venue, plan.session_name, key,
      rights.ip_bound ? "bound to addresses" : "NOT bound to addresses (bind it at the venue)",
      base::Join(settings.pairs, ", "), base::Join(strategies, ", "), limits.profile,
      Limit(limits.order_value_max, 1, coin), Limit(limits.gross_value_max, 1, coin),
      Limit(limits.gross_exposure, 100, " %"), Limit(limits.position_share, 100, " %"),
      Limit(limits.daily_reducing, 100, " %"), Limit(limits.daily_halt, 100, " %"));
}

}  // namespace

base::Status CheckLivePlan(const LivePlan& plan, const Session& session,
                           const engine::BacktestSettings& settings) {
  if (plan.session_name == "default") {
    return Fail(ErrorCode::kUsage,
                "--live wants a session with a name of its own: say --session NAME");
  }
  const std::string& profile = settings.risk.profile;
  if (profile != "live" && profile != "fund") {
    return Fail(ErrorCode::kUsage, "--live trades by the risk profiles live and fund, not " +
                                       profile + ": its limits are for studies");
  }
  const bool test_keys = exchange::IsTestKey(plan.key) || plan.has_test_secret;
  if (plan.is_real && test_keys) {
    return Fail(ErrorCode::kRefused,
                "--live: these are the keys of a `keel exchange`, which everybody knows; set keys "
                "of your own account at the venue");
  }
  if (plan.confirm.empty() && !session.ask) {
    return Fail(ErrorCode::kUsage,
                "--live has to be confirmed, and there is no terminal to ask at: give the "
                "session's name with --confirm, each time");
  }
  if (plan.confirm.empty() || plan.confirm == plan.session_name) return {};
  return Fail(ErrorCode::kRefused,
              fmt::format("--confirm says \"{}\", but the session is {}: nothing was traded",
                          plan.confirm, plan.session_name));
}

std::string MistakeOfKey(const base::Result<execution::KeyRights>& told) {
  if (!told) {
    return "whether the key can withdraw could not be found out, so nothing is traded (" +
           told.error().message + ")";
  }
  if (told->withdraws) {
    return "the key can withdraw or transfer money; make one at the venue that may read and trade "
           "spot, and nothing else";
  }
  return told->trades ? "" : "the key may not trade; allow spot trading for it at the venue";
}

base::Status CheckKeyRights(const base::Result<execution::KeyRights>& told) {
  const std::string mistake = MistakeOfKey(told);
  if (mistake.empty()) return {};
  return Fail(ErrorCode::kRefused, "--live: " + mistake);
}

base::Status ConfirmLive(const LivePlan& plan, const execution::KeyRights& rights,
                         const Session& session, const engine::BacktestSettings& settings) {
  const std::string summary = Summary(plan, rights, settings);
  if (!plan.confirm.empty()) {
    for (const std::string_view line : base::Split(base::Trim(summary), '\n')) session.note(line);
    return {};
  }
  const auto typed =
      session.ask(summary + "Type the name of the session to trade with real money: ");
  if (typed && *typed == plan.session_name) return {};
  return Fail(ErrorCode::kRefused, "--live was not confirmed: nothing was traded");
}

}  // namespace keel::cli
