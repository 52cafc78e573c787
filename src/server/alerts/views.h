// SPDX-License-Identifier: MIT
// What the API tells of alerts beside rules and firings. No view has an address or a secret.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/describe_json.h"
#include "server/alerts/firing.h"
#include "storage/projection/rows.h"

namespace keel::server {

/// An alert of the session, and who has seen it.
struct AlertView : storage::AlertRow {
  std::optional<std::string> acknowledged_by;
  std::optional<base::UnixNanos> acknowledged_at;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(AlertView, (storage::AlertRow), (acknowledged_by, acknowledged_at, note))

/// How it stands: what a bell shows, and what somebody has to mend.
struct AlertingView {
  int64_t firing = 0;  ///< rules that fire now
  /// Firings, and warnings and worse of the session, that nobody has acknowledged.
  int64_t unacknowledged = 0;
  bool is_critical = false;           ///< whether one of those is
  std::vector<std::string> troubles;  ///< of the files of rules, firings and channels
};
BOOST_DESCRIBE_STRUCT(AlertingView, (), (firing, unacknowledged, is_critical, troubles))

/// What a rule may look at.
struct FigureView {
  std::string figure, title, unit, description;
  std::optional<std::string> subject;  ///< what a rule says beside: pair, limit, severity
  std::vector<std::string> subjects;   ///< those that it may say
  std::optional<double> value;         ///< now; of one without a subject, and where it is known
};
BOOST_DESCRIBE_STRUCT(FigureView, (), (figure, title, unit, description, subject, subjects, value))

struct ChannelView {
  std::string name, format;
  std::string host;  ///< of its address
  std::string header_name;
  bool has_header = false, is_signed = false;
  base::UnixNanos created;
  std::optional<std::string> refusal;  ///< why nothing may be sent there now
  std::optional<base::UnixNanos> last_success, last_failure;
  std::string failure;  ///< of the last one
  int64_t delivered = 0, waiting = 0, lost = 0;
};
BOOST_DESCRIBE_STRUCT(ChannelView, (),
                      (name, format, host, header_name, has_header, is_signed, created, refusal,
                       last_success, last_failure, failure, delivered, waiting, lost))

}  // namespace keel::server
