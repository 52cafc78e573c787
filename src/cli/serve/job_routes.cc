// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "cli/serve/job_bodies.h"
#include "cli/serve/research_bodies.h"
#include "cli/serve/research_parts.h"

namespace keel::cli {
namespace {

using server::Answer;
using server::Call;
using server::Page;
using server::PageQuery;
using server::Problem;
using server::Refuse;
using server::Role;

struct JobPath {
  std::string id;
};
BOOST_DESCRIBE_STRUCT(JobPath, (), (id))

Answer<JobView> Queue(ResearchRooms& rooms, const Call& call, Answer<JobQueue::Wish> wish) {
  if (!wish) return tl::unexpected<Problem>(std::move(wish).error());
  wish->by = call.user();
  const auto job = rooms.jobs->Add(*std::move(wish), call.time);
  if (job) return *job;
  return tl::unexpected<Problem>({.status = 429,
                                  .detail = "too much waits already; ask again later",
                                  .retry_after = base::Seconds(30)});
}

/// A route that begins a job: 202, and its progress is on the channel jobs.
template <typename Body>
server::Route Beginning(ResearchRooms& rooms, std::string_view path, std::string_view summary,
                        size_t max_body_bytes = size_t{64} * 1024) {
  return server::RouteOf<Body, JobView>({.method = "POST",
                                         .path = path,
                                         .role = Role::kTrader,
                                         .tag = "research",
                                         .summary = summary,
                                         .success = 202,
                                         .max_body_bytes = max_body_bytes},
                                        [&rooms](const Call& call, const Body& body) {
                                          return Queue(rooms, call, WishOf(body, rooms.home));
                                        });
}

/// Those that ask how much a result proves.
server::Routes ResearchJobs(ResearchRooms& rooms) {
  server::Routes routes;
  routes.push_back(Beginning<OptimizeBody>(
      rooms, "/jobs/optimize", "Begins to try a strategy's parameters; every trial is kept"));
  routes.push_back(
      Beginning<RobustnessBody>(rooms, "/jobs/robustness",
                                "Begins to ask what is left when the world is a little different"));
  routes.push_back(Beginning<WalkForwardBody>(
      rooms, "/jobs/walk-forward", "Begins to choose on the past and trade on what came next"));
  routes.push_back(Beginning<LookaheadBody>(rooms, "/jobs/lookahead-check",
                                            "Begins to look for what knows the future"));
  routes.push_back(Beginning<CourtBody>(
      rooms, "/jobs/court",
      "Begins the court: all evidence about a strategy, or the statistics of a sweep"));
  return routes;
}

}  // namespace

server::Routes JobRoutes(ResearchRooms& rooms) {
  server::Routes routes;
  routes.push_back(
      server::RouteOf<PageQuery, Page<JobView>>({.method = "GET",
                                                 .path = "/jobs",
                                                 .role = Role::kViewer,
                                                 .tag = "research",
                                                 .summary = "Long work, the newest first"},
                                                [&rooms](const Call&, const PageQuery& query) {
                                                  return server::PageOf(rooms.jobs->List(), query);
                                                }));
  routes.push_back(server::RouteOf<JobPath, JobView>(
      {.method = "GET",
       .path = "/jobs/{id}",
       .role = Role::kViewer,
       .tag = "research",
       .summary = "One piece of long work"},
      [&rooms](const Call&, const JobPath& path) -> Answer<JobView> {
        if (const JobView* const job = rooms.jobs->Find(path.id)) return *job;
        return Refuse(404, fmt::format("there is no job {}", path.id));
      }));
  routes.push_back(server::RouteOf<JobPath, JobView>(
      {.method = "DELETE",
       .path = "/jobs/{id}",
       .role = Role::kTrader,
       .tag = "research",
       .summary = "Stops it, or takes it out of the queue"},
      [&rooms](const Call&, const JobPath& path) -> Answer<JobView> {
        rooms.jobs->Cancel(path.id);
        if (const JobView* const job = rooms.jobs->Find(path.id)) return *job;
        return Refuse(404, fmt::format("there is no job {}", path.id));
      }));
  routes.push_back(Beginning<BacktestBody>(
      rooms, "/jobs/backtest",
      "Begins a backtest on stored bars; its progress is on the channel jobs"));
  routes.push_back(Beginning<DownloadBody>(
      rooms, "/jobs/download", "Begins to fetch candles from an exchange's public host"));
  routes.push_back(Beginning<GenerateBody>(rooms, "/jobs/generate",
                                           "Begins to invent a market, stored as venue synthetic"));
  routes.push_back(Beginning<ImportBody>(
      rooms, "/jobs/import",
      "Begins to bring a CSV of at most 1 MiB into the catalog; the CLI imports larger files",
      kMostImportBytes));
  for (server::Route& route : ResearchJobs(rooms)) routes.push_back(std::move(route));
  return routes;
}

}  // namespace keel::cli
