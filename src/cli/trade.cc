// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <cctype>

#include "base/json.h"
#include "base/paced_clock.h"
#include "base/text.h"
#include "cli/backtest_request.h"
#include "cli/exchange_pace.h"
#include "cli/session_folder.h"
#include "cli/session_settings.h"
#include "cli/table_thread.h"
#include "cli/trade_driver.h"
#include "cli/verbs.h"
#include "cli/version.h"
#include "net/url.h"
#include "strategies/feature_registry.h"
#include "strategies/registry.h"

namespace keel::cli {
namespace {

class TradeVerb final : public Verb {
 public:
  std::string_view name() const override { return "trade"; }
  std::string_view summary() const override {
    return "trades at a simulated exchange (keel exchange), journalled and restartable";
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
    options.OptionalText("--risk-profile", &r.risk_profile, "fund (default) or research");
    options.Text("--venue-url", &url_, "where the exchange is: http://127.0.0.1:9080");
    options.Text("--session", &name_, "name of the session; it goes on where it ended (default)");
    options.Whole("--history-days", &history_days_,
                  "days that strategies learn from before a new session (30)");
    options.Text("--on-stop", &on_stop_,
                 "what becomes of it when it is stopped: leave (default), cancel, flatten");
    options.Flag("--no-watchdog", &no_watchdog_,
                 "starts no process that cancels the orders when this one hangs or dies");
    options.OptionalText("--alert-webhook", &webhook_,
                         "address that alerts are posted to (or in KEEL_ALERT_WEBHOOK)");
  }

  base::Status Run(Session& session) override {
    if (url_.empty()) {
      return base::Fail(base::ErrorCode::kUnsupported,
                        "this version trades at the simulated exchange only: start `keel exchange` "
                        "and say where it is with --venue-url http://127.0.0.1:9080");
    }
    TRY(CheckUrl());
    TRY(const venues::VenueSpec* spec, venues::Find(request_.venue.value_or("binance")));
    TRY(TradeOptions options, MakeOptions(session));
    venues::VenueAccess access;
    access.url = url_;
    TRY(access.key, SecretFrom(session, spec->key_variable));
    TRY(access.secret, SecretFrom(session, spec->secret_variable));
    TRY(const ExchangePace pace, AskPace(*session.clock, url_));
    const base::PacedClock clock(*session.clock, pace.origin, pace.speed);
    options.clock = &clock;
    options.desk.pace = pace;
    options.status_every = base::Seconds(10 * pace.speed);
    // What is a second to the exchange is a few milliseconds to the network.
    if (pace.speed > 1) access.receive_window = base::Seconds(60);
    options.live.link.receive_window = access.receive_window;
    options.live.link.answer_patience =
        std::max(options.live.link.answer_patience, access.receive_window);
    access.seed = static_cast<uint64_t>(session.clock->now().ns);
    net::Loop loop(pace.speed);
    TRY(const auto venue, spec->open(loop, clock, std::move(access)));
    const engine::Registry registry{strategies::All(), strategies::AllFeatures()};
    TableThread tables(options.folder);
    TradeDriver driver(session, loop, *venue, std::move(options));
    const base::Status traded = driver.Run(registry);
    if (const base::Status kept = tables.Finish(); !kept) session.note(kept.error().message);
    TRY(traded);
    session.print(session.json ? AsJson(*driver.session(), driver.in_step())
                               : AsText(*driver.session()));
    return {};
  }

 private:
  /// Real exchanges are elsewhere: with play money alone, nothing that is wrong here costs
  /// anything.
  base::Status CheckUrl() const {
    TRY(const net::Url url, net::ParseUrl(url_));
    if (url.origin.host == "127.0.0.1" || url.origin.host == "localhost" ||
        url.origin.host == "::1")
      return {};
    return base::Fail(
        base::ErrorCode::kUnsupported,
        fmt::format("--venue-url {}: this version trades at a simulated exchange on this "
                    "machine only, as http://127.0.0.1:9080",
                    url_));
  }

  base::Result<TradeOptions> MakeOptions(Session& session) const {
    for (const char c : name_) {
      const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
      if (!plain) {
        return base::Fail(base::ErrorCode::kUsage,
                          "--session " + name_ + ": a name has letters, digits, '-' and '_' only");
      }
    }
    if (history_days_ < 0 || history_days_ > 3650) {
      return base::Fail(base::ErrorCode::kUsage,
                        fmt::format("--history-days is 0 to 3650, not {}", history_days_));
    }
    BacktestRequest request = request_;
    if (!request.risk_profile && session.config_files.empty()) request.risk_profile = "fund";
    const storage::Catalog catalog(session.data_dir);
    TRY(Config config, ResolveBacktest(request, session, catalog));
    TRY(CheckStrategies(config.settings));
    TradeOptions options;
    options.live.settings = std::move(config.settings);
    options.live.code_version = std::string(KeelVersion());
    options.live.configuration = SettingsText(options.live.settings);
    options.history = base::Days(history_days_);
    options.folder = SessionPath(session, name_);
    TRY(options.on_stop, PolicyOf(on_stop_));
    options.desk = MakeDesk(session, options.folder);
    return options;
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

  OperatorOptions MakeDesk(const Session& session, const std::string& folder) const {
    OperatorOptions desk;
    desk.session = name_;
    desk.folder = folder;
    const auto variable = session.environment.find(kWebhookVariable);
    const bool is_set = variable != session.environment.end();
    desk.alert_webhook = webhook_.value_or(is_set ? variable->second : "");
    if (no_watchdog_) return desk;
    desk.watched.emplace();
    desk.watched->venue = request_.venue.value_or("binance");
    desk.watched->url = url_;
    return desk;
  }

  /// Orders that cancel each other (OCO) are kept by nobody yet where the exchange has no such
  /// group: what relies on them would hold a position without its stop.
  static base::Status CheckStrategies(const engine::BacktestSettings& settings) {
    for (const engine::StrategySettings& strategy : settings.strategies) {
      if (strategy.name != "breakout" && strategy.name != "panic_buying") continue;
      return base::Fail(base::ErrorCode::kUnsupported,
                        strategy.name +
                            " guards its positions by orders that cancel each other, "
                            "which `trade` cannot keep yet: choose another strategy");
    }
    return {};
  }

  static base::Result<base::Secret> SecretFrom(const Session& session, const std::string& name) {
    const auto at = session.environment.find(name);
    if (at == session.environment.end() || at->second.empty()) {
      return base::Fail(base::ErrorCode::kUsage,
                        name + " is not set: `keel exchange` prints keys to put there");
    }
    return base::Secret(at->second);
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
  std::string url_;
  std::string name_ = "default";
  int64_t history_days_ = 30;
  std::string on_stop_ = "leave";
  bool no_watchdog_ = false;
  std::optional<std::string> webhook_;
};

}  // namespace

std::unique_ptr<Verb> MakeTrade() { return std::make_unique<TradeVerb>(); }

}  // namespace keel::cli
