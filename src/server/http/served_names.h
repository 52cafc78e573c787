// SPDX-License-Identifier: MIT
// Under which names the desk is served. A page of somebody else may point a name of its own at this
// machine and then ask as if it came from here (DNS rebinding); what gives it away is the Host that
// its browser sends. An address cannot be pointed elsewhere, a name can.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/server.h"
#include "server/http/problem.h"

namespace keel::server {

struct ServedAt {
  std::string address;  ///< that is listened on
  uint16_t port = 0;
  bool over_tls = false;
  bool behind_proxy = false;  ///< which may have another port, and names that it minds itself
  std::vector<std::string> allowed;  ///< further names, at any port
};

class ServedNames {
 public:
  /// Served are: the address listened on (of 0.0.0.0 and :: every address), localhost, 127.0.0.1
  /// and [::1], at the port served, behind a proxy at any; and `allowed`. Behind a proxy without
  /// `allowed` every name is. kUsage for an allowed name that no Host can have.
  static base::Result<ServedNames> Of(const ServedAt& place);

  /// Why a request is not for this desk: 400 for a Host that is missing or none, 421 for a name
  /// that is not served. Nothing where it is.
  std::optional<Problem> Refusal(const net::ServerRequest& request) const;

 private:
  struct Host;
  static std::optional<Host> ReadHost(std::string_view text);
  bool Serves(const Host& host) const;

  std::vector<std::string> own_, allowed_;
  uint16_t port_ = 0, usual_port_ = 0;  ///< that a Host means which names none
  bool at_any_port_ = false, by_any_address_ = false, by_any_name_ = false;
};

}  // namespace keel::server
