// SPDX-License-Identifier: MIT
#include "server/lab/option_lab.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "models/options/svi.h"
#include "server/lab/testing/lab_scene.h"

namespace keel::server {
namespace {

OptionUnderlyingView Spot(double spot) { return {spot, std::nullopt, std::nullopt}; }

OptionPriceQuery PriceQuery(double spot, double strike, double years, double rate,
                            double volatility) {
  OptionPriceQuery q;
  q.spot = spot;
  q.strike = strike;
  q.years = years;
  q.rate = rate;
  q.volatility = volatility;
  return q;
}

OptionChainQuery ChainQuery(double spot, double volatility) {
  OptionChainQuery q;
  q.spot = spot;
  q.years = 0.25;
  q.rate = 0.05;
  q.volatility = volatility;
  return q;
}

/// Volatilities of a smile that is known, at 15 strikes around a spot of 100.
OptionSmileBody SmileBody(const models::SviParameters& svi) {
  OptionSmileBody body;
  body.spot = 100;
  body.years = 0.5;
  body.volatilities.emplace();
  for (int i = -7; i <= 7; ++i) {
    body.strikes.push_back(100 * std::exp(0.1 * i));
    body.volatilities->push_back(std::sqrt(models::SviTotalVariance(svi, 0.1 * i) / 0.5));
  }
  return body;
}

constexpr models::SviParameters kCalmSmile{
    .a = 0.02, .b = 0.10, .rho = -0.4, .m = 0.05, .sigma = 0.2};
// Gatheral and Jacquier 2014, example 3.1: not free of butterflies.
constexpr models::SviParameters kVogtSmile{
    .a = -0.0410, .b = 0.1331, .rho = 0.3060, .m = 0.3586, .sigma = 0.4153};

template <typename Query>
std::string FieldOf(const Query& query) {
  const auto mistake = MistakeIn(query);
  if (!mistake) return "";
  EXPECT_EQ(mistake->status, 400);
  EXPECT_FALSE(mistake->detail.empty());
  return mistake->field;
}

// Hull, "Options, Futures, and Other Derivatives", chapter 19: S 49, K 50, r 5 %, v 20 %, 20 weeks.
TEST(OptionPriceTest, HullsExample) {
  const auto view = OptionPriceOf(Spot(49), PriceQuery(49, 50, 0.3846, 0.05, 0.20));
  ASSERT_TRUE(view) << view.error().detail;
  EXPECT_NEAR(view->price.value_or(0), 2.40, 5e-3);
  EXPECT_EQ(view->price, view->european);
  EXPECT_FALSE(view->american);
  EXPECT_NEAR(view->greeks.delta, 0.522, 5e-4);
  EXPECT_NEAR(view->greeks.gamma, 0.066, 5e-4);
  EXPECT_NEAR(view->greeks.vega, 12.1, 5e-2);
  EXPECT_NEAR(view->greeks.theta, -4.31, 5e-3);
  EXPECT_NEAR(view->greeks.rho, 8.91, 5e-3);
}

TEST(OptionPriceTest, ThePriceSaysTheVolatilityThatMadeIt) {
  OptionPriceQuery q = PriceQuery(49, 50, 0.3846, 0.05, 0.20);
  const auto priced = OptionPriceOf(Spot(49), q);
  ASSERT_TRUE(priced);
  q.price = priced->price;
  q.volatility = std::nullopt;
  const auto implied = OptionPriceOf(Spot(49), q);
  ASSERT_TRUE(implied) << implied.error().detail;
  EXPECT_TRUE(implied->is_implied);
  EXPECT_NEAR(implied->volatility, 0.20, 1e-9);
  q.price = 48.9;  // less than to exercise it is worth
  q.strike = 1e-3;
  const auto refused = OptionPriceOf(Spot(49), q);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().status, 400);
  EXPECT_EQ(refused.error().field, "price");
}

// Haug 2007, 3.4: an American call on a future of 100, half a year, r 10 %, v 25 %.
TEST(OptionPriceTest, AnAmericanOptionHasBothMethods) {
  OptionPriceQuery q = PriceQuery(100, 100, 0.5, 0.10, 0.25);
  q.future = true;
  q.exercise = "american";
  const auto view = OptionPriceOf(Spot(100), q);
  ASSERT_TRUE(view) << view.error().detail;
  ASSERT_TRUE(view->american && view->american_lattice);
  EXPECT_NEAR(*view->american, 6.7661, 5e-5);
  EXPECT_NEAR(*view->american_lattice, *view->american, 0.2);
  EXPECT_EQ(view->price, view->american_lattice);
  EXPECT_GT(*view->price, view->european) << "it may be exercised early";
  EXPECT_NEAR(view->greeks.rho, -0.5 * view->european, 1e-9) << "of a future: the carry is held";
  EXPECT_TRUE(view->notes.empty());
}

TEST(OptionPriceTest, AMethodThatHasNoPriceSaysWhy) {
  OptionPriceQuery q = PriceQuery(100, 100, 0.5, -0.05, 0.25);
  q.exercise = "american";
  const auto view = OptionPriceOf(Spot(100), q);
  ASSERT_TRUE(view) << view.error().detail;
  EXPECT_FALSE(view->american) << "there may be two boundaries";
  EXPECT_EQ(view->notes.size(), 1u);
  EXPECT_TRUE(view->price);
}

TEST(OptionPriceTest, TheCurveHasThePayoffAndTheValue) {
  OptionPriceQuery q = PriceQuery(100, 110, 0.5, 0.02, 0.3);
  q.type = "put";
  for (const char* exercise : {"european", "american"}) {
    q.exercise = exercise;
    const auto view = OptionPriceOf(Spot(100), q);
    ASSERT_TRUE(view) << view.error().detail;
    const OptionCurveView& curve = view->curve;
    ASSERT_EQ(curve.values.size(), curve.spots.size());
    ASSERT_EQ(curve.payoffs.size(), curve.spots.size());
    EXPECT_TRUE(std::is_sorted(curve.spots.begin(), curve.spots.end()));
    EXPECT_LT(curve.spots.front(), 100);
    EXPECT_GT(curve.spots.back(), 110);
    EXPECT_EQ(std::count(curve.spots.begin(), curve.spots.end(), 110.0), 1) << "the kink";
    for (size_t i = 0; i < curve.spots.size(); ++i) {
      EXPECT_DOUBLE_EQ(curve.payoffs[i], std::max(0.0, 110 - curve.spots[i]));
      ASSERT_TRUE(curve.values[i]);
      if (curve.spots[i] == 100) {
        EXPECT_NEAR(*curve.values[i], *view->price, 0.01);
      }
    }
  }
}

TEST(OptionPriceTest, TellsTheFieldThatIsWrong) {
  const OptionPriceQuery good = PriceQuery(49, 50, 0.4, 0.05, 0.20);
  EXPECT_EQ(FieldOf(good), "");
  const auto with = [&good](auto change) {
    OptionPriceQuery q = good;
    change(q);
    return FieldOf(q);
  };
  EXPECT_EQ(with([](auto& q) { q.spot = std::nullopt; }), "spot");
  EXPECT_EQ(with([](auto& q) { q.pair = "BTC/USDT"; }), "spot") << "one of the two";
  EXPECT_EQ(with([](auto& q) { q.spot = 0; }), "spot");
  EXPECT_EQ(with([](auto& q) { q.strike = -1; }), "strike");
  EXPECT_EQ(with([](auto& q) { q.years = 0; }), "years");
  EXPECT_EQ(with([](auto& q) { q.years = 51; }), "years");
  EXPECT_EQ(with([](auto& q) { q.rate = 5; }), "rate");
  EXPECT_EQ(with([](auto& q) { q.yield = -5; }), "yield");
  EXPECT_EQ(with([](auto& q) {
              q.future = true;
              q.yield = 0.01;
            }),
            "yield");
  EXPECT_EQ(with([](auto& q) { q.volatility = 40; }), "volatility");
  EXPECT_EQ(with([](auto& q) { q.volatility = std::nullopt; }), "volatility");
  EXPECT_EQ(with([](auto& q) { q.price = 2; }), "volatility") << "one of the two";
  EXPECT_EQ(with([](auto& q) {
              q.volatility = std::nullopt;
              q.price = 2;
              q.exercise = "american";
            }),
            "exercise");
}

TEST(OptionChainTest, CallsAndPutsAreInParity) {
  OptionChainQuery q = ChainQuery(100, 0.4);
  q.yield = 0.02;
  const auto view = OptionChainOf(Spot(100), q, std::nullopt);
  ASSERT_TRUE(view) << view.error().detail;
  ASSERT_EQ(view->rows.size(), 21u);
  EXPECT_NEAR(view->forward, 100 * std::exp(0.03 * 0.25), 1e-12);
  for (const OptionChainRow& row : view->rows) {
    EXPECT_NEAR(row.call.price - row.put.price,
                100 * std::exp(-0.02 * 0.25) - row.strike * std::exp(-0.05 * 0.25), 1e-10);
    EXPECT_NEAR(row.call.greeks.delta - row.put.greeks.delta, std::exp(-0.02 * 0.25), 1e-12);
    EXPECT_NEAR(row.call.greeks.gamma, row.put.greeks.gamma, 1e-12);
    EXPECT_NEAR(row.call.greeks.vega, row.put.greeks.vega, 1e-9);
  }
}

TEST(OptionChainTest, StrikesAreRoundAndAroundTheSpot) {
  const auto view = OptionChainOf(Spot(61'234), ChainQuery(61'234, 0.6), std::nullopt);
  ASSERT_TRUE(view) << view.error().detail;
  // 60 % of the spot in ten steps: 3,674.04, so 2,500 is the largest round one.
  EXPECT_DOUBLE_EQ(view->rows[11].strike - view->rows[10].strike, 2'500);
  EXPECT_DOUBLE_EQ(view->rows[10].strike, 60'000);
  for (size_t i = 0; i < view->rows.size(); ++i) {
    EXPECT_EQ(view->rows[i].is_at_the_money, i == 10);
  }
  OptionChainQuery q = ChainQuery(100, 9);  // a year of which no width would be left
  q.strikes = 5;
  const auto wild = OptionChainOf(Spot(100), q, std::nullopt);
  ASSERT_TRUE(wild) << wild.error().detail;
  EXPECT_GT(wild->rows.front().strike, 0);
  q.step = 50;
  const auto refused = OptionChainOf(Spot(100), q, std::nullopt);
  ASSERT_FALSE(refused) << "it would go down to 0";
  EXPECT_EQ(refused.error().field, "step");
}

TEST(OptionChainTest, TheVolatilityOfTheBarsIsTheirDeviationAYear) {
  std::vector<double> returns;
  for (int i = 0; i < 100; ++i) returns.push_back(i % 2 == 0 ? 0.01 : -0.01);
  const OptionRealisedView realised = RealisedOf(testing::LabScene(returns));
  ASSERT_TRUE(realised.volatility) << realised.why.value_or("");
  EXPECT_NEAR(*realised.volatility, std::sqrt(100 * 1e-4 / 99 * 8'760), 1e-9);
  EXPECT_EQ(realised.series.returns, 100);
  OptionChainQuery q = ChainQuery(100, 0.4);
  q.volatility = std::nullopt;
  const auto view = OptionChainOf(Spot(100), q, realised);
  ASSERT_TRUE(view) << view.error().detail;
  EXPECT_EQ(view->volatility, realised.volatility);
  EXPECT_EQ(view->rows.size(), 21u);
}

TEST(OptionChainTest, TooFewReturnsHaveASentence) {
  const OptionRealisedView realised = RealisedOf(testing::LabScene(std::vector<double>(99, 0.01)));
  EXPECT_FALSE(realised.volatility);
  EXPECT_EQ(realised.why, "BTC/USDT 1h of a test has 99 returns; 100 are needed");
  OptionChainQuery q = ChainQuery(100, 0.4);
  q.volatility = std::nullopt;
  const auto view = OptionChainOf(Spot(100), q, realised);
  ASSERT_TRUE(view);
  EXPECT_TRUE(view->rows.empty());
  EXPECT_FALSE(view->volatility);
  EXPECT_EQ(view->why, realised.why);
}

TEST(OptionChainTest, APriceThatDidNotMoveMakesNoChain) {
  const OptionRealisedView realised = RealisedOf(testing::LabScene(std::vector<double>(100, 0)));
  OptionChainQuery q = ChainQuery(100, 0.4);
  q.volatility = std::nullopt;
  const auto view = OptionChainOf(Spot(100), q, realised);
  ASSERT_TRUE(view);
  EXPECT_TRUE(view->rows.empty());
  EXPECT_TRUE(view->why);
}

TEST(OptionChainTest, TellsTheFieldThatIsWrong) {
  const auto with = [](auto change) {
    OptionChainQuery q = ChainQuery(100, 0.4);
    change(q);
    return FieldOf(q);
  };
  EXPECT_EQ(with([](auto&) {}), "");
  EXPECT_EQ(with([](auto& q) { q.strikes = 4; }), "strikes");
  EXPECT_EQ(with([](auto& q) { q.strikes = 102; }), "strikes");
  EXPECT_EQ(with([](auto& q) { q.step = 0; }), "step");
  EXPECT_EQ(with([](auto& q) { q.volatility = std::nullopt; }), "volatility");
  EXPECT_EQ(with([](auto& q) { q.volatility = 0; }), "volatility");
}

TEST(OptionSmileTest, FindsTheSmileThatWasGiven) {
  const OptionSmileView view = OptionSmileOf(Spot(100), SmileBody(kCalmSmile));
  ASSERT_TRUE(view.fit) << view.why.value_or("");
  EXPECT_NEAR(view.fit->a, kCalmSmile.a, 1e-4);
  EXPECT_NEAR(view.fit->b, kCalmSmile.b, 1e-4);
  EXPECT_NEAR(view.fit->rho, kCalmSmile.rho, 1e-3);
  EXPECT_LT(view.fit->rms_error, 1e-5);
  EXPECT_NEAR(view.fit->at_the_money, std::sqrt(models::SviTotalVariance(kCalmSmile, 0) / 0.5),
              1e-4);
  EXPECT_TRUE(view.fit->is_free_of_arbitrage);
  ASSERT_TRUE(view.curve);
  EXPECT_LT(view.curve->strikes.front(), view.quotes.front().strike);
  EXPECT_GT(view.curve->strikes.back(), view.quotes.back().strike);
  for (const OptionQuoteView& quote : view.quotes) EXPECT_NEAR(quote.residual.value_or(1), 0, 1e-4);
}

TEST(OptionSmileTest, SaysThatASmileGivesAButterflyAway) {
  const OptionSmileView view = OptionSmileOf(Spot(100), SmileBody(kVogtSmile));
  ASSERT_TRUE(view.fit) << view.why.value_or("");
  EXPECT_FALSE(view.fit->is_free_of_arbitrage);
  EXPECT_LT(view.fit->worst_density, -0.01);
  EXPECT_NEAR(view.fit->worst_log_moneyness, 0.9, 0.4);  // figure 2 of the paper
}

TEST(OptionSmileTest, PricesSayTheirVolatilitiesAndOneThatSaysNoneIsLeftOut) {
  OptionSmileBody body = SmileBody(kCalmSmile);
  const std::vector<double> volatilities = *body.volatilities;
  body.type = "put";
  body.rate = 0.03;
  body.volatilities = std::nullopt;
  body.prices.emplace();
  for (size_t i = 0; i < body.strikes.size(); ++i) {
    OptionPriceQuery q = PriceQuery(100, body.strikes[i], 0.5, 0.03, volatilities[i]);
    q.type = "put";
    const auto priced = OptionPriceOf(Spot(100), q);
    ASSERT_TRUE(priced) << priced.error().detail;
    body.prices->push_back(priced->european);
  }
  body.prices->at(3) = 1e6;
  const OptionSmileView view = OptionSmileOf(Spot(100), body);
  ASSERT_TRUE(view.fit) << view.why.value_or("");
  for (size_t i = 0; i < view.quotes.size(); ++i) {
    const OptionQuoteView& quote = view.quotes[i];
    EXPECT_EQ(quote.volatility.has_value(), i != 3);
    EXPECT_EQ(quote.why.has_value(), i == 3);
    EXPECT_EQ(quote.residual.has_value(), i != 3);
    if (quote.volatility) {
      EXPECT_NEAR(*quote.volatility, volatilities[i], 1e-6);
    }
  }
}

TEST(OptionSmileTest, TooFewQuotesHaveASentence) {
  OptionSmileBody body = SmileBody(kCalmSmile);
  body.strikes.resize(4);
  body.volatilities->resize(4);
  const OptionSmileView view = OptionSmileOf(Spot(100), body);
  EXPECT_FALSE(view.fit);
  EXPECT_FALSE(view.curve);
  EXPECT_EQ(view.why, "SVI fit: 4 different strikes; five parameters need at least 5");
  EXPECT_EQ(view.quotes.size(), 4u);
}

TEST(OptionSmileTest, TellsTheFieldThatIsWrong) {
  const auto with = [](auto change) {
    OptionSmileBody body = SmileBody(kCalmSmile);
    change(body);
    return FieldOf(body);
  };
  EXPECT_EQ(with([](auto&) {}), "");
  EXPECT_EQ(with([](auto& body) { body.spot = std::nullopt; }), "spot");
  EXPECT_EQ(with([](auto& body) { body.strikes.clear(); }), "strikes");
  EXPECT_EQ(with([](auto& body) { body.strikes.resize(201, 100.0); }), "strikes");
  EXPECT_EQ(with([](auto& body) { body.strikes[2] = 0; }), "strikes[2]");
  EXPECT_EQ(with([](auto& body) { body.volatilities->pop_back(); }), "volatilities");
  EXPECT_EQ(with([](auto& body) { body.volatilities->at(1) = 40; }), "volatilities[1]");
  EXPECT_EQ(with([](auto& body) { body.volatilities = std::nullopt; }), "volatilities");
  EXPECT_EQ(with([](auto& body) { body.prices = body.volatilities; }), "volatilities");
}

}  // namespace
}  // namespace keel::server
