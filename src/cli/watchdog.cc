// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/os/file.h"
#include "base/os/system_clock.h"
#include "base/paced_clock.h"
#include "cli/control/alerts.h"
#include "cli/control/ask_session.h"
#include "cli/control/operator_desk.h"
#include "cli/control/session_watchdog.h"
#include "cli/verbs.h"
#include "engine/control/session_files.h"
#include "venues/registry.h"

namespace keel::cli {
namespace {

using base::ErrorCode;

constexpr base::Duration kBetweenLooks = base::Milliseconds(100);
constexpr base::Duration kLastWords = base::Seconds(10);
constexpr int kTries = 10;  // of a second each, while the watchdog before this one ends

class WatchdogVerb final : public Verb {
 public:
  std::string_view name() const override { return "watchdog"; }
  std::string_view summary() const override {
    return "cancels a session's orders when its trader hangs or dies; `keel trade` starts it";
  }
  std::string_view group() const override { return "control"; }
  void Declare(Options& options) override { asked_.Declare(options); }

  base::Status Run(Session& session) override {
    TRY(folder_, asked_.Folder(session));
    TRY(CheckThereIsATrader());
    TRY(const WatchPlan plan, ReadWatchPlan(folder_));
    using venues::VenueSpec;
    const bool testnet = plan.testnet;
    TRY(access_.key,
        SecretOf(session, plan,
                 testnet ? &VenueSpec::testnet_key_variable : &VenueSpec::key_variable));
    TRY(access_.secret,
        SecretOf(session, plan,
                 testnet ? &VenueSpec::testnet_secret_variable : &VenueSpec::secret_variable));
    auto own = Hold(session);
    if (!own && own.error().code == ErrorCode::kRefused) {
      session.note("another watchdog watches this session");
      return {};
    }
    if (!own) return tl::unexpected<base::Error>(own.error());
    TRY(Watch(session, plan, *own));
    return own->End();
  }

 private:
  base::Status CheckThereIsATrader() const {
    const auto pulse = base::os::FeelPulse(engine::HeartbeatIn(folder_));
    const bool is_there = pulse && (pulse->alive || !pulse->ended);
    if (is_there) return {};
    if (!pulse && pulse.error().code != ErrorCode::kNotFound) {
      return tl::unexpected<base::Error>(pulse.error());
    }
    return base::Fail(
        ErrorCode::kNotFound,
        fmt::format("session {} is not running: there is nothing to watch", asked_.name()));
  }

  base::Result<base::os::Heartbeat> Hold(Session& session) const {
    for (int attempt = 1;; ++attempt) {
      auto own = base::os::Heartbeat::Begin(engine::WatchdogPulseIn(folder_));
      if (own || attempt == kTries || session.interrupted->load()) return own;
    }
  }

  static base::Result<base::Secret> SecretOf(const Session& session, const WatchPlan& plan,
                                             std::string venues::VenueSpec::*variable) {
    TRY(const venues::VenueSpec* spec, venues::Find(plan.venue));
    const auto at = session.environment.find(spec->*variable);
    if (at != session.environment.end()) return base::Secret(at->second);
    return base::Fail(ErrorCode::kUsage, fmt::format("{} is not set, without which a watchdog "
                                                     "cannot cancel orders",
                                                     spec->*variable));
  }

  /// A connection of its own for each sweep: none is older than the trouble.
  base::Result<std::unique_ptr<VenueSweep>> Sweep(net::Loop& loop, const base::Clock& clock,
                                                  VenueSweep::OnDone done) const {
    TRY(const WatchPlan plan, ReadWatchPlan(folder_));  // a trader that was started again wrote it
    TRY(const venues::VenueSpec* spec, venues::Find(plan.venue));
    venues::VenueAccess access;
    access.url = plan.url;
    access.testnet = plan.testnet && plan.url.empty();
    access.key = access_.key.Clone();
    access.secret = access_.secret.Clone();
    access.seed = static_cast<uint64_t>(clock.now().ns);
    SweepPlan sweep;
    sweep.prefix = OrderPrefix(plan);
    sweep.limit = sweep.limit * plan.speed;
    for (const std::string& pair : plan.pairs) {
      TRY(sweep.pairs.emplace_back(), core::ParseSymbol(pair));
    }
    if (plan.speed > 1) access.receive_window = base::Seconds(60);  // as its trader does
    TRY(auto venue, spec->open(loop, clock, std::move(access)));
    return std::make_unique<VenueSweep>(loop, std::move(venue), std::move(sweep), std::move(done));
  }

  base::Status Watch(Session& session, const WatchPlan& plan, base::os::Heartbeat& own) {
    if (plan.speed < 1) return base::Fail(ErrorCode::kCorrupt, "watch.json: speed is 1 or more");
    net::Loop loop(plan.speed);
    const base::PacedClock venue_clock(*session.clock, plan.origin, plan.speed);
    Alerts alerts(*session.clock, plan.session, base::Duration{});  // they are few
    alerts.Add([&](const Alert& alert) {
      session.note(fmt::format("ALERT {} {}: {}", alert.time, alert.kind, alert.text));
    });
    std::unique_ptr<Webhook> webhook;
    const auto url = session.environment.find(kWebhookVariable);
    if (url != session.environment.end() && !url->second.empty()) {
      WebhookOptions options;
      options.url = url->second;
      options.first_pause = options.first_pause * plan.speed;
      options.answer_time = options.answer_time * plan.speed;
      TRY(webhook, Webhook::Open(loop, *session.clock, std::move(options),
                                 [&](const std::string& note) { session.note(note); }));
      alerts.Add([&](const Alert& alert) { webhook->Post(base::ToJson(alert)); });
    }
    SessionWatchdog watchdog(
        {[this] { return base::os::FeelPulse(engine::HeartbeatIn(folder_)); },
         [this] { return base::os::Exists(engine::KillFileIn(folder_)); },
         [&](VenueSweep::OnDone done) { return Sweep(loop, venue_clock, std::move(done)); },
         [&](const std::string& text) { alerts.Tell(AlertKind::kWatchdog, text); }});
    session.note(fmt::format("{} the watchdog of session {} begins",
                             base::FormatIso(session.clock->now()), plan.session));
    while (!watchdog.done() && !session.interrupted->load()) {
      static_cast<void>(own.Beat());
      watchdog.Look(base::os::MonotonicTime());
      loop.RunUntil([] { return false; }, kBetweenLooks * plan.speed);
    }
    if (webhook) loop.RunUntil([&] { return webhook->idle(); }, kLastWords * plan.speed);
    return {};
  }

  AskedSession asked_;
  std::string folder_;
  venues::VenueAccess access_;
};

}  // namespace

std::unique_ptr<Verb> MakeWatchdog() { return std::make_unique<WatchdogVerb>(); }

}  // namespace keel::cli
