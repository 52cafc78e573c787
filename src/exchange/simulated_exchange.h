// SPDX-License-Identifier: MIT
// The exchange itself, without a network and without a clock: accounts, books, orders and what
// comes of them. The same calls at the same times give the same exchange, whoever makes them.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "exchange/accounts.h"
#include "exchange/filters.h"
#include "exchange/listing.h"
#include "exchange/market.h"
#include "exchange/order.h"
#include "exchange/order_list.h"
#include "exchange/refusal.h"

namespace keel::exchange {

/// Commissions as fractions of what is received, and in it.
struct FeeRates {
  core::Decimal maker = core::Decimal::PowerOfTen(-3);
  core::Decimal taker = core::Decimal::PowerOfTen(-3);
  /// "BNB": clients pay in it, and only `coin_share` of the rate, as long as enough of it is free
  /// and it is listed against the pair's quote currency. Empty: nobody does.
  std::string coin;
  core::Decimal coin_share = core::Decimal::PowerOfTen(-2) * 75;
};

/// A deposit or a withdrawal: what `balanceUpdate` tells.
struct BalanceChange {
  AccountId account = 0;
  AssetId asset = 0;
  core::Decimal amount;  ///< negative of a withdrawal
  base::UnixNanos time;
};

/// What happened since it was last taken, in order.
struct News {
  std::vector<PublicTrade> trades;
  std::vector<AggregateTrade> aggregates;
  std::vector<OrderReport> reports;  ///< of accounts that want them
  std::vector<BalanceChange> transfers;
  std::vector<OrderList> lists;  ///< that began or are done
};

enum class Membership : uint8_t {
  kClient,      ///< its orders are kept, counted and reported
  kPopulation,  ///< only its open orders and balances exist
  kRecording,   ///< the same, and no filter is asked: it was taken somewhere
};

class SimulatedExchange {
 public:
  /// kUsage where a listing's steps cannot be kept by a book, a symbol comes twice, or the coin of
  /// the fees is of no listing.
  static base::Result<std::unique_ptr<SimulatedExchange>> Make(std::vector<Listing> listings,
                                                               const FeeRates& fees);

  AccountId OpenAccount(Membership membership);
  /// Pays `amount` in, or out where it is negative. Refused for an asset of no listing, and where
  /// less is free.
  Outcome<void> Transfer(AccountId account, std::string_view asset, core::Decimal amount,
                         base::UnixNanos now);

  /// Other filters of a pair from now on; working orders stay as they are. Refused for steps that
  /// are no multiples of those it was listed with, or beyond its largest order.
  Outcome<void> ChangeRules(MarketId market, const RuleChange& change);

  /// Places an order, or says why not. Times come in order.
  Outcome<Placed> Place(AccountId account, const OrderRequest& request, base::UnixNanos now);
  /// Everything that Place checks, without placing.
  std::optional<Refusal> Check(AccountId account, const OrderRequest& request) const;
  /// What the filters of the pair say of an order by itself, however many others are open.
  std::optional<Refusal> CheckFilters(AccountId account, OrderRequest request) const;
  /// The order as it is afterwards. `cancel_id` is the client's name for the cancel.
  Outcome<OrderRecord> Cancel(AccountId account, MarketId market, const OrderKey& key,
                              const std::string& cancel_id, base::UnixNanos now);
  /// Lowers the whole quantity of a working order, which keeps its place in the queue.
  Outcome<OrderRecord> Reduce(AccountId account, MarketId market, const OrderKey& key,
                              core::Quantity quantity, base::UnixNanos now);

  /// Places two orders of which the first to act ends the other, or neither.
  Outcome<ListedOrders> PlaceOco(AccountId account, const OcoRequest& request, base::UnixNanos now);
  /// Cancels what is open of a list; to cancel one of its orders does the same.
  Outcome<ListedOrders> CancelList(AccountId account, MarketId market, const ListKey& key,
                                   const std::string& cancel_id, base::UnixNanos now);
  /// The latest of that name. The last 10,000 lists of all accounts are known.
  std::optional<OrderList> FindList(AccountId account, const ListKey& key) const;
  std::vector<OrderList> Lists(AccountId account, bool only_open) const;
  ListedOrders WithOrders(const OrderList& list) const;

  /// By number, or by name: the open one, else the latest of that name.
  std::optional<OrderRecord> Find(AccountId account, MarketId market, const OrderKey& key) const;
  /// By market and number.
  std::vector<OrderRecord> OpenOrders(AccountId account, std::optional<MarketId> market) const;
  /// All that are known of a market, open and closed, by number.
  std::vector<OrderRecord> AllOrders(AccountId account, MarketId market) const;
  /// Oldest first; the last 10,000.
  const std::deque<AccountFill>& fills(AccountId account) const { return members_[account].fills; }
  /// When its balances last changed.
  base::UnixNanos updated_at(AccountId account) const { return members_[account].updated_at; }

  const std::vector<std::unique_ptr<Market>>& markets() const { return markets_; }
  Market& market(MarketId id) { return *markets_[id]; }
  const Market& market(MarketId id) const { return *markets_[id]; }
  std::optional<MarketId> FindMarket(std::string_view symbol) const;
  const Accounts& accounts() const { return accounts_; }
  const FeeRates& fees() const { return fees_; }

  /// Hands over what happened since the last call.
  News TakeNews() { return std::exchange(news_, {}); }

 private:
  struct Member {
    Membership membership = Membership::kPopulation;
    std::map<std::pair<MarketId, std::string>, uint64_t> named;  // open orders by client id
    std::map<MarketId, OpenCounts> counts;                       // of open orders
    std::deque<OrderRecord> closed;                              // the last 10,000
    std::deque<AccountFill> fills;
    base::UnixNanos updated_at;
  };
  // What a placement needs: the request in whole lots, and what has to be locked for it.
  struct Prepared {
    OrderRequest request;
    core::Price protection;  // of a market kind; zero: none
    core::Decimal lock;
  };

  explicit SimulatedExchange(const FeeRates& fees) : fees_(fees) {}
  Outcome<Prepared> Prepare(AccountId account, const OrderRequest& request) const;
  std::optional<Refusal> FilteredOut(AccountId account, const OrderRequest& request,
                                     const OpenCounts& open) const;
  OrderRecord& Enter(AccountId account, const Prepared& prepared, base::UnixNanos now);
  void Apply(Market& market, base::UnixNanos now);
  void ApplyTrade(Market& market, const sim::matching::Event& event, bool same_taker,
                  base::UnixNanos now);
  void ApplyChange(Market& market, const sim::matching::Event& event, base::UnixNanos now);
  AccountFill FillOf(const Market& market, const OrderRecord& order, const PublicTrade& trade,
                     bool maker) const;
  std::optional<core::Decimal> InFeeCoin(const Market& market, const AccountFill& fill) const;
  AccountFill Charge(const Market& market, const OrderRecord& order, AccountFill fill);
  void BookFill(Market& market, OrderRecord& order, const AccountFill& fill);
  void Pay(const Market& market, const OrderRecord& payer, AccountId to,
           const AccountFill& received);
  void KeepLocked(const Market& market, OrderRecord& order, core::Decimal amount);
  void Close(Market& market, OrderRecord& order, OrderStatus status);
  std::optional<Refusal> SubmitBoth(Market& market, AccountId account, const Prepared& above,
                                    const Prepared& below);
  void SubmitTo(Market& market, AccountId account, const Prepared& prepared, uint64_t id);
  static Refusal RefusalOf(sim::matching::Reason reason);
  bool IsOpenList(AccountId account, const std::string& client_id) const;
  void SettleLists(Market& market, base::UnixNanos now);
  void ReportList(const OrderList& list);
  void LockAnew(const Market& market, OrderRecord& order);
  void Report(ExecutionType execution, const OrderRecord& order,
              std::optional<AccountFill> fill = std::nullopt);
  static AssetId LockedAsset(const Market& market, core::Side side) {
    return side == core::Side::kBuy ? market.quote_asset : market.base_asset;
  }

  FeeRates fees_;
  std::optional<AssetId> fee_coin_;
  Accounts accounts_;
  std::vector<std::unique_ptr<Market>> markets_;
  std::map<std::string, MarketId, std::less<>> by_symbol_;
  std::vector<Member> members_;
  std::map<uint64_t, OrderList> lists_;
  uint64_t last_list_ = 0;
  std::vector<uint64_t> touched_lists_;  // in this turn, by the end of an order
  std::set<uint64_t> broken_lists_;      // whose order ended by itself
  News news_;
  sim::matching::Events events_;
  // What becomes of the order that a call is about.
  struct Turn {
    uint64_t order = 0;
    std::string cancel_id;
    std::vector<AccountFill> fills;
    std::optional<OrderRecord> ended;
  };
  Turn turn_;
};

}  // namespace keel::exchange
