// SPDX-License-Identifier: MIT
#include "cli/control/session_control.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "cli/control/manual_order.h"
#include "cli/control/risk_views.h"
#include "engine/control/param_views.h"
#include "risk/limit_change.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using base::Fail;

template <typename View>
base::Result<std::string> Success(const base::Result<View>& view) {
  if (!view) return tl::unexpected<base::Error>(view.error());
  return R"({"ok":true,"result":)" + base::ToJson(*view) + "}";
}

std::string Failure(const base::Error& error) {
  base::JsonWriter json;
  json.BeginObject().Key("ok").Bool(false);
  json.Key("code").Number(static_cast<int>(error.code));
  json.Key("message").String(error.message).EndObject();
  return json.Take();
}

base::Result<uint64_t> OrderNumber(const std::string& text) {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size()) return number;
  return Fail(ErrorCode::kUsage,
              fmt::format("an order is a number of `keel orders`, or all, not \"{}\"", text));
}

/// NAME=VALUE or NAME=off, with or without "risk." before the name.
base::Status SetLimitFrom(const std::string& text, risk::Limits* limits) {
  const size_t mark = text.find('=');
  std::string name = text.substr(0, mark);
  if (name.starts_with("risk.")) name.erase(0, 5);
  const std::string value = mark == std::string::npos ? "" : text.substr(mark + 1);
  if (value == "off") return risk::SetLimit(limits, name, std::nullopt);
  double number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc{} || end != value.data() + value.size()) {
    return Fail(ErrorCode::kUsage,
                fmt::format("\"{}\": write a limit as NAME=VALUE or NAME=off", text));
  }
  return risk::SetLimit(limits, name, number);
}

base::Result<engine::ParamRecord> ParamFrom(const std::string& text) {
  const size_t mark = text.find('=');
  const std::string value = mark == std::string::npos ? "" : text.substr(mark + 1);
  engine::ParamRecord param{text.substr(0, mark), 0};
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), param.value);
  if (error == std::errc{} && end == value.data() + value.size()) return param;
  return Fail(ErrorCode::kUsage, fmt::format("\"{}\": write a parameter as NAME=NUMBER", text));
}

std::string CancelText(size_t orders, size_t dropped) {
  if (orders == 0 && dropped == 0) return "no order works";
  std::string text = fmt::format(
      "cancels were sent for {} orders: `keel orders` shows what became of them", orders);
  if (dropped > 0) {
    text += fmt::format("; what was to follow of {} larger {} is dropped", dropped,
                        dropped == 1 ? "order" : "orders");
  }
  return text;
}

/// As ScopeText, of names that nobody has looked up.
std::string AskedScope(const engine::ControlRequest& request) {
  std::string text = request.strategy.empty() ? "" : "strategy " + request.strategy;
  if (!request.pair.empty()) text += (text.empty() ? "" : " in ") + request.pair;
  return text.empty() ? "everything" : text;
}

std::string ReasonOf(const engine::ControlRequest& request) {
  return request.reason.empty() ? "no reason was given" : request.reason;
}

bool Loosens(const risk::Limits& from, const risk::Limits& to) {
  const auto changes = risk::ChangesOf(from, to);
  return std::any_of(changes.begin(), changes.end(), [](const auto& c) { return c.loosens; });
}

size_t WorkingEntries(const engine::LiveSession& session) {
  const auto& entries = session.account().working.entries();
  return static_cast<size_t>(std::count_if(
      entries.begin(), entries.end(), [](const auto& e) { return e.side == core::Side::kBuy; }));
}

}  // namespace

std::string SessionControl::Answer(const std::string& line) {
  const auto reply = Reply(line);
  return reply ? *reply : Failure(reply.error());
}

base::Result<std::string> SessionControl::Reply(const std::string& line) {
  TRY(const auto request,
      base::ReadJson<engine::ControlRequest>(line, base::MissingField::kKeepDefault));
  if (driver_.session == nullptr) {
    if (request.ask == "halt") return Success(HaltLater(request));
    return Fail(ErrorCode::kRefused,
                "the session is starting and not in step yet: ask again in a moment");
  }
  const std::string& ask = request.ask;
  if (ask == "order" || ask == "amend" || ask == "resume" || ask == "flatten")
    TRY(CheckIsInTime(request));
  if (ask == "status") {
    return Success(base::Result<engine::StatusView>(StatusOf(session(), driver_.facts(), now())));
  }
  if (ask == "positions")
    return Success(base::Result<engine::PositionsView>(PositionsOf(session())));
  if (ask == "risk") return Success(base::Result<engine::RiskView>(RiskOf(session(), now())));
  if (ask == "orders") return Success(base::Result<engine::OrdersView>(OrdersOf(session())));
  if (ask == "order") return Success(Order(request));
  if (ask == "check") return Success(Check(request));
  if (ask == "cancel") return Success(Cancel(request));
  if (ask == "amend") return Success(Amend(request));
  if (ask == "halt") return Success(Halt(request));
  if (ask == "resume") return Success(Resume(request));
  if (ask == "flatten") return Success(Flatten(request));
  if (ask == "limits") return Success(ChangeLimits(request));
  if (ask == "params") return Success(Params(request));
  return Fail(ErrorCode::kUsage, fmt::format("a session cannot be asked for \"{}\"", ask));
}

base::Result<engine::ActView> SessionControl::HaltLater(const engine::ControlRequest& request) {
  constexpr size_t kRoom = 100;
  if (early_halts_.size() == kRoom) {
    return Fail(ErrorCode::kRefused,
                fmt::format("{} halts wait for the start of the session already: ask again when it "
                            "trades",
                            kRoom));
  }
  early_halts_.push_back(request);
  engine::ActView view;
  view.what = {AskedScope(request)};
  view.done = fmt::format(
      "the session is starting: entries are off in {} before its first order can leave{}; should "
      "the start fail, ask again",
      view.what[0],
      view.what[0] == "everything" ? "" : ", and in everything if it trades no such part");
  return view;
}

base::Status SessionControl::Begin(engine::LiveSession& session) {
  driver_.session = &session;
  for (const engine::ControlRequest& request : std::exchange(early_halts_, {})) {
    const auto scope = ScopeOf(request);
    std::string reason = ReasonOf(request) + " (asked for while the session started)";
    if (!scope) reason += "; everything is halted, since " + scope.error().message;
    TRY(session.Kill(scope.value_or(core::TradingScope{}), request.by, reason, now()));
  }
  return {};
}

/// A request waits in the socket as long as the session hangs. To halt or to cancel is right
/// whenever it comes; not what lets more happen, or sells: who asked was told that it failed.
base::Status SessionControl::CheckIsInTime(const engine::ControlRequest& request) const {
  const base::Duration age = driver_.machine_time() - request.asked_at;
  if (request.patience <= base::Duration{} || age < request.patience) return {};
  return Fail(ErrorCode::kRefused,
              fmt::format("this was asked {:.0f} s ago by somebody who was to be answered within "
                          "{:g} s, so nothing was done: ask again",
                          age.seconds(), request.patience.seconds()));
}

base::Result<core::TradingScope> SessionControl::ScopeOf(
    const engine::ControlRequest& request) const {
  core::TradingScope scope;
  std::vector<std::string> names;
  if (!request.pair.empty()) {
    for (const core::Instrument& pair : session().universe().instruments()) {
      if (pair.symbol.ToString() == request.pair) scope.instrument = pair.id;
      names.push_back(pair.symbol.ToString());
    }
    if (!scope.instrument) {
      return Fail(ErrorCode::kNotFound,
                  fmt::format("the session does not trade \"{}\"{}", request.pair,
                              base::DidYouMean(request.pair, names)));
    }
  }
  names.clear();
  if (request.strategy.empty()) return scope;
  for (size_t s = 0; s < session().strategies().size(); ++s) {
    const std::string& name = session().strategies()[s].name;
    if (name == request.strategy) scope.strategy = core::StrategyId{static_cast<uint16_t>(s)};
    names.push_back(name);
  }
  if (scope.strategy) return scope;
  return Fail(ErrorCode::kNotFound,
              fmt::format("the session runs no strategy \"{}\"{}", request.strategy,
                          base::DidYouMean(request.strategy, names)));
}

base::Result<engine::ActView> SessionControl::Cancel(const engine::ControlRequest& request) {
  const size_t followers = session().desk().followers();
  engine::ActView view;
  if (request.order == "all") {
    for (const auto& entry : session().account().working.entries()) {
      view.what.push_back(fmt::format("{}", entry.id.value));
    }
    if (!view.what.empty() || followers > 0) TRY(session().CancelAll(request.by, now()));
  } else {
    TRY(const uint64_t order, OrderNumber(request.order));
    TRY(session().Cancel({order}, request.by, now()));
    view.what.push_back(fmt::format("{}", order));
  }
  TRY(driver_.settle());
  view.done = CancelText(view.what.size(), followers - session().desk().followers());
  return view;
}

base::Result<engine::PlacedView> SessionControl::Order(const engine::ControlRequest& request) {
  TRY(const engine::ManualOrder order, ManualOrderOf(session(), request));
  const auto placed = session().Place(order, now());
  TRY(driver_.settle());  // also what was refused is kept
  if (!placed) return tl::unexpected<base::Error>(placed.error());
  return PlacedOf(session(), order, *placed);
}

base::Result<engine::CheckView> SessionControl::Check(const engine::ControlRequest& request) {
  TRY(const engine::ManualOrder order, ManualOrderOf(session(), request));
  TRY(const engine::OrderForecast forecast, session().Forecast(order, now()));
  return CheckOf(session(), order, forecast);
}

base::Result<engine::ActView> SessionControl::Amend(const engine::ControlRequest& request) {
  TRY(const uint64_t number, OrderNumber(request.order));
  core::OrderChange change;
  TRY(ReadAmount(request.quantity, "quantity", &change.quantity));
  TRY(ReadAmount(request.price, "price", &change.limit_price));
  if (!change.quantity && !change.limit_price) {
    return Fail(ErrorCode::kUsage, "say what is to change: --quantity, --price or both");
  }
  const base::Status amended = session().Amend({number}, change, request.by, now());
  TRY(driver_.settle());  // also what was refused is kept
  if (!amended) return tl::unexpected<base::Error>(amended.error());
  engine::ActView view;
  view.what.push_back(request.order);
  const bool replaces = session().account().orders.at({number}).amend->what.replaces;
  view.done = replaces ? "the order is being cancelled; once the venue confirms that, what is left "
                         "goes out as a new order: `keel orders` shows it"
                       : "the venue was asked to lower the order, which keeps its place in the "
                         "queue: `keel orders` shows what became of it";
  return view;
}

base::Status SessionControl::Halt(const std::string& by, const std::string& reason) {
  const auto& thrown = session().desk().risk_watch().kill_switch().thrown();
  const bool is_thrown = std::any_of(thrown.begin(), thrown.end(), [](const auto& t) {
    return t.scope == core::TradingScope{} && !t.release_requested;
  });
  if (is_thrown) return {};
  TRY(session().Kill({}, by, reason, now()));
  return driver_.settle();
}

base::Result<engine::ActView> SessionControl::Halt(const engine::ControlRequest& request) {
  TRY(const core::TradingScope scope, ScopeOf(request));
  const size_t before = WorkingEntries(session());
  TRY(session().Kill(scope, request.by, ReasonOf(request), now()));
  TRY(driver_.settle());
  engine::ActView view;
  view.what = {ScopeText(session(), scope)};
  view.done = fmt::format(
      "entries are off in {}{}; exits go on, and what is held stays: `keel resume` lets entries "
      "on again, `keel flatten` sells",
      view.what[0], before > 0 ? ", and those that worked there are being cancelled" : "");
  return view;
}

base::Status SessionControl::WhyNothingToResume() const {
  const risk::SavedBreaker breaker = session().account().breaker.Save();
  for (const auto& [latch, name] :
       {std::pair(breaker.total, "total"), std::pair(breaker.weekly, "weekly"),
        std::pair(breaker.daily, "daily")}) {
    if (latch.level == core::TradingState::kActive) continue;
    return Fail(ErrorCode::kRefused,
                fmt::format("what holds is the {} drawdown limit, which lets go by itself at {}",
                            name, base::FormatIso(latch.release_at)));
  }
  return Fail(ErrorCode::kNotFound, "nothing of this scope is halted: `keel status` tells what is");
}

base::Result<engine::ActView> SessionControl::Resume(const engine::ControlRequest& request) {
  if (request.reason.empty()) {
    return Fail(ErrorCode::kUsage, "entries are let on again with a reason: say one by --reason");
  }
  if (driver_.kill_file_is_there()) {
    return Fail(
        ErrorCode::kRefused,
        fmt::format("{} is there and keeps entries off: remove it first", driver_.kill_file));
  }
  TRY(const core::TradingScope wanted, ScopeOf(request));
  const bool all = wanted == core::TradingScope{};
  std::vector<core::TradingScope> scopes;
  engine::RiskWatch& watch = session().desk().risk_watch();
  for (const auto& thrown : watch.kill_switch().thrown()) {
    if (all || thrown.scope == wanted) scopes.push_back(thrown.scope);
  }
  engine::ActView view;
  for (const core::TradingScope& scope : scopes) {
    view.what.push_back(ScopeText(session(), scope));
    TRY(session().Release(scope, request.confirm, request.by, request.reason, now()));
  }
  for (uint16_t s = 0; s < session().strategies().size(); ++s) {
    const core::StrategyId strategy{s};
    using enum risk::StrategyRule;
    const bool disabled = watch.activity().IsDisabled(strategy, kRepeatedExecution) ||
                          watch.activity().IsDisabled(strategy, kDayLoss);
    if (!disabled || !(all || core::TradingScope{strategy} == wanted)) continue;
    view.what.push_back("disabled " + ScopeText(session(), {strategy}));
    if (request.confirm) TRY(session().Enable(strategy, request.by, request.reason, now()));
  }
  if (all && session().in_dispute()) {
    view.what.push_back(fmt::format("entries in spite of what does not agree with the venue ({})",
                                    session().link().disputes()));
    if (request.confirm) TRY(session().SettleDisputes(request.by, request.reason, now()));
  }
  if (view.what.empty()) TRY(WhyNothingToResume());
  TRY(driver_.settle());
  view.done = request.confirm ? "entries are on again" : "this would let entries on again";
  return view;
}

base::Result<engine::ActView> SessionControl::Flatten(const engine::ControlRequest& request) {
  if (!request.pair.empty()) {
    return Fail(ErrorCode::kUsage,
                "what is sold is all, or all of a strategy: a pair alone cannot be flattened");
  }
  TRY(const core::TradingScope scope, ScopeOf(request));
  TRY(scope.strategy ? session().Flatten(*scope.strategy, request.by, ReasonOf(request), now())
                     : session().Flatten(request.by, ReasonOf(request), now()));
  TRY(driver_.settle());
  engine::ActView view;
  for (const engine::PositionView& held : PositionsOf(session()).positions) {
    const bool is_of_it = !scope.strategy || held.strategy == request.strategy;
    if (!held.dust && is_of_it) view.what.push_back(held.quantity.ToString() + " " + held.pair);
  }
  view.done = fmt::format(
      "entries are off in {}, its orders are being cancelled and what is held is being sold at the "
      "market: `keel positions` shows what is left; `keel resume` lets entries on again",
      ScopeText(session(), scope));
  return view;
}

base::Result<engine::ParamsView> SessionControl::Params(const engine::ControlRequest& request) {
  TRY(const core::TradingScope scope, ScopeOf(request));
  if (!scope.strategy) return Fail(ErrorCode::kUsage, "say whose parameters: name a strategy");
  engine::ParamsView view;
  if (!request.params.empty()) {
    TRY(CheckIsInTime(request));
    std::vector<engine::ParamRecord> params;
    for (const std::string& text : request.params) {
      TRY(params.emplace_back(), ParamFrom(text));
    }
    const std::string values = base::Join(request.params, ", ");
    TRY(session().SetParams(*scope.strategy, std::move(params), request.by, request.reason, now()));
    TRY(driver_.settle());
    view.done =
        fmt::format("{} decides with {} from its next bar on; what it holds and its orders stay",
                    request.strategy, values);
  }
  if (scope.strategy->index >= session().planned().size()) return view;  // by hand
  const engine::PlannedStrategy& planned = session().planned()[scope.strategy->index];
  view.params = engine::ViewsOf(planned.spec->params, planned.params);
  return view;
}

base::Result<engine::LimitsView> SessionControl::ChangeLimits(
    const engine::ControlRequest& request) {
  std::string done;
  if (!request.limits.empty()) {
    risk::Limits limits = session().desk().limits();
    for (const std::string& text : request.limits) TRY(SetLimitFrom(text, &limits));
    if (Loosens(session().desk().limits(), limits)) TRY(CheckIsInTime(request));
    TRY(session().ChangeLimits(limits, request.by, request.reason, now()));
    TRY(driver_.settle());
    done = fmt::format("{} limits hold from now on", request.limits.size());
  }
  engine::LimitsView view = LimitsOf(session());
  view.done = done;
  return view;
}

}  // namespace keel::cli
