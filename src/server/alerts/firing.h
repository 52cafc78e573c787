// SPDX-License-Identifier: MIT
// What a rule found, from when it fired to when it was over, and who has seen it.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/describe_json.h"

namespace keel::server {

/// Who has seen something, and what they said.
struct Acknowledgement {
  std::optional<std::string> acknowledged_by;
  std::optional<base::UnixNanos> acknowledged_at;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(Acknowledgement, (), (acknowledged_by, acknowledged_at, note))

struct AlertFiring : Acknowledgement {
  int64_t firing = 0;  ///< its number
  std::string session;
  int64_t rule = 0;
  std::string name, severity;  ///< of the rule as it was then
  std::string text;            ///< one sentence
  double value = 0;            ///< of the figure, when it fired
  base::UnixNanos since;       ///< when it began to be so
  base::UnixNanos fired_at;
  std::optional<base::UnixNanos> resolved_at;
  std::optional<std::string> ended;   ///< how; with resolved_at
  std::vector<std::string> channels;  ///< that were told
};
BOOST_DESCRIBE_STRUCT(AlertFiring, (Acknowledgement),
                      (firing, session, rule, name, severity, text, value, since, fired_at,
                       resolved_at, ended, channels))

}  // namespace keel::server
