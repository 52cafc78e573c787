// SPDX-License-Identifier: MIT
#include "cli/serve/kept_research.h"
#include "cli/serve/kept_sweeps.h"
#include "cli/serve/research_parts.h"

namespace keel::cli {
namespace {

using server::Answer;
using server::Call;
using server::Page;
using server::PageQuery;
using server::Role;

struct SweepPath {
  std::string id;
};
struct ResearchPath {
  std::string id;
};
BOOST_DESCRIBE_STRUCT(SweepPath, (), (id))
BOOST_DESCRIBE_STRUCT(ResearchPath, (), (id))

/// A route that reads the disk on the worker.
template <typename Input, typename Output>
server::Route Reading(ResearchRooms& rooms, std::string_view path, std::string_view summary,
                      std::function<Answer<Output>(const Input&)> read) {
  return server::LaterRoute<Input, Output>(
      {.method = "GET", .path = path, .role = Role::kViewer, .tag = "research", .summary = summary},
      [&rooms, read = std::move(read)](const Call&, const Input& input, Reply<Output> reply) {
        Elsewhere<Output>(
            rooms, [read, input] { return read(input); }, std::move(reply));
      });
}

}  // namespace

server::Routes EvidenceRoutes(ResearchRooms& rooms) {
  server::Routes routes;
  routes.push_back(Reading<PageQuery, Page<SweepView>>(
      rooms, "/sweeps", "Kept sweeps of parameters, by name",
      [home = rooms.home](const PageQuery& query) { return KeptSweeps(home, query); }));
  routes.push_back(Reading<SweepPath, SweepDetail>(
      rooms, "/sweeps/{id}",
      "A sweep: its axes, who won, and its trials (the 5,000 with the best scores at most)",
      [home = rooms.home](const SweepPath& path) { return SweepOfId(home, path.id); }));
  routes.push_back(Reading<PageQuery, Page<ResearchView>>(
      rooms, "/research", "What jobs found out about strategies, the newest first",
      [home = rooms.home](const PageQuery& query) { return KeptResearch(home, query); }));
  routes.push_back(Reading<ResearchPath, ResearchDetail>(
      rooms, "/research/{id}", "One such result, whole",
      [home = rooms.home](const ResearchPath& path) { return ResearchOfId(home, path.id); }));
  routes.push_back(Reading<IntegrityQuery, research::Badge>(
      rooms, "/integrity",
      "The integrity badge: of each check whether it was made with these settings, and its verdict",
      [call = rooms.call, home = rooms.home](const IntegrityQuery& query) {
        return BadgeOfQuery(call, home, query);
      }));
  return routes;
}

}  // namespace keel::cli
