// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "cli/serve/research_parts.h"
#include "cli/serve/series_gaps.h"

namespace keel::cli {
namespace {

using server::Answer;
using server::Call;
using server::Page;
using server::PageQuery;
using server::Problem;
using server::Refuse;
using server::Role;

/// As `keel list-data --json` tells it.
struct SeriesView {
  std::string venue, pair, timeframe, from, to;
  int64_t rows = 0;
  std::optional<int64_t> gaps, missing;
  bool synthetic = false, close_only = false;
  std::optional<std::string> delisted_at;
  int64_t bytes = 0;
  std::string file;
};
struct SeriesList {
  std::vector<SeriesView> series;
  std::vector<std::string> damaged;
};
struct SeriesQuery {
  std::string venue, pair, timeframe;
};
BOOST_DESCRIBE_STRUCT(SeriesView, (),
                      (venue, pair, timeframe, from, to, rows, gaps, missing, synthetic, close_only,
                       delisted_at, bytes, file))
BOOST_DESCRIBE_STRUCT(SeriesList, (), (series, damaged))
BOOST_DESCRIBE_STRUCT(SeriesQuery, (), (venue, pair, timeframe))

Answer<Page<SeriesView>> SeriesOf(const VerbCall& call, const std::string& home,
                                  const PageQuery& query) {
  const auto told = call.Run({"list-data", "--json", "--home", home});
  if (!told) return tl::unexpected<Problem>(server::ProblemOf(told.error()));
  auto list = base::ReadJson<SeriesList>(*told);
  if (!list) return Refuse(500, "");
  return server::PageOf(std::move(list->series), query);
}

}  // namespace

server::Routes SeriesRoutes(ResearchRooms& rooms) {
  server::Routes routes;
  routes.push_back(server::LaterRoute<PageQuery, Page<SeriesView>>(
      {.method = "GET",
       .path = "/data",
       .role = Role::kViewer,
       .tag = "research",
       .summary = "Stored series of bars and trades"},
      [&rooms](const Call&, const PageQuery& query, Reply<Page<SeriesView>> reply) {
        Elsewhere<Page<SeriesView>>(
            rooms,
            [call = rooms.call, home = rooms.home, query] { return SeriesOf(call, home, query); },
            std::move(reply));
      }));
  routes.push_back(server::LaterRoute<SeriesQuery, SeriesGapsView>(
      {.method = "GET",
       .path = "/data/gaps",
       .role = Role::kViewer,
       .tag = "research",
       .summary = "What is missing in a stored series of bars, and what is strange in it"},
      [&rooms](const Call&, const SeriesQuery& query, Reply<SeriesGapsView> reply) {
        Elsewhere<SeriesGapsView>(
            rooms,
            [home = rooms.home, query] {
              return GapsOfSeries(home + "/data", query.venue, query.pair, query.timeframe);
            },
            std::move(reply));
      }));
  return routes;
}

}  // namespace keel::cli
