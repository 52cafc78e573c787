// SPDX-License-Identifier: MIT
// Kept runs, stored data and long work as jobs: the part of the API that knows the plug-ins.
#pragma once

#include <memory>
#include <string>

#include "base/os/worker.h"
#include "cli/serve/job_queue.h"
#include "cli/serve/verb_call.h"
#include "server/desk/desk.h"

namespace keel::cli {

struct ResearchRooms {
  net::Loop& loop;
  base::os::Worker& worker;  ///< for what reads the disk
  std::string home;
  VerbCall call;    ///< for what is read in a moment
  VerbChild child;  ///< for jobs
  std::unique_ptr<JobQueue> jobs;
};

/// Both must outlive the routes.
server::Routes ResearchRoutes(server::Desk& desk, ResearchRooms& rooms);

/// Its chapters.
server::Routes RunRoutes(ResearchRooms& rooms);     ///< kept runs, their files, comparisons
server::Routes SeriesRoutes(ResearchRooms& rooms);  ///< stored series and what is missing in them
server::Routes JobRoutes(ResearchRooms& rooms);     ///< long work: backtests, downloads, imports
/// Sweeps, what was found out about strategies, the integrity badge.
server::Routes EvidenceRoutes(ResearchRooms& rooms);

}  // namespace keel::cli
