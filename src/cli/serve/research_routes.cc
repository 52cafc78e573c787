// SPDX-License-Identifier: MIT
#include "cli/serve/research_routes.h"

#include <algorithm>

namespace keel::cli {

server::Routes ResearchRoutes(server::Desk& desk, ResearchRooms& rooms) {
  desk.hub.Declare("jobs", server::StreamHub::Kind::kLog,
                   [&rooms] { return base::ToJson(rooms.jobs->List()); });
  rooms.jobs = std::make_unique<JobQueue>(
      rooms.loop, rooms.child, rooms.home + "/job-input", [&desk](const JobView& job) {
        desk.hub.Publish("jobs", base::ToJson(std::vector<JobView>{job}), desk.clock.now());
      });
  desk.jobs_failed = [&rooms](base::UnixNanos since) {
    const auto jobs = rooms.jobs->List();
    return static_cast<int64_t>(std::ranges::count_if(jobs, [since](const JobView& job) {
      return job.state == "failed" && job.ended && *job.ended > since;
    }));
  };
  desk.jobs = [&rooms] {
    std::vector<server::JobTold> told;
    for (const JobView& job : rooms.jobs->List()) {
      told.push_back({job.kind, job.state, job.progress});
    }
    return told;
  };
  server::Routes all = RunRoutes(rooms);
  for (server::Route& route : SeriesRoutes(rooms)) all.push_back(std::move(route));
  for (server::Route& route : JobRoutes(rooms)) all.push_back(std::move(route));
  for (server::Route& route : EvidenceRoutes(rooms)) all.push_back(std::move(route));
  return all;
}

}  // namespace keel::cli
