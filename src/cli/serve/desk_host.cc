// SPDX-License-Identifier: MIT
#include "cli/serve/desk_host.h"

#include <fmt/format.h>

#include "base/os/host.h"
#include "cli/serve/decision_replay.h"
#include "cli/serve/page_assets.h"
#include "cli/serve/venue_keys.h"
#include "cli/session_settings.h"
#include "cli/version.h"
#include "strategies/feature_registry.h"
#include "strategies/registry.h"
#include "venues/registry.h"

namespace keel::cli {
namespace {

base::Result<std::unique_ptr<execution::VenueConnector>> MarketOf(net::Loop& loop,
                                                                  const base::Clock& clock,
                                                                  const DeskRequest& request) {
  if (request.venue.empty()) return nullptr;
  TRY(const venues::VenueSpec* spec, venues::Find(request.venue));
  venues::VenueAccess access;  // without keys: nothing can be ordered by it
  access.url = request.venue_url;
  access.testnet = request.testnet && request.venue_url.empty();
  access.seed = static_cast<uint64_t>(clock.now().ns);
  return spec->open(loop, clock, std::move(access));
}

/// How jobs run: this program again, after whoever trades here, and with most of the memory at
/// most.
VerbChild ChildOf(const DeskRequest& request) {
  VerbChild child;
  child.process.program = base::os::kThisProgram;
  child.process.arguments = {"keel"};
  child.process.environment = JobEnvironment(request.environment);
  child.process.working_directory = request.working_directory;
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  // A sanitizer reserves more than there is and never touches it.
  child.process.memory_bytes = base::os::MemoryBytes() / 4 * 3;
#endif
  return child;
}

}  // namespace

base::Result<std::unique_ptr<DeskHost>> DeskHost::Start(net::Loop& loop, DeskRequest request) {
  std::unique_ptr<DeskHost> host(new DeskHost);
  host->request_ = std::move(request);
  const DeskRequest& wanted = host->request_;
  server::AccessOptions who;
  who.home = wanted.home;
  if (wanted.is_demo) who.demo_role = server::Role::kRisk;
  who.work = [worker = host->hasher_.get()](server::Work work) { worker->Post(std::move(work)); };
  who.post = [&loop](server::Work end) { loop.Post(std::move(end)); };
  who.on_ended = [self = host.get()](const std::string& session) {
    if (self->server_) self->server_->Revoke(session);
  };
  TRY(host->access_, server::Access::Open(std::move(who), host->clock_, server::SystemEntropy()));
  host->needs_setup_ = host->access_->needs_setup();
  server::DeskOptions options;
  options.address = wanted.address;
  options.port = wanted.port;
  options.tls = wanted.tls;
  options.behind_proxy = wanted.behind_proxy;
  options.allowed_hosts = wanted.allowed_hosts;
  options.webhooks.policy = wanted.webhooks;
  options.about = {wanted.mode, wanted.session_name, host->access_->needs_setup(), wanted.is_demo,
                   std::string(KeelVersion())};
  options.session_folder = wanted.session_folder;
  options.data_folder = wanted.home + "/data";
  options.assets = PageAssets();
  options.registry = {strategies::All(), strategies::AllFeatures()};
  options.read_settings = [](std::string_view text) { return ReadSettings(text); };
  host->rooms_ =
      std::make_unique<ResearchRooms>(ResearchRooms{loop,
                                                    *host->worker_,
                                                    wanted.home,
                                                    {.environment = wanted.environment,
                                                     .working_directory = wanted.working_directory,
                                                     .interrupted = nullptr,
                                                     .on_line = {}},
                                                    ChildOf(wanted),
                                                    nullptr});
  options.more_routes = [host = host.get()](server::Desk& desk) { return host->MoreRoutes(desk); };
  TRY(options.market, MarketOf(loop, host->clock_, wanted));
  TRY(host->server_,
      server::DeskServer::Start(loop, host->clock_, *host->access_, std::move(options)));
  for (const JobQueue::Wish& wish : wanted.first_jobs) {
    host->rooms_->jobs->Add(wish, host->clock_.now());
  }
  if (wanted.is_demo) {
    host->link_ = fmt::format("{}/#link={}", host->url(), host->access_->MakeLink().Reveal());
  }
  return host;
}

server::Routes DeskHost::MoreRoutes(server::Desk& desk) {
  server::Routes all = ResearchRoutes(desk, *rooms_);
  const VenueKeysPlan keys{request_.environment, request_.venue, request_.mode, request_.venue_url};
  for (server::Routes more : {DecisionReplayRoutes(desk, *rooms_, request_.session_folder),
                              VenueKeyRoutes(rooms_->loop, clock_, keys)}) {
    for (server::Route& route : more) all.push_back(std::move(route));
  }
  return all;
}

// What the worker still does must not reach what goes before it.
DeskHost::~DeskHost() {
  if (rooms_) rooms_->jobs.reset();
  hasher_->Stop();
  worker_->Stop();
}

std::string DeskHost::url() const {
  const bool is_v6 = request_.address.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", request_.tls ? "https" : "http", is_v6 ? "[" : "",
                     request_.address, is_v6 ? "]" : "", server_->port());
}

base::Result<std::unique_ptr<DeskThread>> DeskThread::Start(DeskRequest request) {
  std::unique_ptr<DeskThread> desk(new DeskThread);
  TRY(desk->host_, DeskHost::Start(desk->loop_, std::move(request)));
  desk->thread_ = std::make_unique<base::os::Worker>(1, base::os::Urgency::kGivesWay);
  desk->thread_->Post([loop = &desk->loop_] { loop->Run(); });
  return desk;
}

DeskThread::~DeskThread() {
  if (!thread_) return;
  loop_.Stop();
  thread_->Stop();
  host_.reset();
}

}  // namespace keel::cli
