// SPDX-License-Identifier: MIT
// Binance's spot exchange behind the door that all venues share: puts the channels together, gives
// each request its one answer, and keeps the venue's clock.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "execution/venue_connector.h"
#include "venues/binance/account_channel.h"
#include "venues/binance/bar_download.h"
#include "venues/binance/endpoints.h"
#include "venues/binance/market_channel.h"
#include "venues/binance/order_gateway.h"
#include "venues/binance/rest_channel.h"

namespace keel::venues::binance {

/// On which way orders and cancels travel. A choice, never a second attempt.
enum class OrderEntry : uint8_t { kRest, kWebSocketApi };

struct ConnectorOptions {
  Endpoints endpoints;
  net::TlsTrust trust;
  OrderEntry order_entry = OrderEntry::kRest;
  base::Duration receive_window = base::Seconds(5);
  /// While the venue's time is known less exactly, no order leaves (fault F30).
  base::Duration clock_doubt = base::Seconds(1);
  base::Duration clock_every = base::Minutes(1);
  base::Duration patience = base::Seconds(10);  ///< of a request that waits for the budget
  base::Duration answer_time = base::Seconds(10);
  /// How late a time that came up between two looks may be noticed.
  base::Duration tick = base::Milliseconds(50);
  MarketChannelOptions market;
  AccountChannelOptions account;
  uint64_t seed = 0;
};

class Connector final : public execution::VenueConnector {
 public:
  /// Without a key there is no account. kUsage where the keys would travel unencrypted to another
  /// machine, or the trusted certificates cannot be read.
  static base::Result<std::unique_ptr<Connector>> Open(net::Loop& loop, const base::Clock& clock,
                                                       ConnectorOptions options,
                                                       std::optional<AccountKey> key);
  ~Connector() override;

  void FetchInstruments(const std::vector<core::Symbol>& symbols, OnInstruments done) override;
  base::Status Start(execution::ConnectorPlan plan,
                     execution::ConnectorListener& listener) override;
  void Stop() override;
  void Send(const execution::Request& request) override;
  void FetchBars(const execution::BarsQuery& query, OnPage page, OnDone done) override;
  void FetchBalances(OnBalances done) override;
  void FetchKeyRights(OnKeyRights done) override;

 private:
  struct Download {
    BarDownload bars;
    OnPage page;
    OnDone done;
    net::Timer retry = {};
  };

  Connector(net::Loop& loop, const base::Clock& clock, ConnectorOptions options,
            std::optional<AccountKey> key, RestChannel::Clients http);

  void Tick();
  base::UnixNanos NextTimer(base::UnixNanos now);
  base::Result<std::vector<MarketFeed>> FeedsOf(const execution::ConnectorPlan& plan) const;
  base::Result<MarketFeed> SpotFeed(const execution::Subscription& wanted) const;
  void MakeMarkets(const std::vector<MarketFeed>& feeds, const net::Url& at);
  void MakeAccount();
  // ---- Requests.
  /// What may not be late: now, stamped with `stamp`, or not at all.
  void SendAtOnce(const execution::Request& request, const Call& call, base::UnixNanos stamp);
  void SendOverWebSocket(const execution::Request& request, const Call& call, base::UnixNanos stamp,
                         net::Urgency urgency);
  void OnReply(const execution::Request& request, const net::HttpReply& reply);
  void Say(execution::VenueEvent event);
  void SayAll();
  // ---- The account.
  void OnAccountState(bool up, const std::string& why);
  base::Status OnAccountEvent(const AccountEvent& event);
  // ---- The clock, the limits, the state.
  void AskTime();
  void OnTime(const net::HttpReply& reply, base::UnixNanos sent);
  void OnInstrumentsReply(const net::HttpReply& reply, const std::vector<core::Symbol>& symbols,
                          const OnInstruments& done);
  void LearnLimits(const std::vector<RateLimit>& limits, const net::HttpResponse& response);
  execution::ConnectorStatus StatusNow();
  void TellStatus();
  // ---- Histories.
  void NextPage(uint64_t id);
  void OnBarsReply(uint64_t id, const net::HttpReply& reply, base::UnixNanos sent);
  void EndDownload(uint64_t id, base::Status status);

  ConnectorOptions options_;
  VenueDesk desk_;
  RestChannel rest_;
  RestParser parser_;
  std::vector<SymbolRules> rules_;  // of all pairs that were fetched
  execution::ConnectorListener* listener_ = nullptr;
  std::vector<std::unique_ptr<MarketChannel>> markets_;
  std::unique_ptr<OrderGateway> gateway_;
  std::unique_ptr<AccountChannel> account_;
  bool account_up_ = false;
  bool stopped_ = false;

  std::vector<execution::VenueEvent> unsaid_;  // posted
  std::map<uint64_t, Download> downloads_;
  uint64_t last_download_ = 0;

  bool asking_time_ = false;
  int times_wanted_ = 0;  // samples of a burst that are still to be taken
  base::UnixNanos ask_time_at_ = base::kBeginningOfTime;
  base::Duration time_retry_ = base::Seconds(1);
  execution::ConnectorStatus told_;
  net::Timer tick_;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace keel::venues::binance
