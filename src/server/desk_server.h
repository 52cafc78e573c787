// SPDX-License-Identifier: MIT
// The desk on a socket: the API, the live stream and the page on one port, for one trading session
// in whatever process it runs.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/server.h"
#include "server/access/access.h"
#include "server/alerts/webhooks.h"
#include "server/desk/desk.h"
#include "server/http/static_files.h"

namespace keel::server {

struct DeskOptions {
  std::string address = "127.0.0.1";
  uint16_t port = 0;
  std::optional<net::TlsIdentity> tls;
  bool behind_proxy = false;  ///< bound to another address than loopback on purpose, without TLS
  std::vector<std::string> allowed_hosts;  ///< further names: see ServedNames
  DeskView about;
  std::string session_folder;
  std::string data_folder;  ///< of stored series; "": there are none
  engine::SettingsReader read_settings;
  engine::Registry registry = {};                     ///< what it points to must outlive the server
  std::unique_ptr<execution::VenueConnector> market;  ///< null: no prices but those of bars
  std::vector<Asset> assets;
  WebhookOptions webhooks;  ///< where alerts may be sent
  /// Routes of those who know more than the server does: runs, jobs, plug-ins.
  std::function<Routes(Desk&)> more_routes;
};

class DeskServer {
 public:
  /// Serves from now on; everything given must outlive it, and `loop` runs in real time. kUsage for
  /// an address that others reach without TLS and a host that is none, kIo where the port is taken.
  static base::Result<std::unique_ptr<DeskServer>> Start(net::Loop& loop, const base::Clock& clock,
                                                         Access& access, DeskOptions options);
  ~DeskServer();

  uint16_t port() const;
  Desk& desk();
  const Routes& routes() const;
  /// Closes the streams of a sign-in that has ended: for AccessOptions::on_ended.
  void Revoke(const std::string& session);
  /// Lets answers under way go out and closes streams; `done` is called when all have gone.
  void Stop(net::Task done);

 private:
  struct State;
  explicit DeskServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace keel::server
