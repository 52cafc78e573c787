// SPDX-License-Identifier: MIT
#include "cli/serve/research_routes.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/os/file.h"
#include "research/run_store.h"

namespace keel::cli {
namespace {

using server::Answer;
using server::Call;
using server::Page;
using server::PageQuery;
using server::Problem;
using server::Refuse;
using server::Role;

template <typename T>
using Reply = std::function<void(Answer<T>)>;

/// As `keel list-runs --json` tells it.
struct RunView {
  std::string run_id, directory, created_at, strategy, timeframe, from, to, risk_profile;
  std::string journal_hash;
  std::vector<std::string> pairs;
  std::optional<double> total_return, cagr, sharpe, max_drawdown, trades;
  std::string belief;
  bool synthetic = false;
};
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
struct BacktestBody {
  std::string strategy;
  std::vector<std::string> pairs;
  std::string timeframe;
  std::optional<std::string> venue, timerange, risk_profile;
  std::optional<std::vector<std::pair<std::string, std::string>>> params;
};
struct NamePath {
  std::string id;
};
BOOST_DESCRIBE_STRUCT(RunView, (),
                      (run_id, directory, created_at, strategy, timeframe, from, to, risk_profile,
                       journal_hash, pairs, total_return, cagr, sharpe, max_drawdown, trades,
                       belief, synthetic))
BOOST_DESCRIBE_STRUCT(SeriesView, (),
                      (venue, pair, timeframe, from, to, rows, gaps, missing, synthetic, close_only,
                       delisted_at, bytes, file))
BOOST_DESCRIBE_STRUCT(SeriesList, (), (series, damaged))
BOOST_DESCRIBE_STRUCT(BacktestBody, (),
                      (strategy, pairs, timeframe, venue, timerange, risk_profile, params))
BOOST_DESCRIBE_STRUCT(NamePath, (), (id))

/// Has `make` called on the worker and its answer given on the loop.
template <typename T>
void Elsewhere(ResearchRooms& rooms, std::function<Answer<T>()> make, Reply<T> reply) {
  const auto shared = std::make_shared<Reply<T>>(std::move(reply));
  const bool is_taken = rooms.worker.Post([&loop = rooms.loop, make = std::move(make), shared] {
    loop.Post([shared, answer = make()]() mutable { (*shared)(std::move(answer)); });
  });
  if (!is_taken) (*shared)(Refuse(503, "too much waits to be read; ask again in a moment"));
}

/// What a verb tells as JSON.
template <typename T>
Answer<T> AskVerb(const VerbCall& call, const std::string& verb, const std::string& home) {
  const auto told = call.Run({verb, "--json", "--home", home});
  if (!told) return tl::unexpected<Problem>(server::ProblemOf(told.error()));
  auto read = base::ReadJson<T>(*told);
  if (!read) return Refuse(500, "");
  return *std::move(read);
}

Answer<Page<RunView>> RunsOf(const VerbCall& call, const std::string& home,
                             const PageQuery& query) {
  auto runs = AskVerb<std::vector<RunView>>(call, "list-runs", home);
  if (!runs) return tl::unexpected<Problem>(runs.error());
  std::ranges::reverse(*runs);
  return server::PageOf(*std::move(runs), query);
}

Answer<server::Document> ReportOf(const std::string& home, const std::string& id) {
  if (id.find('/') != std::string::npos) return Refuse(404, "there is no run of this name");
  const auto run = research::FindRun(home, id);
  if (!run) return tl::unexpected<Problem>(server::ProblemOf(run.error()));
  if (run->place.id != id) return Refuse(404, fmt::format("there is no run {}", id));
  auto html = base::os::ReadFile(run->place.html_path);
  if (!html) return tl::unexpected<Problem>(server::ProblemOf(html.error()));
  // One file with its own script and style; it may do nothing else, and nothing outside itself.
  return server::Document{*std::move(html), "text/html; charset=utf-8",
                          "default-src 'none'; style-src 'unsafe-inline'; script-src "
                          "'unsafe-inline'; img-src data:; sandbox allow-scripts; "
                          "frame-ancestors 'none'"};
}

/// A word of a command line that the user chose: no option.
bool IsWord(const std::string& text) { return !text.empty() && !text.starts_with('-'); }

Answer<std::vector<std::string>> ArgumentsOf(const BacktestBody& body, const std::string& home) {
  std::vector<std::string> words = {body.strategy, body.timeframe};
  words.insert(words.end(), body.pairs.begin(), body.pairs.end());
  for (const auto* word : {&body.venue, &body.timerange, &body.risk_profile}) {
    if (*word) words.push_back(**word);
  }
  for (const std::string& word : words) {
    if (!IsWord(word)) return Refuse(400, fmt::format("\"{}\" is no name", word));
  }
  std::string pairs;
  for (const std::string& pair : body.pairs) {
    // The command line takes patterns; what comes over the network is a pair.
    if (!core::ParseSymbol(pair))
      return Refuse(400, fmt::format("\"{}\" is no pair", pair), "pairs");
  }
  for (const std::string& pair : body.pairs) pairs += (pairs.empty() ? "" : ",") + pair;
  std::vector<std::string> arguments = {"backtest", "-s", body.strategy, "-t", body.timeframe,
                                        "--home",   home, "-j",          "1"};
  const auto add = [&arguments](const char* option, const std::string& value) {
    arguments.emplace_back(option);
    arguments.push_back(value);
  };
  if (!pairs.empty()) add("-p", pairs);
  if (body.venue) add("--venue", *body.venue);
  if (body.timerange) add("--timerange", *body.timerange);
  if (body.risk_profile) add("--risk-profile", *body.risk_profile);
  if (body.params) {
    for (const auto& [name, value] : *body.params) add("--param", name + "=" + value);
  }
  return arguments;
}

server::Routes ShelfRoutes(ResearchRooms& rooms) {
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
  routes.push_back(server::LaterRoute<NamePath, server::Document>(
      {.method = "GET",
       .path = "/runs/{id}/report",
       .role = Role::kViewer,
       .tag = "research",
       .summary = "The tear sheet of a run, one HTML file"},
      [&rooms](const Call&, const NamePath& path, Reply<server::Document> reply) {
        Elsewhere<server::Document>(
            rooms, [home = rooms.home, id = path.id] { return ReportOf(home, id); },
            std::move(reply));
      }));
  routes.push_back(server::LaterRoute<PageQuery, Page<SeriesView>>(
      {.method = "GET",
       .path = "/data",
       .role = Role::kViewer,
       .tag = "research",
       .summary = "Stored series of bars and trades"},
      [&rooms](const Call&, const PageQuery& query, Reply<Page<SeriesView>> reply) {
        Elsewhere<Page<SeriesView>>(
            rooms,
            [call = rooms.call, home = rooms.home, query]() -> Answer<Page<SeriesView>> {
              auto list = AskVerb<SeriesList>(call, "list-data", home);
              if (!list) return tl::unexpected<Problem>(list.error());
              return server::PageOf(std::move(list->series), query);
            },
            std::move(reply));
      }));
  return routes;
}

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
  routes.push_back(server::RouteOf<NamePath, JobView>(
      {.method = "GET",
       .path = "/jobs/{id}",
       .role = Role::kViewer,
       .tag = "research",
       .summary = "One piece of long work"},
      [&rooms](const Call&, const NamePath& path) -> Answer<JobView> {
        if (const JobView* const job = rooms.jobs->Find(path.id)) return *job;
        return Refuse(404, fmt::format("there is no job {}", path.id));
      }));
  routes.push_back(server::RouteOf<NamePath, JobView>(
      {.method = "DELETE",
       .path = "/jobs/{id}",
       .role = Role::kTrader,
       .tag = "research",
       .summary = "Stops it, or takes it out of the queue"},
      [&rooms](const Call&, const NamePath& path) -> Answer<JobView> {
        rooms.jobs->Cancel(path.id);
        if (const JobView* const job = rooms.jobs->Find(path.id)) return *job;
        return Refuse(404, fmt::format("there is no job {}", path.id));
      }));
  routes.push_back(server::RouteOf<BacktestBody, JobView>(
      {.method = "POST",
       .path = "/jobs/backtest",
       .role = Role::kTrader,
       .tag = "research",
       .summary = "Begins a backtest on stored bars; its progress is on the channel jobs",
       .success = 202},
      [&rooms](const Call& call, const BacktestBody& body) -> Answer<JobView> {
        auto arguments = ArgumentsOf(body, rooms.home);
        if (!arguments) return tl::unexpected<Problem>(arguments.error());
        const auto job = rooms.jobs->Add(
            {"backtest",
             fmt::format(
                 "{} on {}, {}", body.strategy,
                 body.pairs.empty() ? "all pairs" : fmt::format("{}", fmt::join(body.pairs, " ")),
                 body.timeframe),
             call.user(), *std::move(arguments)},
            call.time);
        if (job) return *job;
        return tl::unexpected<Problem>({.status = 429,
                                        .detail = "too much waits already; ask again later",
                                        .retry_after = base::Seconds(30)});
      }));
  return routes;
}

}  // namespace

server::Routes ResearchRoutes(server::Desk& desk, ResearchRooms& rooms) {
  desk.hub.Declare("jobs", server::StreamHub::Kind::kLog,
                   [&rooms] { return base::ToJson(rooms.jobs->List()); });
  rooms.jobs = std::make_unique<JobQueue>(rooms.loop, rooms.call, [&desk](const JobView& job) {
    desk.hub.Publish("jobs", base::ToJson(std::vector<JobView>{job}), desk.clock.now());
  });
  desk.jobs_failed = [&rooms](base::UnixNanos since) {
    const auto jobs = rooms.jobs->List();
    return static_cast<int64_t>(std::ranges::count_if(jobs, [since](const JobView& job) {
      return job.state == "failed" && job.ended && *job.ended > since;
    }));
  };
  server::Routes all = ShelfRoutes(rooms);
  for (server::Route& route : JobRoutes(rooms)) all.push_back(std::move(route));
  return all;
}

}  // namespace keel::cli
