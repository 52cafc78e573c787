// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/os/file.h"
#include "cli/serve/research_parts.h"
#include "cli/serve/run_views.h"

namespace keel::cli {
namespace {

using server::Answer;
using server::Call;
using server::Document;
using server::Page;
using server::PageQuery;
using server::Problem;
using server::Refuse;
using server::Role;

struct RunPath {
  std::string id;
};
struct ComparisonQuery {
  std::string ids;
};
BOOST_DESCRIBE_STRUCT(RunPath, (), (id))
BOOST_DESCRIBE_STRUCT(ComparisonQuery, (), (ids))

Answer<Page<RunView>> RunsOf(const VerbCall& call, const std::string& home,
                             const PageQuery& query) {
  const auto told = call.Run({"list-runs", "--json", "--home", home});
  if (!told) return tl::unexpected<Problem>(server::ProblemOf(told.error()));
  auto runs = base::ReadJson<std::vector<RunView>>(*told);
  if (!runs) return Refuse(500, "");
  std::ranges::reverse(*runs);
  return server::PageOf(*std::move(runs), query);
}

Answer<Document> ReportOf(const std::string& home, const std::string& id) {
  const auto run = research::RunById(home, id);
  if (!run) return tl::unexpected<Problem>(server::ProblemOf(run.error()));
  auto html = base::os::ReadFile(run->place.html_path);
  if (!html) return tl::unexpected<Problem>(server::ProblemOf(html.error()));
  // One file with its own script and style; it may do nothing else, and nothing outside itself.
  return Document{*std::move(html), "text/html; charset=utf-8",
                  "default-src 'none'; style-src 'unsafe-inline'; script-src "
                  "'unsafe-inline'; img-src data:; sandbox allow-scripts; "
                  "frame-ancestors 'none'"};
}

/// A route about one run, which is read on the worker.
template <typename Output>
server::Route OfOneRun(ResearchRooms& rooms, server::RouteHead head,
                       std::function<Answer<Output>(const std::string& id)> read) {
  head.method = "GET";
  head.role = Role::kViewer;
  head.tag = "research";
  return server::LaterRoute<RunPath, Output>(
      head,
      [&rooms, read = std::move(read)](const Call&, const RunPath& path, Reply<Output> reply) {
        Elsewhere<Output>(
            rooms, [read, id = path.id] { return read(id); }, std::move(reply));
      });
}

/// Each table has a row of its own, so that no name that is asked for ever becomes a path.
server::Route TableRoute(ResearchRooms& rooms, std::string_view path, std::string_view table) {
  return OfOneRun<Document>(rooms,
                            {.path = path,
                             .summary = "A table of a run, as CSV with a head line",
                             .media_type = "text/csv"},
                            [home = rooms.home, table](const std::string& id) -> Answer<Document> {
                              auto text = TableOfRun(home, id, table);
                              if (!text) return tl::unexpected<Problem>(text.error());
                              return Document{
                                  *std::move(text), "text/csv; charset=utf-8",
                                  "default-src 'none'; sandbox; frame-ancestors 'none'"};
                            });
}

}  // namespace

server::Routes RunRoutes(ResearchRooms& rooms) {
  server::Routes routes;
  routes.push_back(server::LaterRoute<PageQuery, Page<RunView>>(
      {.method = "GET",
       .path = "/runs",
       .role = Role::kViewer,
       .tag = "research",
       .summary = "Kept backtests, the newest first"},
      [&rooms](const Call&, const PageQuery& query, Reply<Page<RunView>> reply) {
        Elsewhere<Page<RunView>>(
            rooms,
            [call = rooms.call, home = rooms.home, query] { return RunsOf(call, home, query); },
            std::move(reply));
      }));
  routes.push_back(server::LaterRoute<ComparisonQuery, ComparedRunsView>(
      {.method = "GET",
       .path = "/runs/compare",
       .role = Role::kViewer,
       .tag = "research",
       .summary = "2 to 6 runs side by side: settings, figures, equity over the starting equity"},
      [&rooms](const Call&, const ComparisonQuery& query, Reply<ComparedRunsView> reply) {
        Elsewhere<ComparedRunsView>(
            rooms, [home = rooms.home, ids = query.ids] { return ComparedRuns(home, ids); },
            std::move(reply));
      }));
  routes.push_back(OfOneRun<RunDetail>(
      rooms, {.path = "/runs/{id}", .summary = "A run: its settings, all its figures, its files"},
      [home = rooms.home](const std::string& id) { return DetailOfRun(home, id); }));
  routes.push_back(OfOneRun<Document>(
      rooms, {.path = "/runs/{id}/report", .summary = "The tear sheet of a run, one HTML file"},
      [home = rooms.home](const std::string& id) { return ReportOf(home, id); }));
  routes.push_back(TableRoute(rooms, "/runs/{id}/trades.csv", "trades.csv"));
  routes.push_back(TableRoute(rooms, "/runs/{id}/orders.csv", "orders.csv"));
  routes.push_back(TableRoute(rooms, "/runs/{id}/fills.csv", "fills.csv"));
  routes.push_back(TableRoute(rooms, "/runs/{id}/equity.csv", "equity.csv"));
  return routes;
}

}  // namespace keel::cli
