// SPDX-License-Identifier: MIT
#include "cli/control/operator_desk.h"

#include <fmt/format.h>

#include "base/os/file.h"
#include "base/os/process.h"
#include "base/os/signals.h"
#include "base/text.h"
#include "engine/control/session_files.h"

namespace keel::cli {
namespace {

constexpr base::Duration kLook = base::Milliseconds(100);
constexpr uint64_t kLooksALine = 10;
constexpr uint64_t kLooksAWatchdog = 150;
constexpr base::Duration kLastWords = base::Seconds(3);
constexpr size_t kLongestReason = 200;

/// The first line of what a person put into the file.
std::string ReasonIn(const std::string& path) {
  const std::string text = base::os::ReadFile(path).value_or("");
  const std::string reason = text.substr(0, std::min(text.find('\n'), kLongestReason));
  return reason.empty() ? "the file KILL is there" : reason;
}

}  // namespace

OperatorDesk::OperatorDesk(Session& cli, net::Loop& loop, OperatorOptions options, Driver driver)
    : cli_(cli),
      loop_(loop),
      options_(std::move(options)),
      driver_(std::move(driver)),
      alerts_(wall_, options_.session),
      engine_alerts_(alerts_),
      control_({.now = driver_.now,
                .settle = driver_.settle,
                .facts = [this] { return Facts(); },
                .kill_file_is_there =
                    [this] { return base::os::Exists(engine::KillFileIn(options_.folder)); },
                .kill_file = engine::KillFileIn(options_.folder)}),
      halts_seen_(base::os::InstallHaltSignal().load()) {
  alerts_.Add([this](const Alert& alert) {
    Note(fmt::format("ALERT {} {}: {}", alert.time, alert.kind, alert.text));
  });
}

OperatorDesk::~OperatorDesk() = default;

base::Status OperatorDesk::Open(const std::string& session_id,
                                const std::vector<std::string>& pairs) {
  facts_.name = options_.session;
  facts_.id = session_id;
  facts_.process = base::os::OwnProcessId();
  TRY(OpenWebhook());
  TRY(server_,
      net::LineServer::Listen(
          loop_,
          {.path = engine::ControlSocketIn(options_.folder), .idle_time = Real(base::Seconds(30))},
          [this](const std::string& line, const net::LineServer::Reply& reply) {
            reply(control_.Answer(line));
          }));
  Look();
  if (!options_.watched) return {};
  options_.watched->session = options_.session;
  options_.watched->id = session_id;
  options_.watched->pairs = pairs;
  options_.watched->origin = options_.pace.origin;
  options_.watched->speed = options_.pace.speed;
  return {};
}

base::Status OperatorDesk::OpenWebhook() {
  if (options_.alert_webhook.empty()) return {};
  WebhookOptions options;
  options.url = options_.alert_webhook;
  options.first_pause = Real(options.first_pause);
  options.answer_time = Real(options.answer_time);
  TRY(webhook_, Webhook::Open(loop_, wall_, std::move(options), [this](const std::string& note) {
        Tell(AlertKind::kWebhook, note);
      }));
  alerts_.Add([this](const Alert& alert) {
    if (alert.kind != NameOf(AlertKind::kWebhook)) webhook_->Post(base::ToJson(alert));
  });
  return {};
}

base::Status OperatorDesk::StartWatchdog() {
  base::os::DetachedProcess process;
  TRY(const std::string program, base::os::OwnProgram());
  process.arguments = {program, "watchdog", options_.folder, "--home", cli_.home};
  process.environment = cli_.environment;  // with the keys: a command line is seen by everybody
  process.environment[kWebhookVariable] = options_.alert_webhook;
  process.log = engine::WatchdogLogIn(options_.folder);
  const auto status = base::os::StartDetached(process);
  if (status) return status;
  return base::Wrap(status.error(), "the watchdog (--no-watchdog trades without)");
}

base::Status OperatorDesk::Begin(engine::LiveSession& session, base::UnixNanos started) {
  session_ = &session;
  facts_.started = started;
  facts_.day_since = driver_.now();
  facts_.day_equity = session.account().ledger.equity();
  engine_alerts_.Begin(session);
  TRY(control_.Begin(session));
  LookForKill();
  TRY(auto heart, base::os::Heartbeat::Begin(engine::HeartbeatIn(options_.folder)));
  heart_.emplace(std::move(heart));
  if (!options_.watched) return {};
  TRY(WriteWatchPlan(options_.folder, *options_.watched));
  return StartWatchdog();
}

void OperatorDesk::End(bool meant) {
  timer_.Cancel();
  server_.reset();
  alerts_.TellRest();
  if (webhook_) loop_.RunUntil([this] { return webhook_->idle(); }, Real(kLastWords));
  if (line_is_shown_) cli_.progress->Finish();
  session_ = nullptr;
  if (heart_ && meant) {
    if (const auto status = heart_->End(); !status) cli_.note(status.error().message);
  }
  heart_.reset();
}

/// Every 100 ms, whatever the driver waits for.
void OperatorDesk::Look() {
  timer_ = loop_.After(Real(kLook), [this] { Look(); });
  if (heart_) static_cast<void>(heart_->Beat());  // one that cannot write stands still, and is seen
  if (session_ == nullptr) return;
  LookForKill();
  LookAtDay();
  LookForTrouble();
  alerts_.OnTimer();
  if (++looks_ % kLooksALine == 0) ShowLine();
  if (looks_ % kLooksAWatchdog == 0) LookForWatchdog();
}

void OperatorDesk::LookForTrouble() {
  const base::Duration now = base::os::MonotonicTime();
  const execution::VenueLink& link = session_->link();
  const ConnectionWatch::Agreement agreement{link.knows_venue(), link.unknown_orders()};
  for (const auto& found : connection_watch_.Look(connection_, agreement, now)) {
    Tell(found.kind, found.text);
  }
  for (const std::string& text : protection_watch_.Look(UnprotectedOf(*session_), now)) {
    Tell(AlertKind::kProtection, text);
  }
}

/// Who watches the watchdog.
void OperatorDesk::LookForWatchdog() {
  if (!options_.watched) return;
  const auto pulse = base::os::FeelPulse(engine::WatchdogPulseIn(options_.folder));
  const WatchdogCare::Step step = watchdog_care_.Look(pulse && pulse->alive);
  if (step == WatchdogCare::Step::kNothing) return;
  std::string text =
      fmt::format("the watchdog is gone ({} may tell why)", engine::WatchdogLogIn(options_.folder));
  base::Status started;
  if (step == WatchdogCare::Step::kStart) {
    started = StartWatchdog();
    text += started ? " and is started again" : ", and another cannot be started: ";
    if (!started) text += started.error().message;
  }
  if (step == WatchdogCare::Step::kGiveUp) {
    text += fmt::format(" again and again, and is not started any more: `keel watchdog {}` does it",
                        options_.session);
  }
  Tell(AlertKind::kWatchdog, text);
}

void OperatorDesk::LookForKill() {
  const uint32_t halts = base::os::InstallHaltSignal().load();
  base::Status status;
  if (halts != halts_seen_) status = control_.Halt("a signal", "SIGUSR1");
  if (status && base::os::Exists(engine::KillFileIn(options_.folder))) {
    status = control_.Halt("a file", ReasonIn(engine::KillFileIn(options_.folder)));
  }
  halts_seen_ = halts;
  if (!status) Tell(AlertKind::kKill, "the kill switch: " + status.error().message);
}

void OperatorDesk::LookAtDay() {
  const base::UnixNanos now = driver_.now();
  if (base::StartOfDay(now) <= facts_.day_since) return;
  facts_.day_since = base::StartOfDay(now);
  facts_.day_equity = session_->account().ledger.equity();
}

SessionFacts OperatorDesk::Facts() {
  facts_.connection = connection_;
  facts_.refusals = engine_alerts_.refusals();
  facts_.refused_by = engine_alerts_.refused_by();
  facts_.rejections = engine_alerts_.rejections();
  facts_.rejected_for = engine_alerts_.rejected_for();
  facts_.alerts.assign(alerts_.recent().begin(), alerts_.recent().end());
  return facts_;
}

void OperatorDesk::Note(std::string_view text) {
  if (line_is_shown_) cli_.progress->Finish();
  cli_.note(text);
  if (line_is_shown_ && session_ != nullptr) ShowLine();
}

void OperatorDesk::ShowLine() {
  const engine::StatusView status = StatusOf(*session_, Facts(), driver_.now());
  const engine::PositionsView held = PositionsOf(*session_);
  std::string text = fmt::format("{}  {:.2f} {} ({:+.2f})", status.state, status.equity.ToDouble(),
                                 status.account, status.day_profit.ToDouble());
  text += fmt::format("  {} orders", status.open_orders);
  for (const engine::PositionView& position : held.positions) {
    if (!position.dust) text += fmt::format("  {} {}", position.quantity.ToString(), position.pair);
  }
  line_is_shown_ = cli_.progress->ShowLine(text);
}

}  // namespace keel::cli
