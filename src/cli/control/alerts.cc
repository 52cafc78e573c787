// SPDX-License-Identifier: MIT
#include "cli/control/alerts.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace keel::cli {
namespace {

constexpr size_t kRecent = 10;
constexpr size_t kLongest = 500;  // bytes of a text: a venue's words may be of any length

}  // namespace

std::string_view NameOf(AlertKind kind) {
  constexpr std::array<std::string_view, kAlertKinds> kNames = {
      "refusal",        "rejection", "protection", "breaker", "limits",   "feed",
      "reconciliation", "clock",     "kill",       "journal", "watchdog", "webhook"};
  return kNames.at(static_cast<size_t>(kind));
}

/// What people do comes at their pace, and each of it counts.
base::Duration Alerts::QuietOf(AlertKind kind) const {
  const bool is_of_people = kind == AlertKind::kKill || kind == AlertKind::kLimits;
  return is_of_people ? std::min(quiet_, base::Seconds(1)) : quiet_;
}

void Alerts::Tell(AlertKind kind, std::string_view text) {
  const base::UnixNanos now = clock_.now();
  Kind& state = kinds_.at(static_cast<size_t>(kind));
  if (now < state.next) {
    ++state.held_back;
    state.last = text.substr(0, kLongest);
    return;
  }
  Release(static_cast<size_t>(kind), now);
  Send(kind, std::string(text.substr(0, kLongest)), now);
}

void Alerts::OnTimer() {
  const base::UnixNanos now = clock_.now();
  for (size_t i = 0; i < kinds_.size(); ++i) {
    if (now >= kinds_[i].next) Release(i, now);
  }
}

void Alerts::TellRest() {
  for (size_t i = 0; i < kinds_.size(); ++i) Release(i, clock_.now());
}

void Alerts::Release(size_t kind, base::UnixNanos now) {
  Kind& state = kinds_[kind];
  const uint64_t count = std::exchange(state.held_back, 0);
  if (count == 0) return;
  const std::string last = std::exchange(state.last, {});
  Send(static_cast<AlertKind>(kind),
       count == 1 ? last : fmt::format("{} (the last of {} of this kind)", last, count), now);
}

void Alerts::Send(AlertKind kind, std::string text, base::UnixNanos now) {
  kinds_.at(static_cast<size_t>(kind)).next = now + QuietOf(kind);
  const Alert alert{base::FormatIso(now), session_, std::string(NameOf(kind)), std::move(text)};
  recent_.push_back(fmt::format("{} {}: {}", alert.time, alert.kind, alert.text));
  if (recent_.size() > kRecent) recent_.pop_front();
  for (const Sink& sink : sinks_) sink(alert);
}

}  // namespace keel::cli
