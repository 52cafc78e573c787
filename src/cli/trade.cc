// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "base/json.h"
#include "base/os/cores.h"
#include "base/paced_clock.h"
#include "base/text.h"
#include "cli/backtest_request.h"
#include "cli/exchange_pace.h"
#include "cli/serve/desk_host.h"
#include "cli/session_folder.h"
#include "cli/session_settings.h"
#include "cli/table_thread.h"
#include "cli/trade_driver.h"
#include "cli/trade_venue.h"
#include "cli/verbs.h"
#include "cli/version.h"
#include "strategies/feature_registry.h"
#include "strategies/registry.h"

namespace keel::cli {
namespace {

constexpr int64_t kUsualHistory = INT64_MIN;  // as the timeframe makes sensible
constexpr int64_t kAnyCore = INT64_MIN;

class TradeVerb final : public Verb {
 public:
  std::string_view name() const override { return "trade"; }
  std::string_view summary() const override {
    return "trades on paper, at a simulated exchange, a testnet or for real; journalled, "
           "restartable";
  }
  std::string_view group() const override { return "run"; }

  void Declare(Options& options) override {
    BacktestRequest& r = request_;
    options.List("-s,--strategy", &r.strategies, "strategies to run, each in the same account");
    options.Repeated("--param", &r.params,
                     "name=value, or strategy.name=value where several strategies run");
    options.List("-p,--pairs", &r.pairs, "the pairs");
    options.OptionalText("-t,--timeframe", &r.timeframe, "bars that the strategies see (1m to 1M)");
    options.OptionalText("--venue", &r.venue, "whose protocol (default binance)");
    options.OptionalText("--risk-profile", &r.risk_profile,
                         "fund (default), research, or live (default of --live)");
    place_.Declare(options);
    options.Text("--session", &name_, "name of the session; it goes on where it ended (default)");
    options.Whole("--history-days", &history_days_,
                  "days that strategies learn from before a new session (30; 120 for bars of "
                  "an hour or longer)");
    options.Text("--on-stop", &on_stop_,
                 "what becomes of it when it is stopped: leave (default), cancel, flatten");
    options.Flag("--no-watchdog", &no_watchdog_,
                 "starts no process that cancels the orders when this one hangs or dies");
    options.Whole("--core", &core_,
                  "core of the machine that the trading thread has to itself: everything else of "
                  "the session stays off it");
    options.OptionalText("--serve", &serve_,
                         "serves the desk on this port of 127.0.0.1; 0 takes a free one");
    options.OptionalText("--alert-webhook", &webhook_,
                         "address that alerts are posted to (or in KEEL_ALERT_WEBHOOK)");
  }

  base::Status Run(Session& session) override {
    TRY(const TradeMode mode, ModeOf(place_));
    TRY(TradeOptions options, MakeOptions(session, mode));
    TRY(LeaveCore(&options));
    TRY(CheckTradeVenue(session, place_, mode, name_, options.live.settings));
    // Only a simulated exchange has a pace of its own.
    ExchangePace pace{session.clock->now()};
    if (!place_.url.empty()) {
      TRY(pace, AskPace(*session.clock, place_.url));
    }
    const base::PacedClock clock(*session.clock, pace.origin, pace.speed);
    options.clock = &clock;
    options.desk.pace = pace;
    options.status_every = base::Seconds(10 * pace.speed);
    TradePlace place{mode, name_, options.folder, clock};
    // What is a second to the exchange is a few milliseconds to the network.
    if (pace.speed > 1) place.receive_window = base::Seconds(60);
    options.live.link.receive_window = place.receive_window;
    options.live.link.answer_patience =
        std::max(options.live.link.answer_patience, place.receive_window);
    std::unique_ptr<DeskThread> desk;
    if (serve_) {
      TRY(const uint16_t port, PortOf(*serve_));
      auto served = Serve(session, mode, options, port);
      // A desk is for looking; positions need their session.
      if (!served) session.note("there is no desk: " + served.error().message);
      if (served) desk = *std::move(served);
    }
    net::Loop loop(pace.speed);
    TRY(const auto venue, OpenTradeVenue(session, loop, place_, place, options.live.settings));
    const engine::Registry registry{strategies::All(), strategies::AllFeatures()};
    TableThread tables(options.folder);
    TradeDriver driver(session, loop, *venue, std::move(options));
    base::Status ran = driver.Run(registry);
    if (const base::Status kept = tables.Finish(); !kept) session.note(kept.error().message);
    if (!ran && driver.session() == nullptr && ran.error().code == base::ErrorCode::kIo) {
      ran.error().message += WhatIfUnreachable(mode, place_);
    }
    TRY(ran);
    session.print(session.json ? AsJson(*driver.session(), driver.in_step())
                               : AsText(*driver.session()));
    return {};
  }

 private:
  base::Result<TradeOptions> MakeOptions(Session& session, TradeMode mode) const {
    for (const char c : name_) {
      const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
      if (!plain) {
        return base::Fail(base::ErrorCode::kUsage,
                          "--session " + name_ + ": a name has letters, digits, '-' and '_' only");
      }
    }
    if ((history_days_ < 0 && history_days_ != kUsualHistory) || history_days_ > 3650) {
      return base::Fail(base::ErrorCode::kUsage,
                        fmt::format("--history-days is 0 to 3650, not {}", history_days_));
    }
    BacktestRequest request = request_;
    TRY(ChooseProfile(mode, session, &request));
    // A configuration names whose stored bars a backtest reads; that need be no exchange.
    if (!request.venue) request.venue = "binance";
    const storage::Catalog catalog(session.data_dir);
    TRY(Config config, ResolveBacktest(request, session, catalog));
    TradeOptions options;
    options.live.settings = std::move(config.settings);
    options.live.code_version = std::string(KeelVersion());
    options.live.configuration = SettingsText(options.live.settings);
    TRY(const auto timeframe, core::Timeframe::Parse(options.live.settings.timeframe));
    const bool is_coarse = timeframe.period() >= base::Hours(1);
    options.history = base::Days(history_days_ != kUsualHistory ? history_days_
                                 : is_coarse                    ? 120
                                                                : 30);
    options.folder = SessionPath(session, name_);
    TRY(options.on_stop, PolicyOf(on_stop_));
    options.desk = MakeDesk(session, mode, options.folder);
    return options;
  }

  /// From here on, and so whatever begins later but the trading thread.
  base::Status LeaveCore(TradeOptions* options) const {
    if (core_ == kAnyCore) return {};
    options->core = core_;
    const base::Status left = base::os::StayOff(core_);
    if (!left) return base::Wrap(left.error(), "--core");
    return {};
  }

  base::Result<std::unique_ptr<DeskThread>> Serve(const Session& session, TradeMode mode,
                                                  const TradeOptions& options,
                                                  uint16_t port) const {
    DeskRequest request;
    request.home = session.home;
    request.environment = session.environment;
    request.working_directory = session.working_directory;
    request.session_name = name_;
    request.session_folder = options.folder;
    request.mode = ToString(mode);
    request.venue = options.live.settings.venue;
    request.venue_url = place_.url;
    request.testnet = mode == TradeMode::kTestnet;
    request.port = port;
    TRY(auto desk, DeskThread::Start(std::move(request)));
    session.note("the desk is at " + desk->host().url());
    if (desk->host().needs_setup()) {
      session.note("it has no users yet: make the first admin there, with the token in " +
                   session.home + "/setup-token");
    }
    return desk;
  }

  static base::Result<uint16_t> PortOf(const std::string& text) {
    uint16_t port = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, port);
    if (error == std::errc{} && stopped == end) return port;
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("--serve is a port, 0 to 65535, not \"{}\"", text));
  }

  static base::Result<StopPolicy> PolicyOf(const std::string& text) {
    if (text == "leave") return StopPolicy::kLeave;
    if (text == "cancel") return StopPolicy::kCancel;
    if (text == "flatten") return StopPolicy::kFlatten;
    const std::vector<std::string> names = {"leave", "cancel", "flatten"};
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("--on-stop is leave, cancel or flatten, not \"{}\"{}", text,
                                  base::DidYouMean(text, names)));
  }

  OperatorOptions MakeDesk(const Session& session, TradeMode mode,
                           const std::string& folder) const {
    OperatorOptions desk;
    desk.session = name_;
    desk.folder = folder;
    const auto variable = session.environment.find(kWebhookVariable);
    const bool is_set = variable != session.environment.end();
    desk.alert_webhook = webhook_.value_or(is_set ? variable->second : "");
    // On paper nothing fills while this process is away: there is nothing to cancel.
    if (no_watchdog_ || mode == TradeMode::kPaper) return desk;
    desk.watched.emplace();
    desk.watched->venue = request_.venue.value_or("binance");
    desk.watched->url = place_.url;
    desk.watched->testnet = mode == TradeMode::kTestnet;
    return desk;
  }

  static std::string AsText(const engine::LiveSession& session) {
    const engine::Account& account = session.account();
    std::string text = fmt::format("orders {}, equity {}\n", account.orders.entries().size(),
                                   account.ledger.equity().ToString());
    for (const core::Instrument& pair : session.universe().instruments()) {
      const core::Quantity held = account.ledger.position(pair.id);
      if (!held.is_zero()) text += fmt::format("{} {}\n", pair.symbol.base, held.ToString());
    }
    return text;
  }
  static std::string AsJson(const engine::LiveSession& session, bool in_step) {
    const engine::Account& account = session.account();
    base::JsonWriter json;
    json.BeginObject().Key("orders").Number(static_cast<int64_t>(account.orders.entries().size()));
    json.Key("open_orders").Number(static_cast<int64_t>(session.link().open_orders()));
    json.Key("equity").String(account.ledger.equity().ToString());
    json.Key("in_step").Bool(in_step);
    json.Key("unprotected_seconds").Number(session.unprotected().seconds());
    json.Key("positions").BeginObject();
    for (const core::Instrument& pair : session.universe().instruments()) {
      json.Key(pair.symbol.ToString()).String(account.ledger.position(pair.id).ToString());
    }
    json.EndObject().Key("balances").BeginObject();
    for (uint16_t i = 0; i < session.universe().currencies().size(); ++i) {
      json.Key(session.universe().code({i})).String(account.ledger.balance({i}).ToString());
    }
    json.EndObject().EndObject();
    return json.Take() + "\n";
  }

  BacktestRequest request_;
  TradeVenueRequest place_;
  std::string name_ = "default";
  int64_t history_days_ = kUsualHistory, core_ = kAnyCore;
  std::string on_stop_ = "leave";
  bool no_watchdog_ = false;
  std::optional<std::string> serve_;
  std::optional<std::string> webhook_;
};

}  // namespace

std::unique_ptr<Verb> MakeTrade() { return std::make_unique<TradeVerb>(); }

}  // namespace keel::cli
