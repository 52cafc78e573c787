// SPDX-License-Identifier: MIT
// The rules of a desk at work: once a second each is held against what the desk knows, and what
// fires is written down, shown and sent. It asks the session for nothing but its limits, and for
// those no more often than the desk allows anybody.
#pragma once

#include <string>

#include "net/loop.h"
#include "server/alerts/alert_book.h"
#include "server/alerts/channel_book.h"
#include "server/alerts/views.h"
#include "server/alerts/webhooks.h"
#include "server/desk/desk.h"

namespace keel::server {

class Alarms {
 public:
  /// `home` holds the files; declares the channels `firings` and `alerting` of the stream. All that
  /// is given must outlive it.
  Alarms(net::Loop& loop, Desk& desk, const std::string& home, WebhookOptions webhooks);

  /// To be called once a second.
  void Tick();
  /// To be called after a change of the book by hand.
  void Publish(const std::vector<AlertFiring>& changed);

  AlertView ViewOf(const storage::AlertRow& row) const;
  ChannelView ViewOf(const AlertChannel& channel) const;
  AlertingView state() const;
  /// The alert of the session by its number; null where it is not kept.
  const storage::AlertRow* FindAlert(int64_t alert) const;

  AlertBook book;
  ChannelBook channels;
  Webhooks webhooks;

 private:
  void AskForLimits();
  void Tell(const AlertFiring& firing);

  Desk& desk_;
  base::UnixNanos asked_;  // for the limits
  std::string told_;       // of `alerting`
  uint64_t counted_book_ = 0;
  int64_t counted_alerts_ = -1;
};

}  // namespace keel::server
