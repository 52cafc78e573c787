// SPDX-License-Identifier: MIT
#include "exchange/population.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "sim/synthetic/generate.h"

namespace keel::exchange {
namespace {

using core::Decimal;
using core::Price;
using core::Quantity;
using core::Rounding;
using core::Side;

constexpr size_t kMakers = 2;
constexpr size_t kLevels = 12;  // of a maker, on each side
constexpr size_t kMostResting = 20;
constexpr int64_t kMostSteps = 3'600;  // of one call
constexpr int64_t kWealth = 1'000'000'000'000;
constexpr double kLeastValue = 12;  // of an order, above every minimum
constexpr base::Duration kFuture = base::Days(3'650);

Price RoundPrice(const Market& market, double price, Rounding rounding) {
  const double least = market.listing.tick.ToDouble();
  return Price::FromDouble(std::max(price, least), market.listing.tick, rounding);
}

}  // namespace

base::Duration StepAt(int64_t speed) {
  constexpr base::Duration kBeat = base::Milliseconds(100);  // of the server
  constexpr int64_t kMostStepsASecond = 1'200;
  const base::Duration beat = kBeat * speed;
  if (beat < base::Seconds(1)) return beat;
  return base::Seconds((speed + kMostStepsASecond - 1) / kMostStepsASecond);
}

base::Result<Cast> MakeCast(const std::vector<core::Symbol>& pairs) {
  const auto minute = core::Timeframe::Of(base::Minutes(1));
  const base::TimeRange any{base::UnixNanos{0}, base::UnixNanos{base::Days(1).ns}};
  TRY(auto spec, sim::synthetic::DefaultSpec(static_cast<int64_t>(pairs.size()), minute, any));
  Cast cast;
  for (size_t i = 0; i < pairs.size(); ++i) {
    sim::synthetic::AssetSpec& asset = spec.assets[i];
    asset.symbol = pairs[i];
    asset.delisted_after = std::nullopt;
    TRY(Listing listing, MakeListing(pairs[i], asset.price_decimals, asset.volume_decimals));
    cast.listings.push_back(std::move(listing));
  }
  cast.spec = std::make_unique<sim::synthetic::SyntheticSpec>(std::move(spec));
  return cast;
}

Population::Scene::Scene(const sim::synthetic::SyntheticSpec& spec, size_t asset, uint64_t seed)
    : fair(spec, asset, seed),
      random(seed, "exchange.population", asset),
      turnover_a_second(spec.assets[asset].daily_turnover / base::Days(1).seconds()),
      quotes(kMakers, std::vector<Quote>(2 * kLevels)) {}

Population::Population(SimulatedExchange& exchange, Cast cast, const PopulationOptions& options,
                       base::UnixNanos now)
    : exchange_(exchange), cast_(std::move(cast)), options_(options), time_(now - options.step) {
  cast_.spec->range = {now - base::Days(options.history_days), now + kFuture};
  OpenAccounts(now);
  scenes_.reserve(exchange.markets().size());
  for (const auto& market : exchange.markets()) {
    Scene& scene = scenes_.emplace_back(*cast_.spec, market->id, options.seed);
    WriteHistory(*market, scene, now);
  }
}

void Population::OpenAccounts(base::UnixNanos now) {
  const auto open = [&] {
    const AccountId account = exchange_.OpenAccount(Membership::kPopulation);
    for (const std::string& asset : std::vector(exchange_.accounts().assets())) {
      CHECK(exchange_.Transfer(account, asset, Decimal::FromInt(kWealth), now),
            "members are paid in assets that are listed");
    }
    return account;
  };
  for (size_t i = 0; i < kMakers; ++i) makers_.push_back(open());
  crowd_ = open();
  trend_ = open();
  value_ = open();
}

void Population::WriteHistory(Market& market, Scene& scene, base::UnixNanos now) {
  const auto price = [&](double value) { return Price::FromDouble(value, market.listing.tick); };
  for (const core::Bar& bar : scene.fair.History(now)) {
    CandleInput minute{.time = bar.open_time,
                       .open = price(bar.open),
                       .high = price(bar.high),
                       .low = price(bar.low),
                       .close = price(bar.close),
                       .volume = Quantity::FromDouble(bar.volume, market.listing.lot),
                       .quote_volume = {},
                       .taker_buy_volume = {},
                       .taker_buy_quote_volume = {},
                       .trades = 1};
    minute.quote_volume = core::Notional(minute.close, minute.volume);
    const double share = 0.35 + 0.3 * scene.random.NextUniform();
    minute.taker_buy_volume =
        Quantity::FromDouble(share * bar.volume, market.listing.lot, Rounding::kDown);
    minute.taker_buy_quote_volume = core::Notional(minute.close, minute.taker_buy_volume);
    minute.trades +=
        static_cast<int64_t>(options_.trades_a_second * 60 * (0.5 + scene.random.NextUniform()));
    market.candles.Add(minute);
  }
  market.candles.AdvanceTo(now);
}

void Population::Step(base::UnixNanos now) {
  const int64_t steps = (now - time_) / options_.step;
  const base::Duration length = options_.step * (1 + std::max<int64_t>(steps - 1, 0) / kMostSteps);
  while (time_ + length <= now) {
    const base::UnixNanos to = time_ + length;
    for (const auto& market : exchange_.markets()) {
      Act(*market, scenes_[market->id], to, (to - time_).seconds());
    }
    time_ = to;
  }
}

void Population::Act(Market& market, Scene& scene, base::UnixNanos now, double seconds) {
  scene.fair.Advance(now);
  TakeMispriced(market, scene, now);
  for (size_t maker = 0; maker < kMakers; ++maker) Requote(market, scene, maker, now);
  const auto wait = [&](double a_second) {
    return -std::log(scene.random.NextOpenUniform()) / a_second;
  };
  for (double t = wait(options_.trades_a_second); t < seconds;
       t += wait(options_.trades_a_second)) {
    Crowd(market, scene, now);
  }
  if (wait(0.2) < seconds) FollowTrend(market, scene, now);
}

// Quotes that are too far from where they belong are moved, the inner ones sooner.
void Population::Requote(Market& market, Scene& scene, size_t maker, base::UnixNanos now) {
  const double half =
      std::max(scene.fair.spread() / 2, 0.6 * market.listing.tick.ToDouble() / scene.fair.price());
  for (size_t slot = 0; slot < 2 * kLevels; ++slot) {
    Quote& quote = scene.quotes[maker][slot];
    const Side side = slot < kLevels ? Side::kBuy : Side::kSell;
    const auto level = static_cast<double>(slot % kLevels);
    const double distance = half * (1 + 0.35 * static_cast<double>(maker) + 1.1 * level);
    const double wanted = scene.fair.price() * (1 - core::Sign(side) * distance);
    const double off = std::abs(quote.price.ToDouble() / wanted - 1);
    const bool open = quote.order != 0 && market.open.contains(quote.order);
    if (open && off < half * (0.4 + 0.3 * level)) continue;
    if (open) (void)exchange_.Cancel(makers_[maker], market.id, quote.order, "", now);
    OrderRequest request;
    request.side = side;
    request.type = OrderType::kLimitMaker;
    request.price =
        RoundPrice(market, wanted, side == Side::kBuy ? Rounding::kFloor : Rounding::kCeiling);
    const double value = scene.turnover_a_second * (1 + 0.6 * level);
    request.quantity = Size(market, scene, value, 0.5);
    quote = {Order(market, makers_[maker], request, now), request.price};
  }
}

// Whoever quotes beyond the fair price by more than the spread is traded with.
void Population::TakeMispriced(Market& market, Scene& scene, base::UnixNanos now) {
  const double edge =
      std::max(1.5 * scene.fair.spread(), 3 * market.listing.tick.ToDouble() / scene.fair.price());
  for (const Side side : {Side::kBuy, Side::kSell}) {
    const auto best = DepthOf(market, core::Opposite(side), 1);
    const double limit = scene.fair.price() * (1 - core::Sign(side) * edge);
    if (best.empty() || core::Sign(side) * (best[0].price.ToDouble() - limit) >= 0) continue;
    OrderRequest request;
    request.side = side;
    request.tif = core::TimeInForce::kIoc;
    request.price =
        RoundPrice(market, limit, side == Side::kBuy ? Rounding::kFloor : Rounding::kCeiling);
    request.quantity = Size(market, scene, 20 * scene.turnover_a_second, 0.3);
    Order(market, value_, request, now);
  }
}

void Population::Crowd(Market& market, Scene& scene, base::UnixNanos now) {
  OrderRequest request;
  request.side = scene.random.NextBelow(2) == 0 ? Side::kBuy : Side::kSell;
  const double mean = scene.turnover_a_second / options_.trades_a_second;
  request.quantity = Size(market, scene, 0.6 * mean, 1.0);
  const bool rests = scene.random.NextBelow(4) == 0;
  const double away = scene.fair.spread() * (rests ? 3 * scene.random.NextUniform() : -5.0) + 1e-5;
  request.tif = rests ? core::TimeInForce::kGtc : core::TimeInForce::kIoc;
  request.price = RoundPrice(market, scene.fair.price() * (1 - core::Sign(request.side) * away),
                             Rounding::kHalfEven);
  const uint64_t order = Order(market, crowd_, request, now);
  if (!rests || order == 0) return;
  scene.resting.push_back(order);
  if (scene.resting.size() <= kMostResting) return;
  (void)exchange_.Cancel(crowd_, market.id, scene.resting.front(), "", now);
  scene.resting.pop_front();
}

void Population::FollowTrend(Market& market, Scene& scene, base::UnixNanos now) {
  const double trend = scene.fair.trend();
  if (std::abs(trend) < 1.5 * scene.fair.spread()) return;
  OrderRequest request;
  request.side = trend > 0 ? Side::kBuy : Side::kSell;
  request.tif = core::TimeInForce::kIoc;
  const double away = 4 * scene.fair.spread();
  request.price = RoundPrice(market, scene.fair.price() * (1 + core::Sign(request.side) * away),
                             Rounding::kHalfEven);
  request.quantity = Size(market, scene, 3 * scene.turnover_a_second, 0.5);
  Order(market, trend_, request, now);
}

Quantity Population::Size(const Market& market, Scene& scene, double value,
                          double deviation) const {
  const double wanted =
      std::max(kLeastValue, value * std::exp(deviation * scene.random.NextNormal()));
  const double lot = market.listing.lot.ToDouble();
  return Quantity::FromDouble(std::max(wanted / scene.fair.price(), lot), market.listing.lot,
                              Rounding::kCeiling);
}

uint64_t Population::Order(Market& market, AccountId member, OrderRequest request,
                           base::UnixNanos now) {
  request.market = market.id;
  const auto placed = exchange_.Place(member, request, now);
  return placed ? placed->order.id : 0;
}

}  // namespace keel::exchange
