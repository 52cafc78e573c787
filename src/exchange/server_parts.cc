// SPDX-License-Identifier: MIT
#include "exchange/server_parts.h"

#include "exchange/account_events.h"

namespace keel::exchange {

ServerParts::ServerParts(net::Loop& loop, SimulatedExchange& the_exchange, const KeyRing& keys,
                         VenueClock& venue_clock, uint64_t seed)
    : exchange(the_exchange),
      clock(venue_clock),
      desk(the_exchange, keys, venue_clock),
      faults(seed),
      feed(the_exchange, hub),
      loop_(loop) {}
ServerParts::~ServerParts() = default;

void ServerParts::Later(base::Duration delay, net::Task task) {
  const uint64_t id = ++last_timer_;
  timers_[id] = loop_.After({delay.ns / clock.speed()}, [this, id, task = std::move(task)] {
    fired_.push_back(id);
    task();
  });
}

void ServerParts::ForgetFiredTimers() {
  for (const uint64_t id : fired_) timers_.erase(id);
  fired_.clear();
}

void ServerParts::Dispatch(Inquiry inquiry, OnReply reply) {
  ++requests;
  RequestFate fate = faults.OnRequest(*inquiry.route);
  if (fate.lose_request) return;
  auto call = desk.Receive(inquiry);
  if (!call) {
    return reply({AnswerOf(call.error().refusal), call.error().retry_after_s, std::nullopt});
  }
  if (fate.instead) return reply({*fate.instead, fate.retry_after_s, std::nullopt});
  if (fate.delay_before.ns == 0) return Proceed(inquiry, *call, fate, reply);
  const base::Duration delay = fate.delay_before;
  Later(delay, [this, inquiry = std::move(inquiry), call = *call, fate = std::move(fate),
                reply = std::move(reply)] { Proceed(inquiry, call, fate, reply); });
}

void ServerParts::Proceed(const Inquiry& inquiry, const CallContext& call, const RequestFate& fate,
                          const OnReply& reply) {
  if (move_market) {
    move_market(clock.now());
    Tell();
  }
  Reply full{desk.CarryOut(inquiry, call), 0, std::nullopt};
  if (inquiry.route->security == Security::kSigned) full.account = call.account;
  Tell();
  if (fate.lose_reply) return;
  if (fate.covered_by) full.answer = *fate.covered_by;
  if (fate.delay_after.ns == 0) return reply(full);
  Later(fate.delay_after, [full = std::move(full), reply] { reply(full); });
}

void ServerParts::Tell() {
  const News news = exchange.TakeNews();
  trades_told += news.trades.size();
  feed.OnNews(news, clock.now());
  for (const OrderReport& report : news.reports) {
    const AccountId account = report.order.account;
    TellAccount(account, ExecutionReportMessage(exchange, report));
    const auto fee = report.fill ? std::optional(report.fill->commission_asset) : std::nullopt;
    TellAccount(account, AccountPositionMessage(exchange, account, report.order.request.market,
                                                report.time, fee));
  }
  for (const OrderList& list : news.lists) {
    TellAccount(list.account, ListStatusMessage(exchange, list));
  }
  for (const BalanceChange& change : news.transfers) {
    TellAccount(change.account, BalanceUpdateMessage(exchange, change));
  }
}

uint64_t ServerParts::AddAccountListener(AccountListener listener) {
  account_listeners_[++last_listener_] = std::move(listener);
  return last_listener_;
}

void ServerParts::TellAllAccounts(std::string_view event) {
  const std::string message = BareEventMessage(event, clock.now());
  for (AccountId account = 0; account < exchange.accounts().size(); ++account) {
    SendEvent(account, message);
  }
}

void ServerParts::TellAccount(AccountId account, const std::string& event) {
  const EventFate fate = faults.OnEvent();
  if (fate.drop) return;
  if (fate.duplicate) SendEvent(account, event);
  if (fate.delay.ns == 0) return SendEvent(account, event);
  Later(fate.delay, [this, account, event] { SendEvent(account, event); });
}

void ServerParts::SendEvent(AccountId account, const std::string& event) {
  if (faults.IsSilent(FaultKind::kSilenceUser, clock.steady().now())) return;
  // A listener may go while it is sent to.
  const std::map<uint64_t, AccountListener> listeners = account_listeners_;
  for (const auto& [id, listener] : listeners) {
    if (listener.account != account || !account_listeners_.contains(id)) continue;
    listener.send(
        fmt::format("{{\"subscriptionId\":{},\"event\":{}}}", listener.subscription, event));
  }
}

void ServerParts::AddFault(const FaultRule& rule) {
  const uint64_t fault = faults.Add(rule);
  if (rule.after.ns == 0) return BeginFault(fault);
  Later(rule.after, [this, fault] { BeginFault(fault); });
}

void ServerParts::BeginFault(uint64_t fault) {
  const FaultRule* rule = faults.Begin(fault);
  if (rule != nullptr && IsInstant(rule->kind)) StrikeAtOnce(fault);
}

void ServerParts::StrikeAtOnce(uint64_t fault) {
  const FaultRule* rule = faults.Find(fault);
  if (rule == nullptr) return;
  const FaultKind kind = rule->kind;
  const base::Duration every = rule->every;
  const FaultBoard::Moment moment = faults.OnMoment(fault, clock.steady().now());
  if (moment.delay) ApplyFault(fault, kind, *moment.delay);
  if (moment.again) Later(every, [this, fault] { StrikeAtOnce(fault); });
}

void ServerParts::ApplyFault(uint64_t fault, FaultKind kind, base::Duration delay) {
  switch (kind) {
    case FaultKind::kEndEvents:
      TellAllAccounts("eventStreamTerminated");
      account_listeners_.clear();
      return;
    case FaultKind::kDisconnectMarket:
      if (disconnect_market) disconnect_market();
      return;
    case FaultKind::kDisconnectUser:
      if (disconnect_user) disconnect_user();
      return;
    case FaultKind::kShutdown:
      return ShutDown(fault, delay);
    case FaultKind::kClockJump:
      clock.Jump(delay);
      return;
    case FaultKind::kBookGap:
      feed.LoseNextDepth();
      return;
    default:
      return;  // a silence, which the board keeps
  }
}

void ServerParts::ShutDown(uint64_t fault, base::Duration grace) {
  TellAllAccounts("serverShutdown");
  hub.TellAll(BareEventMessage("serverShutdown", clock.now()));
  const auto cut = [this, fault] {
    if (faults.Find(fault) == nullptr) return;  // taken back meanwhile
    if (disconnect_market) disconnect_market();
    if (disconnect_user) disconnect_user();
  };
  if (grace.ns == 0) return cut();
  Later(grace, cut);
}

}  // namespace keel::exchange
