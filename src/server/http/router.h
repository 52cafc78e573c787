// SPDX-License-Identifier: MIT
// From a request to the handler of its route, past every check that is the same for all: the role,
// other sites, the form of the body, fields, keys of repeated requests. What is not allowed here by
// a row of the table is refused.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "net/server.h"
#include "server/http/idempotency.h"
#include "server/http/request_counts.h"
#include "server/http/route.h"

namespace keel::server {

/// Who may come in, as the router asks for it.
struct Doorkeeper {
  /// Whose credential the request carries; nobody's without one.
  std::function<Answer<Identity>(const net::ServerRequest&)> identify;
  /// Whether they may do an act that takes this role.
  std::function<Answer<Nothing>(const Identity&, Role, Act)> permit;
  /// Writes down that they are about to act, or were not let: a failure denies the act.
  std::function<Answer<Nothing>(const Identity&, const std::string& act, bool let)> audit;
};

inline constexpr std::string_view kApiRoot = "/api/v1";

class Router {
 public:
  /// `clock` must outlive it. Requires that no two routes have the same method and path.
  Router(Routes routes, Doorkeeper door, const base::Clock& clock);

  /// Answers a request below kApiRoot, at once or later.
  void Carry(const net::ServerRequest& request, const net::Respond& respond);
  const Routes& routes() const { return routes_; }
  /// Of answered requests, by the index of the route.
  const RequestCounts& counts() const { return counts_; }

  /// Who may look at what is outside the table and takes `role`: 401, 403.
  Answer<Identity> LookAs(Role role, const net::ServerRequest& request) const;

 private:
  struct Match {
    const Route* route = nullptr;
    std::vector<std::pair<std::string, std::string>> fields;  // of the path
    std::string allowed;                                      // methods, where only others fit
  };
  Match Find(std::string_view method, std::string_view path) const;
  Answer<Call> Admit(const net::ServerRequest& request, const Route& route) const;
  static Answer<base::JsonValue> ReadFields(const net::ServerRequest& request, const Match& match);
  /// What is written down of a request.
  static std::string ActOf(const net::ServerRequest& request, const Match& match);
  void Run(const net::ServerRequest& request, const Match& match, const net::Respond& respond);
  net::Respond Counted(const net::ServerRequest& request, const Match& match,
                       const net::Respond& respond);

  Routes routes_;
  std::vector<std::vector<std::string_view>> segments_;  // of each route's path
  Doorkeeper door_;
  const base::Clock& clock_;
  IdempotencyKeys keys_;
  RequestCounts counts_;
};

/// Whether a page of another site made a browser send this. [Fetch Metadata, W3C 2024]
bool IsCrossSite(const net::ServerRequest& request);

}  // namespace keel::server
