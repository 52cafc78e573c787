// SPDX-License-Identifier: MIT
#include "exchange/exchange_server.h"

#include <algorithm>

#include "base/text.h"
#include "exchange/bulk_files.h"
#include "exchange/connections.h"
#include "exchange/rest_door.h"
#include "net/url.h"

namespace keel::exchange {
namespace {

constexpr base::Duration kBeat = base::Milliseconds(100);
constexpr base::Duration kConnectWindow = base::Minutes(5);
constexpr int kMostConnects = 300;  // of one address in that window
constexpr size_t kMostAddresses = 10'000;

net::ServerOptions OptionsFor(const ExchangeServerOptions& wanted) {
  net::ServerOptions options;
  options.address = wanted.host;
  options.port = wanted.port;
  // A reply that a fault loses must not become an answer before any client gives up.
  options.answer_time = base::Minutes(3);
  // A ping after 20 s of silence; Binance cuts after a minute without an answer to it.
  options.websocket_idle_time = base::Seconds(40);
  options.max_queued_bytes = size_t{16} * 1024 * 1024;
  options.max_connections_per_address = 1'000;
  return options;
}

// "/ws/a/b" or "/stream?streams=a/b".
struct StreamTarget {
  bool combined = false;
  std::vector<std::string> streams;
};
std::optional<StreamTarget> ReadTarget(std::string_view target) {
  const size_t mark = target.find('?');
  const std::string_view path = target.substr(0, mark);
  StreamTarget read;
  std::string list;
  if (path == "/stream") {
    read.combined = true;
    const auto query = mark == std::string_view::npos ? base::Result<net::Query>(net::Query{})
                                                      : net::ParseQuery(target.substr(mark + 1));
    if (!query) return std::nullopt;
    list = FindParameter(*query, "streams").value_or("");
  } else if (path == "/ws" || path.starts_with("/ws/")) {
    const auto decoded = net::PercentDecode(path.substr(std::min<size_t>(path.size(), 4)));
    if (!decoded) return std::nullopt;
    list = *decoded;
  } else {
    return std::nullopt;
  }
  for (const std::string_view name : base::Split(list, '/')) {
    if (!name.empty()) read.streams.emplace_back(name);
  }
  return read;
}

}  // namespace

struct ExchangeServer::State {
  State(net::Loop& on_loop, SimulatedExchange& exchange, const KeyRing& keys, VenueClock& clock,
        ExchangeServerOptions wanted)
      : loop(on_loop),
        options(std::move(wanted)),
        parts(loop, exchange, keys, clock, options.seed) {
    parts.disconnect_market = [this] { Disconnect(false); };
    parts.disconnect_user = [this] { Disconnect(true); };
    parts.move_market = options.on_beat;
  }

  // A WebSocket that is open.
  struct Open {
    net::WebSocketSessionPtr session;
    bool is_api = false;
    base::UnixNanos since;
    std::shared_ptr<StreamConnection> streams;
    std::shared_ptr<ApiConnection> api;
  };

  base::Status Listen() {
    TRY(server, net::Server::Listen(
                    loop, wall, OptionsFor(options),
                    {[this](net::ServerRequest request, net::Respond respond) {
                       OnRequest(request, respond);
                     },
                     [this](const net::ServerRequest& request) { return OnUpgrade(request); }}));
    Beat();
    return {};
  }

  void OnRequest(const net::ServerRequest& request, const net::Respond& respond) {
    if (request.target == "/keel/faults") return respond(AnswerFaults(parts, request));
    if (request.target == "/keel/clock") return respond(AnswerClock(parts));
    if (request.target == "/keel/rules") return respond(AnswerRules(parts, request));
    if (request.target == "/keel/transfers") return respond(AnswerTransfer(parts, request));
    if (request.target.starts_with("/data/")) return respond(AnswerBulkFile(parts, request.target));
    AnswerRest(parts, request, respond);
  }

  net::Upgrade OnUpgrade(const net::ServerRequest& request) {
    net::Upgrade upgrade;
    upgrade.refusal = JsonResponse(404, RenderError({-1000, "Path not found."}));
    const bool is_api = request.target == "/ws-api/v3" || request.target.starts_with("/ws-api/v3?");
    const auto target = is_api ? std::nullopt : ReadTarget(request.target);
    if (!is_api && !target) return upgrade;
    if (!AdmitConnect(request.peer)) {
      upgrade.refusal = JsonResponse(
          429, RenderError({-1034, "Too many connections; current limit is 300 per 5 MINUTE."}));
      return upgrade;
    }
    upgrade.open = [this, is_api, target](const net::WebSocketSessionPtr& session) {
      return OpenSession(session, is_api ? nullptr : &*target);
    };
    return upgrade;
  }

  net::WebSocketEvents OpenSession(const net::WebSocketSessionPtr& session,
                                   const StreamTarget* target) {
    const uint64_t id = ++last_connection;
    Open& open = connections[id];
    open.session = session;
    open.is_api = target == nullptr;
    open.since = parts.clock.steady().now();
    net::WebSocketEvents events;
    if (target == nullptr) {
      auto api = open.api = std::make_shared<ApiConnection>(parts, session);
      events.on_message = [api](const net::WebSocketMessage& m) { api->OnMessage(m.text); };
    } else {
      auto streams = open.streams =
          std::make_shared<StreamConnection>(parts, session, target->combined);
      events.on_open = [streams, names = target->streams] { streams->Start(names); };
      events.on_message = [streams](const net::WebSocketMessage& m) { streams->OnMessage(m.text); };
    }
    events.on_close = [this, id](const net::CloseReason&) { connections.erase(id); };
    return events;
  }

  // At most so many handshakes of one address in five minutes.
  bool AdmitConnect(const std::string& peer) {
    const int64_t window = parts.clock.steady().now().ns / kConnectWindow.ns;
    if (window != connect_window || connects.size() >= kMostAddresses) connects.clear();
    connect_window = window;
    return ++connects[peer] <= kMostConnects;
  }

  void Beat() {
    beat = loop.After(kBeat, [this] { Beat(); });
    const base::UnixNanos now = parts.clock.now();
    parts.ForgetFiredTimers();
    if (options.on_beat) options.on_beat(now);
    for (const auto& market : parts.exchange.markets()) market->candles.AdvanceTo(now);
    parts.Tell();
    parts.feed.OnBeat(now);
    CutOld();
  }

  void CutOld() {
    const base::UnixNanos oldest = parts.clock.steady().now() - options.connection_life;
    for (const auto& [id, open] : std::map(connections)) {
      if (open.since < oldest)
        open.session->Close(net::kGoingAway, "the connection has lived its time");
    }
  }

  void Disconnect(bool api) {
    for (const auto& [id, open] : std::map(connections)) {
      if (open.is_api == api) open.session->Close(net::kGoingAway, "disconnected");
    }
  }

  struct WallClock final : base::Clock {
    explicit WallClock(const VenueClock& venue_clock) : venue(venue_clock) {}
    base::UnixNanos now() const override { return venue.wall_now(); }
    const VenueClock& venue;
  };

  net::Loop& loop;
  ExchangeServerOptions options;
  ServerParts parts;
  WallClock wall{parts.clock};
  std::map<uint64_t, Open> connections;
  uint64_t last_connection = 0;
  std::map<std::string, int> connects;
  int64_t connect_window = -1;
  net::Timer beat;
  std::unique_ptr<net::Server> server;  // last: it goes before what it calls
};

base::Result<std::unique_ptr<ExchangeServer>> ExchangeServer::Start(net::Loop& loop,
                                                                    SimulatedExchange& exchange,
                                                                    const KeyRing& keys,
                                                                    VenueClock& clock,
                                                                    ExchangeServerOptions options) {
  auto state = std::make_unique<State>(loop, exchange, keys, clock, std::move(options));
  TRY(state->Listen());
  return std::unique_ptr<ExchangeServer>(new ExchangeServer(std::move(state)));
}

ExchangeServer::ExchangeServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
ExchangeServer::~ExchangeServer() = default;

uint16_t ExchangeServer::port() const { return state_->server->port(); }
ServerParts& ExchangeServer::parts() { return state_->parts; }
size_t ExchangeServer::connections() const { return state_->connections.size(); }

void ExchangeServer::Stop(net::Task done) {
  state_->parts.TellAllAccounts("serverShutdown");
  state_->server->Stop(base::Seconds(2), std::move(done));
}

}  // namespace keel::exchange
