// SPDX-License-Identifier: MIT
// What a channel is told, as the body of one POST: in full for programs, and as one line for the
// chat services that read a text.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/describe_json.h"
#include "server/alerts/firing.h"

namespace keel::server {

struct AlertMessage {
  std::string id;     ///< the same when it is sent again: whoever has seen it may leave it out
  std::string event;  ///< fired, resolved, test
  std::string session, mode;
  std::string rule;  ///< its name
  std::string severity, text;
  std::optional<double> value;
  base::UnixNanos time;
};
BOOST_DESCRIBE_STRUCT(AlertMessage, (),
                      (id, event, session, mode, rule, severity, text, value, time))

/// Of a firing that began, or has ended.
AlertMessage MessageOf(const AlertFiring& firing, const std::string& mode);

/// `format`: json, slack, discord.
std::string BodyOf(const AlertMessage& message, std::string_view format);

}  // namespace keel::server
