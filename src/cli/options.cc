// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <optional>

#include "base/json.h"
#include "base/text.h"
#include "cli/verbs.h"
#include "models/options/american.h"
#include "models/options/black_scholes.h"
#include "models/options/implied_volatility.h"
#include "models/options/svi.h"
#include "storage/number_column.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr double kLargestVolatility = 10;  // quotes above are percents taken for fractions

/// One number of the answer, with what it is; absent where the method has none for these terms.
struct Line {
  std::string_view key;
  std::optional<double> value;
  std::string_view meaning;
};

class OptionPricing final : public Verb {
 public:
  std::string_view name() const override { return "options"; }
  std::string_view summary() const override {
    return "prices options, finds implied volatilities, fits a smile";
  }
  std::string_view group() const override { return "research"; }
  void Declare(Options& options) override {
    options.Positional("action", &action_, "price, iv or smile", true);
    options.Text("--type", &type_, "call or put (default call)");
    options.Number("--spot", &terms_.underlying, "price of the underlying, or of the future");
    options.Number("--strike", &terms_.strike, "strike price");
    options.Number("--years", &terms_.years, "time to expiry in years");
    options.Number("--rate", &terms_.rate, "interest a year, continuous, 0.05 for 5 %");
    options.Number("--yield", &yield_, "dividend, staking or foreign yield a year, continuous");
    options.Flag("--future", &future_, "the underlying is a future [Black 1976]");
    options.Number("--volatility", &terms_.volatility, "a year, 0.6 for 60 % (price)");
    options.Number("--price", &price_, "of the option (iv)");
    options.Text("--csv", &csv_, "table with strikes and implied volatilities (smile)");
    options.Text("--strikes", &strikes_, "column of strikes (default strike)");
    options.Text("--ivs", &ivs_, "column of implied volatilities (default iv)");
  }

  base::Status Run(Session& session) override {
    TRY(ReadTerms());
    if (action_ == "price") return Price(session);
    if (action_ == "iv") return Implied(session);
    if (action_ == "smile") return Smile(session);
    static const std::vector<std::string> kActions = {"price", "iv", "smile"};
    return Fail(ErrorCode::kUsage,
                fmt::format("options: there is no action \"{}\"{}; actions: price, iv, smile",
                            action_, base::DidYouMean(action_, kActions)));
  }

 private:
  base::Status ReadTerms() {
    if (type_ != "call" && type_ != "put") {
      return Fail(ErrorCode::kUsage, fmt::format("--type: \"{}\" is neither call nor put", type_));
    }
    terms_.type = type_ == "call" ? models::OptionType::kCall : models::OptionType::kPut;
    if (future_ && yield_ != 0) {
      return Fail(ErrorCode::kUsage, "--future has no --yield: its carry is 0");
    }
    terms_.carry = future_ ? 0 : terms_.rate - yield_;
    return {};
  }

  /// The first option that an action needs and was not given, or not above 0.
  base::Status Require(const std::vector<std::pair<const char*, double>>& needed) const {
    for (const auto& [option, value] : needed) {
      if (value != 0) continue;
      std::vector<std::string> all;
      for (const auto& need : needed) all.emplace_back(need.first);
      return Fail(ErrorCode::kUsage, fmt::format("options {} needs {}, each above 0; {} is missing",
                                                 action_, base::Join(all, ", "), option));
    }
    return {};
  }

  base::Status Price(Session& session) const {
    TRY(Require({{"--spot", terms_.underlying},
                 {"--strike", terms_.strike},
                 {"--years", terms_.years},
                 {"--volatility", terms_.volatility}}));
    TRY(const models::OptionGreeks g, models::BlackScholesGreeks(terms_));
    const auto approximation = models::BjerksundStenslandPrice(terms_);
    const auto lattice = models::LatticePrice(terms_, {.steps = 2000});
    for (const auto* american : {&approximation, &lattice}) {
      if (!*american) session.note(american->error().message);
    }
    const auto known = [](const base::Result<double>& price) {
      return price ? std::optional(*price) : std::nullopt;
    };
    Show(session, {{"price", g.price, "European, Black-Scholes-Merton"},
                   {"american", known(approximation), "American, Bjerksund-Stensland 2002"},
                   {"american_lattice", known(lattice), "American, lattice of 2000 steps"},
                   {"delta", g.delta, "dV/dS"},
                   {"gamma", g.gamma, "d2V/dS2"},
                   {"vega", g.vega, "dV/dvolatility, for 1.00 of volatility"},
                   {"theta", g.theta, "dV/dt, a year"},
                   {"rho", future_ ? g.rho_fixed_carry : g.rho, "dV/drate, for 1.00 of rate"},
                   {"carry_rho", g.carry_rho, "dV/dcarry"},
                   {"phi", g.phi, "dV/dyield"},
                   {"vanna", g.vanna, "d2V/dS dvolatility"},
                   {"vomma", g.vomma, "d2V/dvolatility2"},
                   {"charm", g.charm, "ddelta/dt, a year"},
                   {"veta", g.veta, "dvega/dt, a year"},
                   {"speed", g.speed, "dgamma/dS"},
                   {"zomma", g.zomma, "dgamma/dvolatility"},
                   {"color", g.color, "dgamma/dt, a year"},
                   {"ultima", g.ultima, "dvomma/dvolatility"}});
    return {};
  }

  base::Status Implied(Session& session) const {
    TRY(Require({{"--spot", terms_.underlying},
                 {"--strike", terms_.strike},
                 {"--years", terms_.years},
                 {"--price", price_}}));
    TRY(const double volatility, models::ImpliedVolatility(price_, terms_));
    Show(session, {{"implied_volatility", volatility, "a year; gives the price back"}});
    return {};
  }

  base::Status Smile(Session& session) const {
    if (csv_.empty() || !(terms_.years > 0) || !(terms_.underlying > 0)) {
      return Fail(ErrorCode::kUsage,
                  "options smile needs --csv FILE with columns strike and iv, --spot and --years");
    }
    const std::string path = PathFrom(session, csv_);
    TRY(const auto strikes, storage::ReadNumberColumn(path, strikes_));
    TRY(const auto ivs, storage::ReadNumberColumn(path, ivs_));
    const double forward = terms_.underlying * std::exp(terms_.carry * terms_.years);
    std::vector<double> k;
    std::vector<double> variance;
    for (size_t i = 0; i < strikes.values.size(); ++i) {
      if (!(strikes.values[i] > 0) || !(ivs.values[i] > 0)) {
        return Fail(
            ErrorCode::kUsage,
            fmt::format("{}: row {} has a strike or volatility that is not positive", csv_, i + 1));
      }
      if (ivs.values[i] > kLargestVolatility) {
        return Fail(ErrorCode::kUsage,
                    fmt::format("{}: row {} has a volatility of {}; they are fractions a year, 0.4 "
                                "for 40 %",
                                csv_, i + 1, ivs.values[i]));
      }
      k.push_back(std::log(strikes.values[i] / forward));
      variance.push_back(ivs.values[i] * ivs.values[i] * terms_.years);
    }
    TRY(const models::SviFit fit, models::FitSvi(k, variance));
    TRY(const models::ButterflyCheck check, models::CheckButterfly(fit.parameters));
    const models::SviParameters& svi = fit.parameters;
    Show(session, {{"a", svi.a, "level"},
                   {"b", svi.b, "slope of the wings"},
                   {"rho", svi.rho, "tilt"},
                   {"m", svi.m, "centre, log-moneyness"},
                   {"sigma", svi.sigma, "roundness"},
                   {"rms_error", fit.rms_error, "of total variance"},
                   {"at_the_money", std::sqrt(models::SviTotalVariance(svi, 0) / terms_.years),
                    "implied volatility at the forward"},
                   {"worst_density", check.worst_density,
                    check.free_of_arbitrage ? "not negative: free of butterfly arbitrage"
                                            : "negative: a butterfly there would be free money"}});
    return {};
  }

  static void Show(Session& session, const std::vector<Line>& lines) {
    if (session.json) {
      base::JsonWriter json(2);
      json.BeginObject();
      for (const Line& line : lines) {
        json.Key(line.key);
        line.value ? json.Number(*line.value) : json.Null();
      }
      session.print(json.EndObject().text() + "\n");
      return;
    }
    for (const Line& line : lines) {
      session.print(fmt::format("  {:<20}{:>16}  {}\n", line.key,
                                line.value ? fmt::format("{:.8g}", *line.value) : "none",
                                line.meaning));
    }
  }

  std::string action_;
  std::string type_ = "call";
  models::OptionTerms terms_;
  double yield_ = 0;
  double price_ = 0;
  bool future_ = false;
  std::string csv_;
  std::string strikes_ = "strike";
  std::string ivs_ = "iv";
};

}  // namespace

std::unique_ptr<Verb> MakeOptions() { return std::make_unique<OptionPricing>(); }

}  // namespace keel::cli
