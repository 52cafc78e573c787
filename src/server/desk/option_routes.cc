// SPDX-License-Identifier: MIT
// Options priced by the model on a spot that is given or on a pair of the session, and a smile
// fitted to what is given. The session is not asked: its journal and the market heard have it all.
#include <fmt/format.h>

#include "server/desk/desk.h"
#include "server/lab/option_lab.h"

namespace keel::server {
namespace {

/// What a question stands on.
struct OptionGround {
  OptionUnderlyingView underlying;
  std::optional<OptionRealisedView> realised;  ///< of a pair of the session
};

/// What was heard last while the connection lasts, else the close of the last bar.
OptionUnderlyingView UnderlyingOfPair(const Desk& desk, const std::string& pair,
                                      const LabSeriesView& bars) {
  const bool is_heard = desk.market && desk.market->status().market_up;
  const auto quote = is_heard ? desk.market->quote(pair) : std::nullopt;
  if (quote && !quote->last.is_zero()) return {quote->last.ToDouble(), pair, quote->time};
  return {*bars.last_price, pair, bars.to};
}

Answer<OptionGround> GroundOf(const Desk& desk, const OptionMarketQuery& query) {
  if (query.spot) return OptionGround{{*query.spot, std::nullopt, std::nullopt}, std::nullopt};
  const std::string pair = query.pair.value_or("");
  if (!desk.replica.settings()) {
    return Refuse(503, "the session has not begun; `keel trade` begins it, or give a spot");
  }
  if (!desk.has_pair(pair)) {
    return Refuse(404, fmt::format("{} is no pair of this session", pair), "pair");
  }
  const auto timeframe = core::Timeframe::Parse(desk.replica.settings()->timeframe);
  if (!timeframe) return tl::unexpected<Problem>(ProblemOf(timeframe.error()));
  LabSeriesView view;
  view.pair = pair;
  view.name = fmt::format("{} {} of this session", pair, timeframe->name());
  view.is_synthetic = desk.about.mode == "simulated";
  const auto series = LabSeriesOf(NewestBars(desk.replica.candles(pair)), *timeframe, view);
  if (!series) return tl::unexpected<Problem>(ProblemOf(series.error()));
  if (!series->view.last_price) {
    return Refuse(503, fmt::format("no bar of {} has closed yet; give a spot", pair), "pair");
  }
  return OptionGround{UnderlyingOfPair(desk, pair, series->view), RealisedOf(*series)};
}

Route OptionPriceRoute(Desk& desk) {
  return RouteOf<OptionPriceQuery, OptionPriceView>(
      {.method = "GET",
       .path = "/options/price",
       .role = Role::kViewer,
       .tag = "research",
       .summary = "An option's price and Greeks by the model, or the volatility that a price says"},
      [&desk](const Call&, const OptionPriceQuery& q) -> Answer<OptionPriceView> {
        if (auto mistake = MistakeIn(q)) return tl::unexpected<Problem>(*mistake);
        const Answer<OptionGround> ground = GroundOf(desk, q);
        if (!ground) return tl::unexpected<Problem>(ground.error());
        return OptionPriceOf(ground->underlying, q);
      });
}

Route OptionChainRoute(Desk& desk) {
  return RouteOf<OptionChainQuery, OptionChainView>(
      {.method = "GET",
       .path = "/options/chain",
       .role = Role::kViewer,
       .tag = "research",
       .summary = "A chain of the model, not of quotes: European calls and puts around the spot"},
      [&desk](const Call&, const OptionChainQuery& q) -> Answer<OptionChainView> {
        if (auto mistake = MistakeIn(q)) return tl::unexpected<Problem>(*mistake);
        const Answer<OptionGround> ground = GroundOf(desk, q);
        if (!ground) return tl::unexpected<Problem>(ground.error());
        return OptionChainOf(ground->underlying, q, ground->realised);
      });
}

Route OptionSmileRoute(Desk& desk) {
  return LaterRoute<OptionSmileBody, OptionSmileView>(
      {.method = "POST",
       .path = "/options/smile",
       .role = Role::kViewer,
       .tag = "research",
       .summary =
           "SVI fitted to implied volatilities or prices that are given, and its butterflies",
       .only_asks = true},
      [&desk](const Call&, const OptionSmileBody& body,
              std::function<void(Answer<OptionSmileView>)> reply) {
        if (auto mistake = MistakeIn(body)) return reply(tl::unexpected<Problem>(*mistake));
        const Answer<OptionGround> ground = GroundOf(desk, body);
        if (!ground) return reply(tl::unexpected<Problem>(ground.error()));
        desk.lab.bench.Do<OptionSmileView>(
            [underlying = ground->underlying, body](const GoOn&) -> Answer<OptionSmileView> {
              return OptionSmileOf(underlying, body);
            },
            std::move(reply));
      });
}

}  // namespace

Routes OptionRoutes(Desk& desk) {
  Routes routes;
  routes.push_back(OptionPriceRoute(desk));
  routes.push_back(OptionChainRoute(desk));
  routes.push_back(OptionSmileRoute(desk));
  return routes;
}

}  // namespace keel::server
