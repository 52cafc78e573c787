// SPDX-License-Identifier: MIT
// Kept runs, stored data and backtests as jobs: the part of the API that knows the plug-ins.
#pragma once

#include <memory>
#include <string>

#include "base/os/worker.h"
#include "cli/serve/job_queue.h"
#include "server/desk/desk.h"

namespace keel::cli {

struct ResearchRooms {
  net::Loop& loop;
  base::os::Worker& worker;  ///< for what reads the disk
  std::string home;
  VerbCall call;
  std::unique_ptr<JobQueue> jobs;
};

/// Both must outlive the routes.
server::Routes ResearchRoutes(server::Desk& desk, ResearchRooms& rooms);

}  // namespace keel::cli
