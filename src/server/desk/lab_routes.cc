// SPDX-License-Identifier: MIT
// Forecasts, their calibration, and regimes: of the session's own bars or of a stored series, made
// off the loop.
#include <fmt/format.h>

#include "server/desk/desk.h"
#include "server/lab/forecast_lab.h"

namespace keel::server {
namespace {

/// Reads the series, on the bench's thread.
using ReadSeries = std::function<Answer<LabSeries>()>;

Answer<LabSeries> OrProblem(base::Result<LabSeries> series) {
  if (series) return *std::move(series);
  return tl::unexpected<Problem>(ProblemOf(series.error()));
}

ReadSeries SessionSeries(const Desk& desk, const std::string& pair) {
  const std::string timeframe = desk.replica.settings()->timeframe;
  LabSeriesView view;
  view.pair = pair;
  view.name = fmt::format("{} {} of this session", pair, timeframe);
  view.is_synthetic = desk.about.mode == "simulated";
  return [bars = NewestBars(desk.replica.candles(pair)), timeframe, view]() -> Answer<LabSeries> {
    const auto parsed = core::Timeframe::Parse(timeframe);
    if (!parsed) return tl::unexpected<Problem>(ProblemOf(parsed.error()));
    return OrProblem(LabSeriesOf(bars, *parsed, view));
  };
}

Answer<ReadSeries> SourceOf(const Desk& desk, const SourceQuery& query) {
  if (query.venue.has_value() != query.timeframe.has_value()) {
    return Refuse(400, "a stored series is named by pair, venue and timeframe",
                  query.venue ? "timeframe" : "venue");
  }
  if (query.venue) {
    if (desk.lab.data.empty()) return Refuse(404, "this desk has no stored series", "venue");
    return [folder = desk.lab.data, query] { return OrProblem(StoredLabSeries(folder, query)); };
  }
  if (!desk.replica.settings()) {
    return Refuse(503, "the session has not begun; `keel trade` begins it");
  }
  if (!desk.has_pair(query.pair)) {
    return Refuse(404, fmt::format("{} is no pair of this session", query.pair), "pair");
  }
  return SessionSeries(desk, query.pair);
}

/// Of the session's own pairs: the account beside the bars that are looked at.
std::optional<RegimeAccount> AccountOf(const Desk& desk, const RegimesQuery& query) {
  const auto& points = desk.replica.equity().rows();
  if (query.venue || points.empty()) return std::nullopt;
  const auto& bars = desk.replica.candles(query.pair).rows();
  RegimeAccount account{points.back().currency, {}, {}};
  for (const storage::EquityRow& point : points) {
    if (bars.empty() || point.time < bars.front().time) continue;
    account.points.push_back({point.time, point.equity.ToDouble()});
  }
  for (const auto& [number, transfer] : desk.replica.transfers()) {
    if (transfer.kind != "start") account.deposits.push_back(transfer.time);
  }
  return account;
}

template <typename View>
using LabReply = std::function<void(Answer<View>)>;

/// A row whose answer is made of a series.
template <typename Query, typename View>
Route SeriesRoute(
    Desk& desk, RouteHead head,
    std::function<std::function<Answer<View>(const LabSeries&, const GoOn&)>(const Query&)> work) {
  return LaterRoute<Query, View>(
      head, [&desk, work = std::move(work)](const Call&, const Query& q, LabReply<View> reply) {
        if (auto mistake = MistakeIn(q)) return reply(tl::unexpected<Problem>(*mistake));
        const Answer<ReadSeries> source = SourceOf(desk, q);
        if (!source) return reply(tl::unexpected<Problem>(source.error()));
        desk.lab.bench.Do<View>(
            [read = *source, make = work(q)](const GoOn& go_on) -> Answer<View> {
              const Answer<LabSeries> series = read();
              if (!series) return tl::unexpected<Problem>(series.error());
              return make(*series, go_on);
            },
            std::move(reply));
      });
}

Routes ForecastRoutes(Desk& desk) {
  Routes routes;
  routes.push_back(SeriesRoute<LabForecastQuery, LabForecastView>(
      desk,
      {.method = "GET",
       .path = "/montecarlo",
       .role = Role::kViewer,
       .tag = "research",
       .summary = "Simulated futures of a series by a level of Monte Carlo: fan, tails, touches"},
      [](const LabForecastQuery& q) {
        return [q](const LabSeries& series, const GoOn& go_on) {
          return LabForecastOf(series, q, go_on);
        };
      }));
  routes.push_back(SeriesRoute<LabCalibrationQuery, LabCalibrationView>(
      desk,
      {.method = "GET",
       .path = "/montecarlo/calibration",
       .role = Role::kViewer,
       .tag = "research",
       .summary = "How right such forecasts were at past dates, with only what was known then"},
      [](const LabCalibrationQuery& q) {
        return [q](const LabSeries& series, const GoOn& go_on) {
          return LabCalibrationOf(series, q, go_on);
        };
      }));
  return routes;
}

/// Of each pair one series after the other, for as long as somebody waits.
Answer<RegimesNowView> RegimesNowOf(const std::string& timeframe,
                                    const std::vector<ReadSeries>& pairs, RegimeFits& fits,
                                    const GoOn& go_on) {
  RegimesNowView view{timeframe, {}};
  for (const ReadSeries& read : pairs) {
    if (!go_on()) return Refuse(503, "it was given up");
    const Answer<LabSeries> series = read();
    if (!series) return tl::unexpected<Problem>(series.error());
    view.items.push_back(RegimeNowOf(*series, fits));
  }
  return view;
}

Route RegimesNowRoute(Desk& desk) {
  return LaterRoute<NoFields, RegimesNowView>(
      {.method = "GET",
       .path = "/regimes/now",
       .role = Role::kViewer,
       .tag = "market",
       .summary = "The likeliest regime of each of the session's pairs, after the last bar"},
      [&desk](const Call&, const NoFields&, LabReply<RegimesNowView> reply) {
        if (!desk.replica.settings()) {
          return reply(Refuse(503, "the session has not begun; `keel trade` begins it"));
        }
        std::vector<ReadSeries> pairs;
        for (const auto& pair : desk.replica.pairs()) {
          pairs.push_back(SessionSeries(desk, pair.symbol));
        }
        desk.lab.bench.Do<RegimesNowView>(
            [timeframe = desk.replica.settings()->timeframe, pairs = std::move(pairs),
             fits = desk.lab.fits](const GoOn& go_on) {
              return RegimesNowOf(timeframe, pairs, *fits, go_on);
            },
            std::move(reply));
      });
}

}  // namespace

Routes LabRoutes(Desk& desk) {
  Routes routes = ForecastRoutes(desk);
  routes.push_back(SeriesRoute<RegimesQuery, RegimesView>(
      desk,
      {.method = "GET",
       .path = "/regimes",
       .role = Role::kViewer,
       .tag = "market",
       .summary = "Regimes of a series: filtered probabilities, transitions, profit in each"},
      [&desk](const RegimesQuery& q) {
        return [account = AccountOf(desk, q), fits = desk.lab.fits,
                states = q.states.value_or(kRegimeStates)](const LabSeries& series,
                                                           const GoOn&) -> Answer<RegimesView> {
          return RegimesOf(series, states, *fits, account);
        };
      }));
  routes.push_back(RegimesNowRoute(desk));
  return routes;
}

}  // namespace keel::server
