// SPDX-License-Identifier: MIT
#include "server/desk_server.h"

#include <fmt/format.h>

#include "server/desk/access_routes.h"
#include "server/desk/alarms.h"
#include "server/desk/alert_routes.h"
#include "server/desk/metrics.h"
#include "server/http/metrics_text.h"
#include "server/http/openapi.h"
#include "server/http/router.h"
#include "server/http/served_names.h"
#include "server/stream/stream_door.h"

namespace keel::server {
namespace {

constexpr base::Duration kLook = base::Milliseconds(100);    // between two looks at the journal
constexpr base::Duration kAsk = base::Seconds(1);            // between two questions for the status
constexpr base::Duration kMarket = base::Milliseconds(250);  // between two pictures of the market
constexpr size_t kMostRecords = 5'000;                       // of one look
constexpr std::string_view kStream = "/api/v1/stream";

bool IsLoopback(std::string_view address) {
  return address == "127.0.0.1" || address == "::1" || address == "localhost";
}

base::Status CheckAddress(const DeskOptions& options) {
  if (IsLoopback(options.address) || options.tls || options.behind_proxy) return {};
  return base::Fail(base::ErrorCode::kUsage,
                    fmt::format("{} can be reached by others: give --tls-cert and --tls-key, or "
                                "--behind-proxy where a proxy does TLS",
                                options.address));
}

net::ServerOptions OptionsFor(const DeskOptions& desk) {
  net::ServerOptions options;
  options.address = desk.address;
  options.port = desk.port;
  options.tls = desk.tls;
  options.max_body_bytes = size_t{1} << 20;
  options.refusal_headers = SecurityHeaders(desk.tls.has_value());
  options.max_connections = 2'000;
  options.max_connections_per_address = 1'200;
  options.max_queued_bytes = size_t{2} << 20;  // snapshots of all channels of ten pairs fit
  return options;
}

ServedAt PlaceOf(const DeskOptions& desk, uint16_t port) {
  return {desk.address, port, desk.tls.has_value(), desk.behind_proxy, desk.allowed_hosts};
}

// Probes come by whatever address they know, and are told nothing that is worth a trick.
bool IsProbe(std::string_view path) { return path == "/health" || path == "/ready"; }

std::string_view PathOf(const net::ServerRequest& request) {
  return std::string_view(request.target).substr(0, request.target.find('?'));
}

net::HttpResponse Json(std::string body) {
  return {
      .status = 200, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

}  // namespace

struct DeskServer::State {
  State(net::Loop& on, const base::Clock& time, Access& who, DeskOptions wanted)
      : loop(on),
        clock(time),
        access(who),
        options(std::move(wanted)),
        desk{.about = options.about,
             .replica = {options.about.name, storage::OpenJournalFolder(options.session_folder),
                         options.read_settings},
             .door = {on, options.session_folder, options.about.name},
             .hub = StreamHub(static_cast<uint64_t>(time.now().ns / base::Milliseconds(1).ns)),
             .market = nullptr,
             .status = {},
             .holdings = {},
             .risk = {},
             .figures = RiskBoard(on),
             .lab = LabRoom(on, options.data_folder),
             .storage = StorageWatch(options.session_folder),
             .clock = time,
             .started = time.now(),
             .registry = options.registry} {}

  base::Status Listen() {
    if (options.market) {
      desk.market = std::make_unique<MarketWatch>(loop, clock, std::move(options.market));
      desk.market->on_trade = [this](const std::string& pair, const TradeView& trade) {
        const std::string channel = "trades:" + pair;
        if (!desk.hub.knows(channel)) return;
        desk.hub.Publish(channel, base::ToJson(std::vector<TradeView>{trade}), clock.now());
      };
    }
    TRY(CheckPolicy(options.webhooks.policy));
    desk.alarms = std::make_unique<Alarms>(loop, desk, access.home(), options.webhooks);
    DeclareChannels(desk);
    stream = std::make_unique<StreamDoor>(
        loop, desk.hub,
        [this](const std::string& ticket, const std::string& peer) -> std::optional<Identity> {
          auto who = access.RedeemTicket(ticket, peer);
          return who ? std::optional(*std::move(who)) : std::nullopt;
        },
        clock);
    router = std::make_unique<Router>(AllRoutes(), DoorkeeperOf(access), clock);
    openapi = OpenApiOf(router->routes());
    TRY(server, net::Server::Listen(
                    loop, clock, OptionsFor(options),
                    {.on_request = [this](const net::ServerRequest& request,
                                          const net::Respond& respond) { Carry(request, respond); },
                     .on_upgrade = [this](const net::ServerRequest& r) { return Upgrade(r); }}));
    TRY(names, ServedNames::Of(PlaceOf(options, server->port())));
    Look();
    Ask();
    ShowMarket();
    return {};
  }

  Routes AllRoutes() {
    Routes all;
    const auto add = [&all](Routes routes) {
      for (Route& route : routes) all.push_back(std::move(route));
    };
    add(SessionRoutes(desk));
    add(StrategyRoutes(desk));
    add(RiskRoutes(desk));
    add(RiskFigureRoutes(desk));
    add(ConfigRoutes(desk));
    add(ListRoutes(desk));
    add(ParentRoutes(desk));
    add(MarketRoutes(desk));
    add(OrderRoutes(desk));
    add(LabRoutes(desk));
    add(OptionRoutes(desk));
    add(SignalRoutes(desk));
    add(ActRoutes(desk));
    add(AlertRoutes(access, desk));
    add(AccessRoutes(access, desk));
    if (options.more_routes) add(options.more_routes(desk));
    return all;
  }

  void Carry(const net::ServerRequest& request, const net::Respond& respond) {
    const net::Respond guarded = [respond, tls = request.over_tls](net::HttpResponse response) {
      AddSecurityHeaders(tls, &response);
      respond(std::move(response));
    };
    const std::string_view path = PathOf(request);
    const auto misdirected = IsProbe(path) ? std::nullopt : names.Refusal(request);
    if (misdirected) return guarded(ToResponse(*misdirected));
    if (path.starts_with("/api/v1/")) return router->Carry(request, guarded);
    if (!OnlyLooks(request)) return guarded(NotAllowed());
    if (path == "/openapi.json") return guarded(Json(openapi));
    if (path == "/health") return guarded(Json(R"({"status":"up"})"));
    if (path == "/ready") return guarded(Ready());
    if (path == "/metrics") return guarded(Metrics(request));
    guarded(ServeAsset(options.assets, request));
  }

  net::HttpResponse Ready() const {
    if (desk.status && desk.status->in_step) return Json(R"({"status":"ready"})");
    return ToResponse({503, desk.status ? "the session is not in step with its venue"
                                        : "the session does not run or does not answer"});
  }

  net::HttpResponse Metrics(const net::ServerRequest& request) {
    const auto who = router->LookAs(Role::kViewer, request);
    if (!who) return ToResponse(who.error());
    net::HttpResponse response{
        .status = 200,
        .headers = {{"Content-Type", std::string(MetricsText::kContentType)}},
        .body = MetricsOf(desk, *router)};
    AskRisk(desk, who->audited(), [](const auto&) {});  // for the next time
    return response;
  }

  net::Upgrade Upgrade(const net::ServerRequest& request) {
    net::Upgrade upgrade;
    if (const auto misdirected = names.Refusal(request)) {
      upgrade.refusal = ToResponse(*misdirected);
    } else if (PathOf(request) == kStream) {
      upgrade = stream->Admit(request);
    } else {
      upgrade.refusal = ToResponse({404, "the stream is at /api/v1/stream"});
    }
    AddSecurityHeaders(request.over_tls, &upgrade.refusal);
    upgrade.headers = SecurityHeaders(request.over_tls);
    return upgrade;
  }

  void Look() {
    const auto news = desk.replica.Look(kMostRecords);
    if (news && !news->empty()) PublishNews(desk, *news);
    if (news && desk.market && !market_begun && !desk.replica.pairs().empty()) BeginMarket();
    // What failed is told where it is asked for: /system.
    look = loop.After(kLook, [this] { Look(); });
  }

  void BeginMarket() {
    std::vector<core::Symbol> symbols;
    for (const auto& pair : desk.replica.pairs()) {
      if (const auto symbol = core::ParseSymbol(pair.symbol)) symbols.push_back(*symbol);
    }
    market_begun = true;
    desk.market->Begin(std::move(symbols));
  }

  void Ask() {
    if (!is_asking) AskSession();
    desk.storage.Look(clock.now());
    desk.alarms->Tick();
    access.Sweep();
    desk.about.needs_setup = access.needs_setup();
    ask = loop.After(kAsk, [this] { Ask(); });
  }

  // One question after the other: a session that hangs is not asked a hundred times when it wakes.
  void AskSession() {
    is_asking = true;
    engine::ControlRequest request;
    request.ask = "status";
    desk.door.Ask<engine::StatusView>(request, [this](base::Result<engine::StatusView> told) {
      desk.status = told ? std::optional(*std::move(told)) : std::nullopt;
      PublishStatus(desk);
    });
    AskWork();
    request.ask = "positions";
    desk.door.Ask<engine::PositionsView>(request, [this](base::Result<engine::PositionsView> told) {
      desk.holdings = told ? std::optional(*std::move(told)) : std::nullopt;
      is_asking = false;
    });
  }

  // Only while an algorithm is at work: there is nothing to tell else.
  void AskWork() {
    if (!HasOpenParent(desk.replica)) return desk.large_orders.clear();
    engine::ControlRequest request;
    request.ask = "orders";
    desk.door.Ask<engine::OrdersView>(request, [this](base::Result<engine::OrdersView> told) {
      desk.large_orders =
          told ? std::move(told->large_orders) : std::vector<engine::LargeOrderView>();
      PublishParents(desk);
    });
  }

  void ShowMarket() {
    PublishMarket(desk);
    show = loop.After(kMarket, [this] { ShowMarket(); });
  }

  net::Loop& loop;
  const base::Clock& clock;
  Access& access;
  DeskOptions options;
  Desk desk;
  bool market_begun = false, is_asking = false;
  std::unique_ptr<StreamDoor> stream;
  std::unique_ptr<Router> router;
  std::string openapi;
  ServedNames names;
  std::unique_ptr<net::Server> server;
  net::Timer look, ask, show;
};

DeskServer::DeskServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
DeskServer::~DeskServer() = default;
void DeskServer::Revoke(const std::string& session) { state_->stream->Revoke(session); }

base::Result<std::unique_ptr<DeskServer>> DeskServer::Start(net::Loop& loop,
                                                            const base::Clock& clock,
                                                            Access& access, DeskOptions options) {
  TRY(CheckAddress(options));
  auto state = std::make_unique<State>(loop, clock, access, std::move(options));
  TRY(state->Listen());
  return std::unique_ptr<DeskServer>(new DeskServer(std::move(state)));
}

uint16_t DeskServer::port() const { return state_->server->port(); }
Desk& DeskServer::desk() { return state_->desk; }
const Routes& DeskServer::routes() const { return state_->router->routes(); }
void DeskServer::Stop(net::Task done) {
  state_->look.Cancel();
  state_->ask.Cancel();
  state_->show.Cancel();
  state_->server->Stop(base::Seconds(2), std::move(done));
}

}  // namespace keel::server
