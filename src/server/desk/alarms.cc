// SPDX-License-Identifier: MIT
#include "server/desk/alarms.h"

#include <algorithm>

#include "server/alerts/alert_message.h"

namespace keel::server {
namespace {

constexpr base::Duration kLimitsPause = base::Seconds(10);  // between two questions for limits
constexpr size_t kShownFirings = 200;                       // of a snapshot

bool ReadsLimits(const AlertRule& rule) {
  return rule.enabled && (rule.figure == "limit_use" || rule.figure == "drawdown_limit_use");
}

int64_t CountOf(const RowLog<storage::AlertRow>& log) {
  return log.dropped() + static_cast<int64_t>(log.rows().size());
}

}  // namespace

Alarms::Alarms(net::Loop& loop, Desk& desk, const std::string& home, WebhookOptions options)
    : book(home, desk.about.name),
      channels(home),
      webhooks(loop, desk.clock, std::move(options), static_cast<uint64_t>(desk.clock.now().ns)),
      desk_(desk),
      asked_(desk.clock.now()) {
  using Kind = StreamHub::Kind;
  desk.hub.Declare("firings", Kind::kLog, [this] {
    std::vector<AlertFiring> newest;
    const auto& all = book.firings();
    for (auto it = all.rbegin(); it != all.rend() && newest.size() < kShownFirings; ++it) {
      if (book.is_of_session(it->second)) newest.push_back(it->second);
    }
    return base::ToJson(newest);
  });
  desk.hub.Declare("alerting", Kind::kState, [this] { return base::ToJson(state()); });
}

void Alarms::Tick() {
  AskForLimits();
  const auto changed = book.Look(desk_.clock.now(), [this](const AlertRule& rule) {
    return FindFigure(rule.figure)->read(desk_, rule.subject);
  });
  for (const AlertFiring& firing : changed) Tell(firing);
  Publish(changed);
}

// What the session said of its limits is good for a minute, so that this is enough, and whoever
// else asks meanwhile asks for us as well.
void Alarms::AskForLimits() {
  const base::UnixNanos now = desk_.clock.now();
  if (!desk_.status || now - std::max(asked_, desk_.risk.at) < kLimitsPause) return;
  if (std::ranges::none_of(book.rules(), ReadsLimits)) return;
  asked_ = now;
  AskRisk(desk_, "alerts", [](const auto&) {});
}

void Alarms::Tell(const AlertFiring& firing) {
  for (const std::string& name : firing.channels) {
    const AlertChannel* const channel = channels.Find(name);
    if (channel == nullptr) continue;  // it was removed since
    webhooks.Send(*channel, BodyOf(MessageOf(firing, desk_.about.mode), channel->format));
  }
}

void Alarms::Publish(const std::vector<AlertFiring>& changed) {
  const base::UnixNanos now = desk_.clock.now();
  if (!changed.empty()) desk_.hub.Publish("firings", base::ToJson(changed), now);
  const int64_t alerts = CountOf(desk_.replica.alerts());
  if (counted_book_ == book.changes() && counted_alerts_ == alerts && !told_.empty()) return;
  counted_book_ = book.changes();
  counted_alerts_ = alerts;
  std::string next = base::ToJson(state());
  if (next == told_) return;
  told_ = std::move(next);
  desk_.hub.Publish("alerting", told_, now);
}

AlertView Alarms::ViewOf(const storage::AlertRow& row) const {
  const Acknowledgement seen = book.SeenOf(row);
  AlertView view;
  static_cast<storage::AlertRow&>(view) = row;
  view.acknowledged_by = seen.acknowledged_by;
  view.acknowledged_at = seen.acknowledged_at;
  view.note = seen.note;
  return view;
}

ChannelView Alarms::ViewOf(const AlertChannel& channel) const {
  const net::Origin origin = UrlOf(channel).origin;
  const DeliveryState state = webhooks.StateOf(channel.name);
  return {.name = channel.name,
          .format = channel.format,
          .host = origin.Authority(),
          .header_name = channel.header_name,
          .has_header = !channel.header_value.text.empty(),
          .is_signed = !channel.signing_key.text.empty(),
          .created = channel.created,
          .refusal = RefusalOf(webhooks.policy(), origin),
          .last_success = state.last_success,
          .last_failure = state.last_failure,
          .failure = state.failure,
          .delivered = state.delivered,
          .waiting = state.waiting,
          .lost = state.lost};
}

AlertingView Alarms::state() const {
  AlertingView view;
  const auto count = [&view](const std::string& severity) {
    ++view.unacknowledged;
    view.is_critical = view.is_critical || severity == "critical";
  };
  for (const auto& [number, firing] : book.firings()) {
    if (!book.is_of_session(firing)) continue;
    view.firing += firing.resolved_at ? 0 : 1;
    if (!firing.acknowledged_by) count(firing.severity);
  }
  for (const storage::AlertRow& row : desk_.replica.alerts().rows()) {
    if (row.severity != "note" && !book.SeenOf(row).acknowledged_by) count(row.severity);
  }
  view.troubles = book.troubles();
  if (channels.damage()) view.troubles.push_back("Nothing is sent. " + *channels.damage());
  return view;
}

const storage::AlertRow* Alarms::FindAlert(int64_t alert) const {
  const auto& rows = desk_.replica.alerts().rows();
  const auto found = std::ranges::find(rows, alert, &storage::AlertRow::alert);
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace keel::server
