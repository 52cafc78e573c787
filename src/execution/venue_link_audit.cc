// SPDX-License-Identifier: MIT
// Reconciliation: at the start, whenever the account's stream comes back, and every so often while
// orders are open, the venue's open orders and executions are held against the link's. Idempotent:
// a second audit of the same state tells nothing.
#include <fmt/format.h>

#include <algorithm>

#include "execution/venue_link.h"

namespace keel::execution {

void VenueLink::Restore(const OrderStore& orders, std::span<const core::Fill> fills,
                        base::UnixNanos now) {
  for (const core::Fill& fill : fills) {
    if (fill.venue_trade != 0) trades_[fill.instrument.index].Add(fill.venue_trade);
  }
  SkipAudited(fills);
  last_order_ = orders.entries().size();
  restored_at_ = now;
  restored_orders_ = last_order_;
  for (const OrderEntry& entry : orders.entries()) {
    if (entry.is_kept) continue;
    if (entry.is_terminal()) {
      RememberEnd(ClientId(entry.order.id), entry.ended_at, now);
      continue;
    }
    Live live{entry.order, ClientId(entry.order.id), entry.order.created_at};
    live.booked = live.executed = entry.filled;
    live.placed = entry.placed;
    live.accepted = entry.state == OrderState::kWorking ||
                    entry.state == OrderState::kPartiallyFilled ||
                    entry.state == OrderState::kPendingAmend || entry.filled.is_positive() ||
                    (options_.recalls_acceptance && entry.was_accepted);
    RestoreAmend(entry, live);
    if (options_.distrusts_old_stamps) {
      live.stamp = now;
      if (live.amend) live.amend->stamp = now;
    }
    live.unknown = entry.state == OrderState::kUnknown;
    live.doubtful = true;
    if (entry.state == OrderState::kPendingCancel) {
      const bool replaces = entry.amend && entry.amend->open && entry.amend->what.replaces;
      live.cancel = replaces ? core::OrderEnd::kReplaced : core::OrderEnd::kCanceledByUser;
      live.cancel_at = now;
    }
    by_client_.emplace(live.client_id, entry.order.id);
    Live& kept = live_.emplace(entry.order.id, std::move(live)).first->second;
    LoseSight(kept, now);
    PollFrom(kept, now);
  }
}

void VenueLink::RestoreAmend(const OrderEntry& entry, Live& live) {
  if (!entry.amend || entry.amend->what.replaces) return;
  live.amend = Amendment{entry.amend->what.quantity, entry.amend->what.time, {}};
  live.amend->open = live.amend->unknown = entry.amend->open;
}

/// While the program ran it heard of every execution within a minute, so the last hour of them is
/// asked for again and what is older is not.
void VenueLink::SkipAudited(std::span<const core::Fill> fills) {
  std::vector<base::UnixNanos> latest(trades_.size(), base::kBeginningOfTime);
  for (const core::Fill& fill : fills) {
    base::UnixNanos& last = latest[fill.instrument.index];
    last = std::max(last, fill.time);
  }
  for (const core::Fill& fill : fills) {
    const bool is_old = fill.time < latest[fill.instrument.index] - base::Hours(1);
    if (is_old) trades_[fill.instrument.index].SetAudited(fill.venue_trade);
  }
}

bool VenueLink::knows_venue() const {
  return stream_up_ && audited_ && std::none_of(live_.begin(), live_.end(), [](const auto& entry) {
           const Live& live = entry.second;
           return live.is_unknown() || live.doubtful || live.misses_trades();
         });
}

bool VenueLink::has_strangers() const {
  return std::any_of(trades_.begin(), trades_.end(),
                     [](const TradeBook& book) { return !book.strangers().empty(); });
}

size_t VenueLink::unknown_orders() const {
  return static_cast<size_t>(std::count_if(live_.begin(), live_.end(),
                                           [](const auto& e) { return e.second.is_unknown(); }));
}

void VenueLink::On(const StreamState& state, base::UnixNanos now) {
  if (state.up == stream_up_) return;
  stream_up_ = state.up;
  audited_ = false;
  for (auto& [id, live] : live_) live.absences = 0;
  if (stream_up_) StartAudit(now);
}

void VenueLink::StartAudit(base::UnixNanos now) {
  next_audit_ = now + options_.audit_every;
  if (audit_steps_ > 0) {  // one is under way, and began before what this one is for
    audit_failed_ = true;
    return;
  }
  audit_failed_ = false;
  audit_steps_ = 1;
  Ask(QueryOpenOrders{}, {Waiting::Kind::kOpenOrders, {}, {}, now, true});
  for (uint32_t i = 0; i < trades_.size(); ++i) {
    const bool in_use = std::any_of(live_.begin(), live_.end(), [i](const auto& entry) {
      return entry.second.order.terms.instrument.index == i;
    });
    // After a silence of the stream others may have traded in any pair.
    if (audited_ && !wants_all_ && !in_use && trades_[i].strangers().empty()) continue;
    ++audit_steps_;
    AskTrades({i}, true, now);
  }
}

void VenueLink::EndAuditStep(bool succeeded, base::UnixNanos now) {
  audit_failed_ = audit_failed_ || !succeeded;
  if (audit_steps_ == 0 || --audit_steps_ > 0) return;
  if (!audit_failed_) {
    audited_ = stream_up_;
    DropStrangers(now);
    wants_audit_ = wants_all_ = false;
    if (const auto when = std::exchange(look_again_, std::nullopt)) AuditAt(*when);
    AskBalances(now);
  } else {
    next_audit_ = std::min(next_audit_, now + options_.first_poll);
  }
}

void VenueLink::OnOpenOrders(const Waiting& waiting, const Answer& answer, base::UnixNanos now) {
  const auto* open = std::get_if<std::vector<VenueOrder>>(&answer.what);
  if (open == nullptr) return EndAuditStep(false, now);
  std::set<core::OrderId> seen;
  for (const VenueOrder& told : *open) {
    if (const Live* live = FindLive(told)) {
      seen.insert(live->order.id);
    } else if (IsOurs(told.client_id)) {
      MeetGhost(told, waiting.asked_at, now);
    }
    Learn(told, now);
  }
  // What worked when the question was asked and is not among the answers has ended: how?
  for (auto& [id, live] : live_) {
    if (!live.accepted || live.stamp >= waiting.asked_at || seen.contains(id)) continue;
    live.doubtful = true;
    PollFrom(live, now);
  }
  EndAuditStep(true, now);
}

void VenueLink::RememberEnd(const std::string& client_id, base::UnixNanos when,
                            base::UnixNanos now) {
  const base::Duration memory = options_.settle_margin + options_.answer_patience;
  std::erase_if(ended_, [&](const auto& entry) { return entry.second + memory < now; });
  if (when + memory >= now) ended_[client_id] = when;
}

/// When an order ended that has ended here, at the latest. What ended before a restart did so by
/// the clock of then.
base::UnixNanos VenueLink::EndOf(const std::string& client_id) const {
  const auto ended = ended_.find(client_id);
  const base::UnixNanos end = ended == ended_.end() ? base::kBeginningOfTime : ended->second;
  const auto id = names_.Find(client_id);
  const bool is_old = options_.looks_again_at_ghosts && id && id->value <= restored_orders_;
  return is_old ? std::max(end, restored_at_) : end;
}

/// An order that has ended here. Told soon after, that may be old news; later, it must not work.
/// Either way it is looked at again, since a cancel may be lost.
void VenueLink::MeetGhost(const VenueOrder& told, base::UnixNanos asked_at, base::UnixNanos now) {
  const base::UnixNanos bound = EndOf(told.client_id) + options_.settle_margin;
  const bool is_old_news = asked_at < bound;
  if (options_.looks_again_at_ghosts) {
    look_again_ = is_old_news ? bound : now + options_.settle_margin;
  }
  if (is_old_news) return;
  const bool is_new = ghosts_.insert(told.client_id).second;
  if (is_new || !options_.looks_again_at_ghosts) {
    Dispute(fmt::format("the venue still works order {}, which has ended here: it is cancelled",
                        told.client_id),
            now);
  }
  Ask(CancelAtVenue{told.client_id, told.instrument},
      {Waiting::Kind::kCancel, {}, told.instrument, now});
}

void VenueLink::MeetForeign(const VenueOrder& told, base::UnixNanos now) {
  constexpr size_t kMost = 1000;
  if (foreign_.size() >= kMost || !foreign_.insert(told.client_id).second) return;
  const char* const what =
      names_.IsAlike(told.client_id)
          ? "is not in this session's journal (was that put back from a backup?): cancel it there"
          : "is not of this session: cancel it there, or stop whoever makes such orders on this "
            "account";
  Dispute(fmt::format("the venue tells of order \"{}\", which {}", told.client_id, what), now);
}

void VenueLink::AskTrades(core::InstrumentId pair, bool is_audit, base::UnixNanos now) {
  TradeBook& book = trades_[pair.index];
  if (!is_audit && std::exchange(book.asking, true)) return;
  Ask(QueryTrades{pair, book.audited()}, {Waiting::Kind::kTrades, {}, pair, now, is_audit});
}

void VenueLink::OnTrades(const Waiting& waiting, const Answer& answer, base::UnixNanos now) {
  TradeBook& book = trades_[waiting.instrument.index];
  if (!waiting.is_audit) book.asking = false;
  const auto* told = std::get_if<std::vector<VenueTrade>>(&answer.what);
  bool has_news = false;
  if (told != nullptr) {
    for (const VenueTrade& trade : *told) {
      BookTrade(trade, now);
      has_news = has_news || trade.number > book.audited();
      book.SetAudited(trade.number);
    }
  }
  if (has_news) return AskTrades(waiting.instrument, waiting.is_audit, now);  // until there is none
  for (auto& [id, live] : live_) {
    const bool waits = live.misses_trades() || live.end;
    if (waits && live.order.terms.instrument == waiting.instrument) PollLater(live, now);
  }
  if (waiting.is_audit) EndAuditStep(told != nullptr, now);
}

/// After an audit, executions that belong to no order that may yet tell its number are nobody's.
void VenueLink::DropStrangers(base::UnixNanos now) {
  for (uint32_t i = 0; i < trades_.size(); ++i) {
    const bool may_belong = std::any_of(live_.begin(), live_.end(), [i](const auto& entry) {
      return entry.second.order.terms.instrument.index == i && entry.second.venue_id == 0;
    });
    if (may_belong) continue;
    for (const VenueTrade& trade : trades_[i].TakeAll()) Adopt(trade, now);
  }
}

/// An execution on the account that no order here made, or one of an order that has ended: by a
/// person, by another program, or a liquidation.
void VenueLink::Adopt(const VenueTrade& trade, base::UnixNanos now) {
  TradeBook& book = trades_[trade.instrument.index];
  if (book.Knows(trade.number)) return;
  if (!trade.quantity.is_positive()) return;
  book.Add(trade.number);
  core::Fill fill;
  fill.instrument = trade.instrument;
  fill.side = trade.side;
  fill.liquidity = trade.liquidity;
  fill.price = trade.price;
  fill.quantity = trade.quantity;
  fill.fee = trade.fee;
  fill.time = trade.time;
  fill.reason = "not of this session";
  fill.venue_trade = trade.number;
  reports_.push_back(core::OrderFilled{fill});
  Dispute(fmt::format("the venue executed {} {} at {} for its order {}, which does not work here "
                      "(execution {}): it is booked, and entries are refused until a person has "
                      "looked and resumes",
                      core::ToString(trade.side), trade.quantity.ToString(), trade.price.ToString(),
                      trade.venue_id, trade.number),
          now);
}

// ---- Balances.

void VenueLink::AuditAt(base::UnixNanos when) {
  next_audit_ = needs_audits() ? std::min(next_audit_, when) : when;
  wants_audit_ = true;
}

void VenueLink::AuditAllAt(base::UnixNanos when) {
  AuditAt(when);
  wants_all_ = true;
}

void VenueLink::AskBalances(base::UnixNanos now) {
  const bool is_asking = std::any_of(waiting_.begin(), waiting_.end(), [](const auto& entry) {
    return entry.second.kind == Waiting::Kind::kBalances;
  });
  if (!is_asking) Ask(QueryBalances{}, {Waiting::Kind::kBalances, {}, {}, now});
}

void VenueLink::OnBalances(const Waiting& waiting, const Answer& answer, base::UnixNanos now) {
  if (const auto* told = std::get_if<std::vector<Balance>>(&answer.what)) {
    balances_ = ToldBalances{*told, waiting.asked_at};
  } else if (stream_up_) {
    AuditAt(now + options_.audit_every);
  }
}

}  // namespace keel::execution
