// SPDX-License-Identifier: MIT
// A desk with all that it needs around it: who may come in, a connector of its own for the market,
// a thread for slow work. `keel serve` runs it alone, `keel trade` beside the session.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/os/system_clock.h"
#include "base/os/worker.h"
#include "cli/serve/research_routes.h"
#include "net/loop.h"
#include "server/desk_server.h"

namespace keel::cli {

struct DeskRequest {
  std::string home;  ///< of users, keys and the audit
  std::string session_name, session_folder;
  std::string mode;       ///< simulated, paper, testnet, live
  std::string venue;      ///< whose market is shown; "": none
  std::string venue_url;  ///< "": the venue's own
  bool testnet = false;
  bool is_demo = false;  ///< a one-time link lets in, no users
  std::string address = "127.0.0.1";
  uint16_t port = 0;
  bool behind_proxy = false;
  std::vector<std::string> allowed_hosts;
  server::WebhookPolicy webhooks;  ///< where alerts may be sent
  std::optional<net::TlsIdentity> tls;
  std::map<std::string, std::string> environment;  ///< of the verbs that jobs run
  std::string working_directory;
  std::vector<JobQueue::Wish> first_jobs;
};

class DeskHost {
 public:
  /// Serves on `loop`, which runs in real time and outlives it. kUsage, kRefused (another process
  /// has the home), kIo.
  static base::Result<std::unique_ptr<DeskHost>> Start(net::Loop& loop, DeskRequest request);
  ~DeskHost();

  /// "http://127.0.0.1:8080".
  std::string url() const;
  /// Of a demo: the address that lets in once.
  const std::optional<std::string>& link() const { return link_; }
  const server::Routes& routes() const { return server_->routes(); }
  /// As it was when it began.
  bool needs_setup() const { return needs_setup_; }
  void Stop(net::Task done) { server_->Stop(std::move(done)); }

 private:
  DeskHost()
      : worker_(std::make_unique<base::os::Worker>(kRoom, base::os::Urgency::kGivesWay)),
        hasher_(std::make_unique<base::os::Worker>(kRoom, base::os::Urgency::kGivesWay)) {}
  static constexpr size_t kRoom = 64;
  /// Those of who knows the plug-ins.
  server::Routes MoreRoutes(server::Desk& desk);

  base::os::SystemClock clock_;
  std::unique_ptr<server::Access> access_;
  std::unique_ptr<server::DeskServer> server_;
  std::unique_ptr<base::os::Worker> worker_;
  std::unique_ptr<base::os::Worker> hasher_;  // of passwords, which must not wait for the disk
  std::unique_ptr<ResearchRooms> rooms_;
  DeskRequest request_;
  std::optional<std::string> link_;
  bool needs_setup_ = false;
};

/// A desk on a thread of its own, beside something that must not wait for it.
class DeskThread {
 public:
  static base::Result<std::unique_ptr<DeskThread>> Start(DeskRequest request);
  ~DeskThread();
  const DeskHost& host() const { return *host_; }

 private:
  DeskThread() = default;
  net::Loop loop_;
  std::unique_ptr<DeskHost> host_;
  std::unique_ptr<base::os::Worker> thread_;
};

}  // namespace keel::cli
