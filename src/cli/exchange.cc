// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <optional>

#include "base/json.h"
#include "base/os/file.h"
#include "cli/config_tree.h"
#include "cli/verbs.h"
#include "exchange/exchange_server.h"
#include "exchange/population.h"
#include "exchange/recorded_market.h"
#include "net/loop.h"
#include "storage/text_file.h"
#include "venues/registry.h"

namespace keel::cli {
namespace {

using base::ErrorCode;

constexpr base::Duration kLook = base::Milliseconds(100);  // between two looks at Ctrl-C
constexpr base::Duration kRate = base::Seconds(12);        // what trades are counted over
constexpr int64_t kLooksARate = kRate / kLook;

/// The exchange and everybody who trades on it, without a socket.
struct Venue {
  std::unique_ptr<exchange::SimulatedExchange> exchange;
  std::unique_ptr<exchange::Population> population;
  std::vector<std::unique_ptr<exchange::RecordedMarket>> tapes;  ///< in its place
  exchange::AccountId account = 0;

  void Step(base::UnixNanos now) const {
    if (population) population->Step(now);
    for (const auto& tape : tapes) tape->Step(now);
  }
};

class ExchangeVerb final : public Verb {
 public:
  std::string_view name() const override { return "exchange"; }
  std::string_view summary() const override {
    return "runs a simulated exchange that speaks Binance spot: REST, streams, WebSocket API";
  }
  std::string_view group() const override { return "run"; }
  void Declare(Options& options) override {
    options.List("-p,--pairs", &pairs_, "listed pairs (default: the ten of examples/fund.toml)");
    options.Text("--host", &host_, "address to serve on (default 127.0.0.1)");
    options.Whole("--port", &port_, "port to serve on; 0 takes a free one (default 9080)");
    options.Whole("--speed", &speed_, "seconds of market in a second, 1 to 3600 (default 1)");
    options.OptionalText("--start", &start_,
                         "what time it is there at first: where nobody else trades, the same seed "
                         "and speed then have the same market (default: now)");
    options.Whole("--history-days", &history_days_,
                  "days of candles before the start, 1 to 365 (default 120)");
    options.Text("--maker-fee-bps", &maker_fee_bps_, "fee of what rested (default 10)");
    options.Text("--taker-fee-bps", &taker_fee_bps_, "fee of what took (default 10)");
    options.OptionalText("--fee-coin", &fee_coin_,
                         "a listed coin in which fees are paid at three quarters while enough of "
                         "it is there, as BNB (default: in what is received)");
    options.Repeated("--deposit", &deposits_,
                     "ASSET=AMOUNT of the test account (default USDT=100000)");
    options.List("--replay", &replay_,
                 "recorded streams of Binance, plain or gzip, one for each of -p, that make the "
                 "market in the place of invented traders");
    options.Flag("--loop", &loop_, "begins the recordings again when they end");
    options.OptionalText("--faults", &faults_, "TOML file with [[fault]] tables");
  }

  base::Status Run(Session& session) override {
    TRY(Check());
    TRY(const auto faults, ReadFaults(session));
    TRY(const auto start, Start());
    exchange::VenueClock clock = MakeClock(*session.clock, start);
    // The market begins where it was told to, not where the clock is by now.
    TRY(const Venue venue, Build(session, start.value_or(clock.now())));
    exchange::KeyRing keys;
    const uint64_t seed = session.seed.value_or(1);
    const exchange::TestKeys test_keys = keys.AddTestKeys(seed, venue.account);
    net::Loop loop;
    TRY(const auto server,
        exchange::ExchangeServer::Start(loop, *venue.exchange, keys, clock,
                                        {host_, static_cast<uint16_t>(port_), seed,
                                         [&venue](base::UnixNanos now) { venue.Step(now); }}));
    for (const exchange::FaultRule& fault : faults) server->parts().AddFault(fault);
    session.print(session.json ? AsJson(*server, *venue.exchange, test_keys)
                               : AsText(*server, *venue.exchange, test_keys));
    Serve(loop, *server, session);
    session.note(fmt::format("stopped after {} trades and {} requests; nothing is kept",
                             server->parts().trades_told, server->parts().requests));
    return {};
  }

 private:
  static std::vector<std::string> DefaultPairs() {
    return {"BTC/USDT", "ETH/USDT",  "BNB/USDT",  "SOL/USDT",  "XRP/USDT",
            "ADA/USDT", "DOGE/USDT", "AVAX/USDT", "LINK/USDT", "LTC/USDT"};
  }
  static std::vector<std::string> DefaultDeposits() { return {"USDT=100000"}; }

  base::Status Check() const {
    const auto bad = [](std::string what) {
      return base::Fail(ErrorCode::kUsage, std::move(what));
    };
    if (port_ < 0 || port_ > 65'535) return bad(fmt::format("--port is 0 to 65535, not {}", port_));
    if (speed_ < 1 || speed_ > 3'600)
      return bad(fmt::format("--speed is 1 to 3600, not {}", speed_));
    if (history_days_ < 1 || history_days_ > 365) {
      return bad(fmt::format("--history-days is 1 to 365, not {}", history_days_));
    }
    if (!replay_.empty() && replay_.size() != pairs_.size()) {
      return bad(
          fmt::format("{} recordings and {} pairs: name the pair of each recording with -p, "
                      "in the order of the files",
                      replay_.size(), pairs_.size()));
    }
    if (loop_ && replay_.empty()) return bad("--loop is about the recordings of --replay");
    return {};
  }

  base::Result<std::optional<base::UnixNanos>> Start() const {
    if (!start_) return std::nullopt;
    if (speed_ == 1) {
      return base::Fail(
          ErrorCode::kUsage,
          "--start needs a --speed above 1: at 1 the time is this machine's, as it is "
          "at a real exchange");
    }
    const auto start = base::ParseTime(*start_);
    if (!start) return base::Wrap(start.error(), "--start");
    if (*start < base::ParseTime("2010-01-01").value() ||
        *start >= base::ParseTime("2100-01-01").value()) {
      return base::Fail(ErrorCode::kUsage,
                        fmt::format("--start is from 2010 until 2099, not {}", *start_));
    }
    return *start;
  }

  exchange::VenueClock MakeClock(const base::Clock& wall,
                                 std::optional<base::UnixNanos> start) const {
    if (!start) return {wall, speed_};
    return {wall, speed_, *start};
  }

  base::Result<std::vector<exchange::FaultRule>> ReadFaults(const Session& session) const {
    std::vector<exchange::FaultRule> faults;
    if (!faults_) return faults;
    const std::string path = PathFrom(session, *faults_);
    TRY(const std::string text, base::os::ReadFile(path));
    TRY(const ConfigNode tree, ParseToml(text, *faults_));
    const ConfigNode* list = tree.Find("fault");
    if (list == nullptr || list->kind != ConfigNode::Kind::kList || tree.items.size() != 1) {
      return base::Fail(ErrorCode::kUsage, *faults_ +
                                               " has to hold [[fault]] tables and nothing "
                                               "else; docs/exchange.md has an example");
    }
    for (const ConfigNode& node : list->items) {
      base::JsonWriter json;
      WriteConfigJson(node, json);
      TRY(const auto value, base::ParseJson(json.text()));
      auto fault = exchange::ReadFault(value);
      if (!fault) return base::Wrap(std::move(fault).error(), node.origin);
      faults.push_back(std::move(*fault));
    }
    return faults;
  }

  base::Result<exchange::FeeRates> Fees() const {
    exchange::FeeRates fees;
    fees.coin = fee_coin_.value_or("");
    const auto read = [](const std::string& option,
                         const std::string& text) -> base::Result<core::Decimal> {
      const auto bps = core::Decimal::Parse(text);
      if (bps && !bps->is_negative() && *bps <= core::Decimal::FromInt(1'000)) {
        return MulDiv(*bps, core::Decimal::FromInt(1), core::Decimal::FromInt(10'000),
                      core::Rounding::kHalfEven);
      }
      return base::Fail(ErrorCode::kUsage,
                        fmt::format("{} is 0 to 1000 basis points, as 7.5, not {}", option, text));
    };
    TRY(fees.maker, read("--maker-fee-bps", maker_fee_bps_));
    TRY(fees.taker, read("--taker-fee-bps", taker_fee_bps_));
    return fees;
  }

  base::Result<Venue> Build(const Session& session, base::UnixNanos now) const {
    TRY(const exchange::FeeRates fees, Fees());
    std::vector<core::Symbol> pairs;
    for (const std::string& pair : pairs_.empty() ? DefaultPairs() : pairs_) {
      TRY(pairs.emplace_back(), core::ParseSymbol(pair));
    }
    if (!replay_.empty()) return BuildRecorded(session, pairs, fees, now);
    TRY(auto cast, exchange::MakeCast(pairs));
    Venue venue;
    TRY(venue.exchange, exchange::SimulatedExchange::Make(cast.listings, fees));
    venue.account = venue.exchange->OpenAccount(exchange::Membership::kClient);
    TRY(Deposit(venue, now));
    venue.population = std::make_unique<exchange::Population>(
        *venue.exchange, std::move(cast),
        exchange::PopulationOptions{.seed = session.seed.value_or(1),
                                    .history_days = history_days_,
                                    .step = exchange::StepAt(speed_)},
        now);
    venue.population->Step(now);
    return venue;
  }

  base::Result<Venue> BuildRecorded(const Session& session, const std::vector<core::Symbol>& pairs,
                                    const exchange::FeeRates& fees, base::UnixNanos now) const {
    TRY(const venues::VenueSpec* binance, venues::Find("binance"));
    std::vector<market::BookRecording> recordings;
    std::vector<exchange::Listing> listings;
    for (size_t i = 0; i < pairs.size(); ++i) {
      session.progress->Update("reading " + replay_[i], static_cast<int64_t>(i),
                               static_cast<int64_t>(pairs.size()));
      TRY(const std::string text, storage::ReadTextFile(PathFrom(session, replay_[i])));
      auto recording = binance->read_recording(text, pairs[i]);
      if (!recording) return base::Wrap(recording.error(), replay_[i]);
      TRY(listings.emplace_back(), exchange::ListingOf(*recording));
      recordings.push_back(*std::move(recording));
    }
    session.progress->Finish();
    Venue venue;
    TRY(venue.exchange, exchange::SimulatedExchange::Make(std::move(listings), fees));
    venue.account = venue.exchange->OpenAccount(exchange::Membership::kClient);
    TRY(Deposit(venue, now));
    for (size_t i = 0; i < recordings.size(); ++i) {
      venue.tapes.push_back(std::make_unique<exchange::RecordedMarket>(
          *venue.exchange, static_cast<exchange::MarketId>(i), std::move(recordings[i]), loop_,
          now));
    }
    venue.Step(now);
    return venue;
  }

  base::Status Deposit(const Venue& venue, base::UnixNanos now) const {
    for (const std::string& text : deposits_.empty() ? DefaultDeposits() : deposits_) {
      const size_t mark = text.find('=');
      const std::string asset = text.substr(0, mark);
      const auto amount = mark == std::string::npos
                              ? base::Result<core::Decimal>(core::Decimal())
                              : core::Decimal::Parse(std::string_view(text).substr(mark + 1));
      if (!amount || !amount->is_positive() ||
          !venue.exchange->Transfer(venue.account, asset, *amount, now)) {
        return base::Fail(ErrorCode::kUsage,
                          fmt::format("--deposit {}: write it as ASSET=AMOUNT with an asset of a "
                                      "listed pair, as USDT=100000",
                                      text));
      }
    }
    return {};
  }

  std::string Url(const exchange::ExchangeServer& server, std::string_view scheme) const {
    return fmt::format("{}://{}:{}", scheme, host_, server.port());
  }

  std::string AsText(const exchange::ExchangeServer& server,
                     const exchange::SimulatedExchange& venue,
                     const exchange::TestKeys& keys) const {
    std::string symbols;
    for (const auto& market : venue.markets()) symbols += " " + market->listing.symbol;
    return fmt::format(
        "SIMULATED exchange: {} prices, invented money. It speaks Binance spot.\n\n"
        "  symbols        {}\n"
        "  REST           {}/api/v3\n"
        "  streams        {}/ws  and /stream\n"
        "  WebSocket API  {}/ws-api/v3\n"
        "  faults         {}/keel/faults\n\n"
        "Keys of the test account (worthless anywhere else, the same for the same seed):\n"
        "  API key        {}\n"
        "  secret         {}\n"
        "  Ed25519 key    {}\n{}\nCtrl-C stops it.\n",
        replay_.empty() ? "invented" : "recorded", symbols.substr(1), Url(server, "http"),
        Url(server, "ws"), Url(server, "ws"), Url(server, "http"), keys.hmac_key,
        keys.hmac_secret.Reveal(), keys.ed25519_key, keys.ed25519_private_pem.Reveal());
  }

  std::string AsJson(const exchange::ExchangeServer& server,
                     const exchange::SimulatedExchange& venue,
                     const exchange::TestKeys& keys) const {
    base::JsonWriter json;
    json.BeginObject().Key("simulated").Bool(true).Key("port").Number(int{server.port()});
    json.Key("rest").String(Url(server, "http") + "/api/v3");
    json.Key("streams").String(Url(server, "ws"));
    json.Key("ws_api").String(Url(server, "ws") + "/ws-api/v3").Key("symbols").BeginArray();
    for (const auto& market : venue.markets()) json.String(market->listing.symbol);
    json.EndArray().Key("api_key").String(keys.hmac_key);
    json.Key("api_secret").String(keys.hmac_secret.Reveal());
    json.Key("ed25519_api_key").String(keys.ed25519_key);
    json.Key("ed25519_private_key").String(keys.ed25519_private_pem.Reveal()).EndObject();
    return json.Take() + "\n";
  }

  // Until Ctrl-C; then all connections are told and closed.
  void Serve(net::Loop& loop, exchange::ExchangeServer& server, Session& session) const {
    net::Timer look;
    int64_t looks = 0;
    uint64_t trades_before = 0;
    std::string what = "serving, requests";
    std::function<void()> on_look = [&] {
      if (session.interrupted != nullptr && session.interrupted->load()) {
        server.Stop([&loop] { loop.Stop(); });
        return;
      }
      look = loop.After(kLook, on_look);
      if (++looks % kLooksARate == 0) {
        const uint64_t trades = server.parts().trades_told;
        what = fmt::format("{:.1f} trades/s, {} connections, requests",
                           static_cast<double>(trades - trades_before) / kRate.seconds(),
                           server.connections());
        trades_before = trades;
      }
      session.progress->Update(what, static_cast<int64_t>(server.parts().requests), 0);
    };
    on_look();
    loop.Run();
    session.progress->Finish();
  }

  std::vector<std::string> pairs_;
  std::string host_ = "127.0.0.1";
  int64_t port_ = 9'080;
  int64_t speed_ = 1;
  int64_t history_days_ = 120;  // what the ensemble of examples/fund.toml learns from
  std::vector<std::string> deposits_;
  std::vector<std::string> replay_;
  bool loop_ = false;
  std::optional<std::string> faults_, start_, fee_coin_;
  std::string maker_fee_bps_ = "10", taker_fee_bps_ = "10";
};

}  // namespace

std::unique_ptr<Verb> MakeExchange() { return std::make_unique<ExchangeVerb>(); }

}  // namespace keel::cli
