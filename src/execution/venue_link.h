// SPDX-License-Identifier: MIT
// Keeps the account's orders and a real venue in step, whatever the network does in between. To the
// engine it is a venue; to the connector it is a list of requests to send and the one who listens.
//
// A pure state machine: no clock, no sockets. What goes out is taken by the driver once the journal
// holds it; what comes in ends as reports, each execution once and every order's end after its last
// execution. An order whose outcome is not known stays UNKNOWN, its exposure reserved, and is never
// sent again: it is asked about until the venue tells of it, or until the venue can no longer
// accept it (its receive window is over) and twice does not know it while the account's stream is
// alive. What others do on the account (a person, a program, the venue itself) is adopted: told as
// a fill of order 0, and disputed.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/event.h"
#include "execution/order_names.h"
#include "execution/order_store.h"
#include "execution/trade_book.h"
#include "execution/venue_client.h"
#include "execution/venue_wire.h"

namespace keel::execution {

struct VenueLinkOptions {
  /// Of client order ids: at most 12 of [a-z0-9], another one for each journal.
  std::string session;
  base::Duration receive_window =
      base::Seconds(5);  ///< how long after its stamp an order may enter
  base::Duration settle_margin = base::Seconds(10);    ///< beyond it, before absence means anything
  base::Duration clock_error = base::Seconds(1);       ///< of the stamp, at most
  base::Duration answer_patience = base::Seconds(10);  ///< then an answer counts as lost
  base::Duration first_poll = base::Seconds(1);        ///< doubles up to last_poll
  base::Duration last_poll = base::Seconds(16);
  base::Duration audit_every = base::Seconds(30);  ///< while orders are open
  uint64_t first_request = 1;                      ///< beyond every one that was ever used
  /// Restore takes an order that the venue had accepted as accepted, also where its cancel is not
  /// answered. False: as sessions did it before revision 3.
  bool recalls_acceptance = true;
  /// After a restart the clock may be another one than that of a stamp. True: until when an order
  /// of before may enter is counted from the restart; false: from its stamp, as was done before.
  bool distrusts_old_stamps = true;
  /// The same for orders that ended before it: the venue may tell of them as working for a while.
  /// Whenever it tells that of one that has ended here it is asked again, until it no longer does.
  /// False: as sessions did it before revision 4.
  bool looks_again_at_ghosts = true;
  /// By instrument: executions with numbers up to it are older than the account's journal.
  std::vector<uint64_t> trades_before;
};

/// Something that does not agree and that the link cannot settle: a person has to look.
struct Discrepancy {
  std::string text;
  base::UnixNanos time;
};

/// What the account has, as the venue told it.
struct ToldBalances {
  std::vector<Balance> balances;  ///< of a coin that is not among them: nothing
  base::UnixNanos asked_at;
};

class VenueLink final : public VenueClient {
 public:
  /// Requires options.trades_before of every instrument.
  explicit VenueLink(VenueLinkOptions options);

  // ---- The engine's side.
  void Submit(const risk::ApprovedOrder& order, base::UnixNanos now) override;
  void Cancel(core::OrderId order, core::OrderEnd why, base::UnixNanos now) override;
  void Amend(const risk::ApprovedAmend& amend, base::UnixNanos now) override;

  // ---- The driver's side.
  /// Before anything else after a restart: the orders that the journal tells of and the executions
  /// that are booked. What was not answered is UNKNOWN until the venue tells of it.
  void Restore(const OrderStore& orders, std::span<const core::Fill> fills, base::UnixNanos now);
  /// What the venue said, heard at `now`. Times never go back.
  void OnEvent(const VenueEvent& event, base::UnixNanos now);
  /// When the link wants to be called (kEndOfTime: never), and the call.
  base::UnixNanos next_timer() const;
  void OnTimer(base::UnixNanos now);
  /// What is to be sent, and what the engine is to be told, in order. To be taken after every call.
  std::vector<Request> TakeRequests() { return std::exchange(requests_, {}); }
  std::vector<core::Report> TakeReports() { return std::exchange(reports_, {}); }
  std::vector<Discrepancy> TakeDiscrepancies() { return std::exchange(discrepancies_, {}); }
  /// Asked for after each audit that was complete.
  std::optional<ToldBalances> TakeBalances() { return std::exchange(balances_, std::nullopt); }
  /// One more audit, also where no order is open.
  void AuditAt(base::UnixNanos when);
  /// The same, of the executions of every pair: others may have traded in one that is idle here,
  /// and the stream may have lost that.
  void AuditAllAt(base::UnixNanos when);

  /// Whether orders and executions are known to be the venue's: an audit was complete since the
  /// stream last came up, and nothing is UNKNOWN, missing or in dispute.
  bool reconciled() const { return knows_venue() && disputes_ == 0; }
  /// The same, with whatever in dispute.
  bool knows_venue() const;
  /// Executions that are not booked, since they may yet turn out to be an order's.
  bool has_strangers() const;
  bool stream_up() const { return stream_up_; }
  size_t open_orders() const { return live_.size(); }
  size_t unknown_orders() const;
  /// What did not agree and that nobody has looked at.
  size_t disputes() const { return disputes_; }
  /// What the venue said of orders that have ended here; it changes nothing.
  uint64_t late_words() const { return late_words_; }
  /// Amends that the venue turned down, or that never came to it.
  uint64_t refused_amends() const { return refused_amends_; }
  /// The driver has found something that does not agree.
  void Dispute(std::string text, base::UnixNanos now);
  /// A person has looked at what did not agree.
  void SettleDisputes() { disputes_ = 0; }
  /// And with that at the orders that the venue accepted and no longer knows: they are cancelled.
  void EndLost(base::UnixNanos now);
  const VenueLinkOptions& options() const { return options_; }
  /// See OrderNames.
  std::string ClientId(core::OrderId id) const { return names_.Of(id); }
  /// Before Restore, for each start of the session in turn: orders from `first` on have its mark.
  void NameFrom(core::OrderId first, std::string mark) { names_.Begin(first, std::move(mark)); }

 private:
  /// Answers in a row that do not know an accepted order, before that is told.
  static constexpr int kLostAfter = 5;

  /// The last amend of an order. A quantity that was asked for is no other hand's, whatever the
  /// answer was; while it is open the order counts as what it was, which is more.
  struct Amendment {
    core::Quantity quantity;
    base::UnixNanos stamp;
    RequestId request;
    bool open = true;
    bool unknown = false;  // no answer, or one that proves nothing
  };
  /// An order that has not ended.
  struct Live {
    core::Order order;
    std::string client_id;
    base::UnixNanos stamp;    // of sending
    uint64_t venue_id = 0;    // 0: not told yet
    bool accepted = false;    // the engine was told
    bool unknown = false;     // the engine was told
    core::Quantity booked;    // executions that the engine was told of
    core::Quantity executed;  // at the venue, as far as it has told
    core::Quantity quantity;  // of the whole order there
    core::Quantity placed;    // the most that it ever was for
    std::optional<Amendment> amend;
    std::optional<VenueStatus> end;           // as the venue tells it
    std::optional<core::OrderEnd> cancel;     // wanted, and why
    bool asking = false, cancelling = false;  // a request is under way
    bool doubtful = false;  // the venue has not told of it since a restart, or lacks it
    base::UnixNanos poll_at = base::kEndOfTime, cancel_at = base::kEndOfTime;
    base::Duration poll_step;
    int absences = 0;  // "not found" in a row, since it could no longer have entered

    bool misses_trades() const { return booked < executed; }
    bool is_lost() const { return accepted && absences >= kLostAfter; }
    bool is_unknown() const { return unknown || (amend && amend->unknown); }
  };
  /// A request that is not answered yet.
  struct Waiting {
    enum class Kind : uint8_t { kPlace, kCancel, kAmend, kOrder, kOpenOrders, kTrades, kBalances };
    Kind kind;
    core::OrderId order;
    core::InstrumentId instrument;
    base::UnixNanos asked_at;
    bool is_audit = false;
  };

  RequestId Ask(decltype(Request::what) what, Waiting waiting);
  Live* Find(core::OrderId id);
  Live* FindLive(const VenueOrder& told);
  bool IsOurs(const std::string& client_id) const;

  void On(const Answer& answer, base::UnixNanos now);
  void On(const StreamOrder& message, base::UnixNanos now);
  void On(const StreamState& state, base::UnixNanos now);
  void OnPlaced(core::OrderId id, const Answer& answer, base::UnixNanos now);
  void OnCancelled(core::OrderId id, const Answer& answer, base::UnixNanos now);
  void OnAmended(core::OrderId id, const Answer& answer, base::UnixNanos now);
  void OnOrder(const Waiting& waiting, const Answer& answer, base::UnixNanos now);
  void OnOpenOrders(const Waiting& waiting, const Answer& answer, base::UnixNanos now);
  void OnTrades(const Waiting& waiting, const Answer& answer, base::UnixNanos now);

  void Learn(const VenueOrder& told, base::UnixNanos now);
  void LearnNumber(Live& live, uint64_t venue_id, base::UnixNanos now);
  void Accept(Live& live, base::UnixNanos now);
  void BookTrade(const VenueTrade& trade, base::UnixNanos now);
  void BookOf(Live& live, const VenueTrade& trade, base::UnixNanos now);
  void Settle(Live& live, base::UnixNanos now);
  void LoseSight(Live& live, base::UnixNanos now);
  void OnAbsence(Live& live, base::UnixNanos asked_at, base::UnixNanos now);
  void EndUnplaced(core::OrderId id, core::OrderEnd why, base::UnixNanos now);
  void Forget(core::OrderId id, base::UnixNanos now);
  void PollFrom(Live& live, base::UnixNanos when);
  void PollLater(Live& live, base::UnixNanos now);
  void Poll(Live& live, base::UnixNanos now);
  void SendCancel(Live& live, base::UnixNanos now);
  void AskTrades(core::InstrumentId pair, bool is_audit, base::UnixNanos now);
  bool needs_audits() const { return !live_.empty() || wants_audit_ || (stream_up_ && !audited_); }
  void DropStrangers(base::UnixNanos now);
  static void RestoreAmend(const OrderEntry& entry, Live& live);
  void SkipAudited(std::span<const core::Fill> fills);
  void MeetGhost(const VenueOrder& told, base::UnixNanos asked_at, base::UnixNanos now);
  void RememberEnd(const std::string& client_id, base::UnixNanos when, base::UnixNanos now);
  base::UnixNanos EndOf(const std::string& client_id) const;
  void MeetForeign(const VenueOrder& told, base::UnixNanos now);
  void StartAudit(base::UnixNanos now);
  void EndAuditStep(bool succeeded, base::UnixNanos now);
  void LoseAnswers(base::UnixNanos now);
  void SeeQuantity(Live& live, core::Quantity quantity, base::UnixNanos now);
  void SettleAmend(Live& live, std::optional<core::OrderEnd> refused, base::UnixNanos now);
  void LookAtAmend(Live& live, core::Quantity told, base::UnixNanos asked_at, base::UnixNanos now);
  base::UnixNanos LastEntry(base::UnixNanos stamp) const {
    return stamp + options_.receive_window + options_.settle_margin + options_.clock_error;
  }
  void Adopt(const VenueTrade& trade, base::UnixNanos now);
  void AskBalances(base::UnixNanos now);
  void OnBalances(const Waiting& waiting, const Answer& answer, base::UnixNanos now);

  VenueLinkOptions options_;
  OrderNames names_;
  uint64_t next_request_;
  uint64_t last_order_ = 0;
  std::map<core::OrderId, Live> live_;
  std::map<std::string, core::OrderId> by_client_;                              // of live_
  std::map<std::pair<core::InstrumentId, uint64_t>, core::OrderId> by_number_;  // of live_
  std::map<RequestId, Waiting> waiting_;
  std::vector<TradeBook> trades_;  // by instrument
  std::vector<Request> requests_;
  std::vector<core::Report> reports_;
  std::vector<Discrepancy> discrepancies_;
  bool stream_up_ = false;
  bool audited_ = false;  // since the stream came up
  int audit_steps_ = 0;   // of a running audit, not ended yet
  bool audit_failed_ = false;
  base::UnixNanos next_audit_ = base::kEndOfTime;
  bool wants_audit_ = false;
  bool wants_all_ = false;  // of every pair
  std::optional<ToldBalances> balances_;
  std::map<std::string, base::UnixNanos> ended_;  // lately: an old answer may still tell of them
  std::optional<base::UnixNanos> look_again_;     // since one did
  std::set<std::string> ghosts_;                  // that work though they have ended here
  base::UnixNanos restored_at_;
  uint64_t restored_orders_ = 0;   // up to this number
  std::set<std::string> foreign_;  // orders of others that were told of
  size_t disputes_ = 0;
  uint64_t late_words_ = 0;
  uint64_t refused_amends_ = 0;
};

}  // namespace keel::execution
