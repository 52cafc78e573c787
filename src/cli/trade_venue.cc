// SPDX-License-Identifier: MIT
#include "cli/trade_venue.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "base/os/file.h"
#include "base/text.h"
#include "cli/live_permission.h"
#include "cli/paper_connector.h"
#include "exchange/api_keys.h"
#include "net/url.h"
#include "venues/registry.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr base::Duration kPatience = base::Seconds(30);
constexpr base::Duration kGlance = base::Milliseconds(100);  // between two looks at Ctrl-C

struct Keys {
  base::Secret key, secret;
};

base::Result<base::Secret> SecretFrom(const Session& session, const std::string& name,
                                      TradeMode mode) {
  const auto at = session.environment.find(name);
  if (at != session.environment.end() && !at->second.empty()) return base::Secret(at->second);
  const char* where = mode == TradeMode::kSimulated ? "`keel exchange` prints keys to put there"
                      : mode == TradeMode::kTestnet
                          ? "make a key at the venue's testnet and put it there"
                          : "make a key at the venue that may read and trade spot, and nothing "
                            "else, and put it there";
  return Fail(ErrorCode::kUsage, name + " is not set: " + where);
}

base::Result<Keys> KeysOf(const Session& session, const venues::VenueSpec& spec, TradeMode mode) {
  const bool testnet = mode == TradeMode::kTestnet;
  Keys keys;
  TRY(keys.key, SecretFrom(session, testnet ? spec.testnet_key_variable : spec.key_variable, mode));
  TRY(keys.secret,
      SecretFrom(session, testnet ? spec.testnet_secret_variable : spec.secret_variable, mode));
  return keys;
}

bool IsHere(const TradeVenueRequest& request) {
  return !request.url.empty() && IsOnThisMachine(request.url);
}

LivePlan PlanOf(const TradeVenueRequest& request, const std::string& session_name, const Keys& keys,
                const venues::VenueSpec& spec) {
  return {.session_name = session_name,
          .confirm = request.confirm,
          .venue = IsHere(request) ? request.url : spec.name,
          .is_real = !IsHere(request),
          .key = std::string(keys.key.Reveal()),
          .has_test_secret = exchange::IsTestKey(keys.secret.Reveal())};
}

base::Result<std::map<std::string, std::string>> DepositsOf(
    const TradeVenueRequest& request, const engine::BacktestSettings& settings) {
  if (request.deposits.empty()) return settings.account.balances;
  std::map<std::string, std::string> deposits;
  for (const std::string& deposit : request.deposits) {
    const size_t equals = deposit.find('=');
    if (equals == std::string::npos || equals == 0) {
      return Fail(ErrorCode::kUsage, "--deposit " + deposit + ": write it as USDT=10000");
    }
    deposits[deposit.substr(0, equals)] = deposit.substr(equals + 1);
  }
  return deposits;
}

base::Result<std::unique_ptr<execution::VenueConnector>> OpenPaper(
    net::Loop& loop, const TradeVenueRequest& request, const TradePlace& place,
    const engine::BacktestSettings& settings) {
  TRY(const venues::VenueSpec* spec, venues::Find(settings.venue));
  PaperSettings paper;
  TRY(paper.deposits, DepositsOf(request, settings));
  paper.sim = settings.sim;
  paper.queue_model = request.queue_model.empty() ? settings.sim.book.queue : request.queue_model;
  paper.seed = settings.seed;
  paper.receive_window = place.receive_window;
  paper.folder = place.session_folder + "/paper-venue";
  venues::VenueAccess access;  // without keys: nothing can be ordered by it
  access.url = request.url;
  access.receive_window = place.receive_window;
  access.seed = static_cast<uint64_t>(place.clock.now().ns);
  TRY(auto market, spec->open(loop, place.clock, std::move(access)));
  TRY(auto connector, PaperConnector::Open(loop, place.clock, std::move(market), std::move(paper)));
  return connector;
}

base::Result<execution::KeyRights> AskKeyRights(const Session& session, net::Loop& loop,
                                                const base::Clock& clock,
                                                execution::VenueConnector& venue) {
  std::optional<base::Result<execution::KeyRights>> told;
  venue.FetchKeyRights([&told](auto answer) { told = std::move(answer); });
  const base::UnixNanos end = clock.now() + kPatience;
  while (!told && clock.now() < end) {
    if (session.interrupted != nullptr && session.interrupted->load()) break;
    loop.RunUntil([&] { return told.has_value(); }, kGlance);
  }
  if (told) return *std::move(told);
  return Fail(ErrorCode::kIo, "the venue did not answer");
}

/// A live venue before anybody has confirmed it.
struct LiveOpening {
  const venues::VenueSpec& spec;
  LivePlan plan;
  venues::VenueAccess access;
};

base::Result<std::unique_ptr<execution::VenueConnector>> OpenLive(
    Session& session, net::Loop& loop, LiveOpening opening, const TradePlace& place,
    const engine::BacktestSettings& settings) {
  TRY(auto connector, opening.spec.open(loop, place.clock, std::move(opening.access)));
  const auto rights = AskKeyRights(session, loop, place.clock, *connector);
  TRY(CheckKeyRights(rights));
  TRY(ConfirmLive(opening.plan, *rights, session, settings));
  TRY(HoldMode(TradeMode::kLive, place.session_folder));
  return connector;
}

}  // namespace

bool IsOnThisMachine(const std::string& url) {
  const auto parsed = net::ParseUrl(url);
  return parsed && (parsed->origin.host == "127.0.0.1" || parsed->origin.host == "localhost" ||
                    parsed->origin.host == "::1");
}

const char* ToString(TradeMode mode) {
  switch (mode) {
    case TradeMode::kPaper:
      return "paper";
    case TradeMode::kSimulated:
      return "simulated";
    case TradeMode::kTestnet:
      return "testnet";
    case TradeMode::kLive:
      return "live";
  }
  CHECK(false, "a mode of trading outside its enumeration");
}

base::Result<TradeMode> ParseTradeMode(std::string_view name) {
  for (const TradeMode mode :
       {TradeMode::kPaper, TradeMode::kSimulated, TradeMode::kTestnet, TradeMode::kLive}) {
    if (name == ToString(mode)) return mode;
  }
  return Fail(ErrorCode::kUsage,
              fmt::format("a mode is paper, simulated, testnet or live, not \"{}\"", name));
}

void TradeVenueRequest::Declare(Options& options) {
  options.Text("--venue-url", &url,
               "a simulated exchange instead of the venue: http://127.0.0.1:9080");
  options.Flag("--paper", &paper, "invented money and fills in the venue's market (the default)");
  options.Flag("--testnet", &testnet, "the venue's own testnet, with play money");
  options.Flag("--live", &live, "real money; has to be confirmed");
  options.Text("--confirm", &confirm,
               "of --live where nobody can type it: the session's name, given each time");
  options.Repeated("--deposit", &deposits,
                   "ASSET=AMOUNT of a new paper account (account.balances)");
  options.Text("--queue-model", &queue_model,
               "of paper: where an order stands in its queue: power_probability, risk_adverse, "
               "fifo (sim.book.queue)");
}

base::Result<TradeMode> ModeOf(const TradeVenueRequest& request) {
  if (int{request.paper} + int{request.testnet} + int{request.live} > 1) {
    return Fail(ErrorCode::kUsage, "--paper, --testnet and --live are three ways: choose one");
  }
  if (!request.confirm.empty() && !request.live) {
    return Fail(ErrorCode::kUsage, "--confirm belongs to --live");
  }
  const TradeMode mode = request.live                           ? TradeMode::kLive
                         : request.testnet                      ? TradeMode::kTestnet
                         : request.paper || request.url.empty() ? TradeMode::kPaper
                                                                : TradeMode::kSimulated;
  if (!request.deposits.empty() && mode != TradeMode::kPaper) {
    return Fail(ErrorCode::kUsage,
                "--deposit is for a paper account; elsewhere the venue says "
                "what there is");
  }
  if (request.url.empty()) return mode;
  TRY(net::ParseUrl(request.url));
  if (mode == TradeMode::kPaper || IsOnThisMachine(request.url)) return mode;
  return Fail(ErrorCode::kUnsupported,
              fmt::format("--venue-url {}: orders go to a simulated exchange on this machine only, "
                          "as http://127.0.0.1:9080; for the venue itself leave the url out and "
                          "say --testnet or --live",
                          request.url));
}

std::string WhatIfUnreachable(TradeMode mode, const TradeVenueRequest& request) {
  if (!request.url.empty()) return "; is `keel exchange` running there?";
  if (mode != TradeMode::kPaper) return "; is this machine on the network?";
  return "; paper trading needs the venue's public data: without a network start `keel exchange` "
         "and add --paper --venue-url http://127.0.0.1:9080";
}

base::Status ChooseProfile(TradeMode mode, const Session& session, BacktestRequest* request) {
  if (request->risk_profile) return {};
  if (mode != TradeMode::kLive) {
    if (session.config_files.empty()) request->risk_profile = "fund";
    return {};
  }
  TRY(const Config config, GatherConfig(session));
  if (config.tree.FindPath("risk.profile") == nullptr) request->risk_profile = "live";
  return {};
}

base::Status CheckTradeVenue(const Session& session, const TradeVenueRequest& request,
                             TradeMode mode, const std::string& session_name,
                             const engine::BacktestSettings& settings) {
  if (mode == TradeMode::kPaper) return {};
  TRY(const venues::VenueSpec* spec, venues::Find(settings.venue));
  if (mode == TradeMode::kTestnet && !spec->has_testnet) {
    return Fail(ErrorCode::kUnsupported, "the venue " + spec->name + " has no testnet");
  }
  TRY(const Keys keys, KeysOf(session, *spec, mode));
  if (mode != TradeMode::kLive) return {};
  return CheckLivePlan(PlanOf(request, session_name, keys, *spec), session, settings);
}

base::Status HoldMode(TradeMode mode, const std::string& session_folder) {
  const std::string path = session_folder + "/mode";
  TRY(base::os::MakeDirectories(session_folder));
  std::string known;
  if (base::os::Exists(path)) {
    TRY(known, base::os::ReadFile(path));
    known = std::string(base::Trim(known));
  } else {
    TRY(const auto names, base::os::ListDirectory(session_folder));
    const bool began = std::ranges::any_of(
        names, [](const std::string& name) { return name.starts_with("journal-"); });
    if (began) known = ToString(TradeMode::kSimulated);  // before there were modes
  }
  if (known.empty()) return base::os::WriteFileAtomic(path, std::string(ToString(mode)) + "\n");
  if (known == ToString(mode)) return {};
  return Fail(ErrorCode::kUsage,
              fmt::format("{} is a session of mode {}, not {}: begin another one with --session "
                          "NAME",
                          session_folder, known, ToString(mode)));
}

base::Result<std::unique_ptr<execution::VenueConnector>> OpenTradeVenue(
    Session& session, net::Loop& loop, const TradeVenueRequest& request, const TradePlace& place,
    const engine::BacktestSettings& settings) {
  const TradeMode mode = place.mode;
  if (mode == TradeMode::kPaper) {
    TRY(HoldMode(mode, place.session_folder));
    return OpenPaper(loop, request, place, settings);
  }
  TRY(CheckTradeVenue(session, request, mode, place.session_name, settings));
  TRY(const venues::VenueSpec* spec, venues::Find(settings.venue));
  TRY(Keys keys, KeysOf(session, *spec, mode));
  const bool here = IsHere(request);
  CHECK(here || mode == TradeMode::kTestnet || mode == TradeMode::kLive,
        "keys for another machine, unasked");
  LivePlan plan = PlanOf(request, place.session_name, keys, *spec);
  venues::VenueAccess access;
  access.url = request.url;
  access.testnet = mode == TradeMode::kTestnet && !here;
  access.key = std::move(keys.key);
  access.secret = std::move(keys.secret);
  access.receive_window = place.receive_window;
  access.seed = static_cast<uint64_t>(place.clock.now().ns);
  if (mode == TradeMode::kLive) {
    return OpenLive(session, loop, {*spec, std::move(plan), std::move(access)}, place, settings);
  }
  TRY(HoldMode(mode, place.session_folder));
  return spec->open(loop, place.clock, std::move(access));
}

}  // namespace keel::cli
