// SPDX-License-Identifier: MIT
#include "cli/config_rules.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "base/text.h"
#include "base/time.h"
#include "core/decimal.h"
#include "core/timeframe.h"
#include "risk/limits.h"
#include "strategy/allocation.h"

namespace keel::cli {
namespace {

using Rules = std::vector<ConfigRule>;

ConfigRule Plain(std::string_view path, std::string_view doc) { return {.path = path, .doc = doc}; }

ConfigRule Within(std::string_view path, double min, double max, std::string_view doc) {
  return {.path = path, .doc = doc, .min = min, .max = max};
}

ConfigRule Form(std::string_view path, TextForm form, std::string_view doc) {
  return {.path = path, .doc = doc, .form = form};
}

ConfigRule Choice(std::string_view path, std::vector<std::string> choices, std::string_view doc) {
  return {.path = path, .doc = doc, .form = TextForm::kChoice, .choices = std::move(choices)};
}

void AddRun(Rules& rules) {
  rules.insert(
      rules.end(),
      {Plain("venue", "whose stored bars are used"),
       Plain("pairs", "pairs to trade, or regular expressions over the stored ones"),
       Plain("pairs.*", "a pair"),
       Form("timeframe", TextForm::kTimeframe, "bars strategies see"),
       Form("timeframe_detail", TextForm::kDetail,
            "finer bars, or \"trades\", on which fills are simulated; empty: the same bars"),
       Form("timerange", TextForm::kTimeRange, "20180131-20180301; either end may be open"),
       Within("seed", 0, 18446744073709551615.0, "of everything random"),
       Within("jobs", 0, 4096, "threads; 0: all cores; never changes a result"),
       Form("min_notional", TextForm::kDecimal,
            "smallest order in quote currency where no pair says otherwise"),
       Plain("account", "what the run starts with"),
       Form("account.currency", TextForm::kCurrency, "equity is told in it"),
       {.path = "account.balances", .doc = "money at the start, by currency", .replaces = true},
       Form("account.balances.*", TextForm::kDecimal, "an exact amount, in quotes"),
       {.path = "account.cold_storage",
        .doc = "money held off the exchange, by currency: counted, never traded",
        .replaces = true},
       Form("account.cold_storage.*", TextForm::kDecimal, "an exact amount, in quotes"),
       Plain("instruments", "filters by pair; absent ones come from the data"),
       Plain("instruments.*", "one pair"),
       Form("instruments.*.tick", TextForm::kDecimal, "prices are multiples of it"),
       Form("instruments.*.lot", TextForm::kDecimal, "quantities are multiples of it"),
       Form("instruments.*.min_notional", TextForm::kDecimal, "smallest order in quote currency"),
       Plain("strategies", "what runs, each with its own positions in one account"),
       Plain("strategies.*", "one strategy"),
       Plain("strategies.*.name", "as in list-strategies"),
       Plain("strategies.*.params", "its parameters; the others keep their defaults"),
       Plain("strategies.*.params.*", "a number"),
       Within("strategies.*.allocation", 0, 1, "share of equity; absent: equal parts of the rest"),
       Plain("strategies.*.pairs", "absent: all pairs of the run"),
       Plain("strategies.*.pairs.*", "a pair"),
       Form("strategies.*.timeframe", TextForm::kTimeframe, "absent: the run's")});
}

void AddAllocation(Rules& rules) {
  rules.insert(
      rules.end(),
      {Plain("allocation", "how the strategies share the account; docs/allocation.md"),
       Choice("allocation.method", strategy::AllocationMethodNames(),
              "how shares of equity are told from past days; fixed: as the strategies say"),
       Within("allocation.rebalance_days", 1, 3650, "days between decisions"),
       Within("allocation.lookback_days", 2, 3650, "closed days that a decision knows"),
       Within("allocation.least_days", 2, 3650, "days before the first decision"),
       Within("allocation.band", 0, 1, "part of a share that it must be off by to change"),
       Within("allocation.cost_bps", 0, 1000,
              "cost of moving, of what is traded; off: the taker fee and half the spread"),
       Within("allocation.share_max", 0, 1,
              "largest part of what is handed out: mean_variance, min_cvar"),
       Within("allocation.risk_aversion", 0, 1000, "mean_variance: weight of variance over return"),
       Plain("allocation.netting",
             "opposite wishes of two strategies cross inside the account, at the last price")});
}

void AddExecution(Rules& rules) {
  rules.insert(
      rules.end(),
      {Plain("execution", "how large orders for targets are worked; docs/backtesting.md"),
       Choice("execution.algorithm",
              {"", "twap", "vwap", "pov", "iceberg", "implementation_shortfall"},
              "who works them; empty: they go out in slices, as fast as the limits allow"),
       Within("execution.min_value", 0, 1e15, "smaller orders go out at once; account currency"),
       Within("execution.horizon_minutes", 1, 525'600, "in which an order is to be done"),
       Within("execution.pace_seconds", 1, 86'400, "between two parts of one order"),
       Within(
           "execution.max_participation", 0, 1,
           "share of what the market traded in the last hour (or two bars) that is taken at most"),
       Within("execution.slices", 1, 10'000,
              "twap, vwap, implementation_shortfall: parts of the horizon"),
       Within("execution.rate", 0, 1, "pov: share of what the market trades"),
       Within("execution.visible", 0, 1, "iceberg: part of the order that is shown at a time"),
       Within(
           "execution.risk_aversion", 0, 1000,
           "implementation_shortfall: what variance of the cost counts against the cost, per unit "
           "of account currency; 0: equal parts, more: earlier")});
}

void AddVenue(Rules& rules) {
  rules.insert(
      rules.end(),
      {Plain("sim", "the simulated venue"),
       Plain("sim.latency", "delay of orders on their way to the venue"),
       Choice("sim.latency.model", {"fixed", "uniform", "lognormal", "measured"},
              "how a delay is drawn"),
       Within("sim.latency.fixed_ms", 0, 600'000, "fixed: the delay"),
       Within("sim.latency.min_ms", 0, 600'000, "uniform: the least delay"),
       Within("sim.latency.max_ms", 0, 600'000, "uniform: the greatest delay"),
       Within("sim.latency.median_ms", 0, 600'000, "lognormal: the median delay"),
       Within("sim.latency.sigma", 0, 5, "lognormal: standard deviation of its logarithm"),
       Plain("sim.latency.file", "measured: a file with one delay in milliseconds a line"),
       Plain("sim.response", "delay of what the venue says of them on its way back"),
       Choice("sim.response.model", {"same", "fixed", "uniform", "lognormal", "measured"},
              "how a delay is drawn; same: as sim.latency says"),
       Within("sim.response.fixed_ms", 0, 600'000, "fixed: the delay"),
       Within("sim.response.min_ms", 0, 600'000, "uniform: the least delay"),
       Within("sim.response.max_ms", 0, 600'000, "uniform: the greatest delay"),
       Within("sim.response.median_ms", 0, 600'000, "lognormal: the median delay"),
       Within("sim.response.sigma", 0, 5, "lognormal: standard deviation of its logarithm"),
       Plain("sim.response.file", "measured: a file with one delay in milliseconds a line"),
       Plain("sim.fees", "what the venue takes"),
       Plain("sim.fees.tiers", "steps of the schedule, ascending, the first from 0"),
       Plain("sim.fees.tiers.*", "one step"),
       Within("sim.fees.tiers.*.volume_30d", 0, 1e15, "traded value of 30 days it applies from"),
       Within("sim.fees.tiers.*.maker_bps", -100, 1000, "basis points of an order that waited"),
       Within("sim.fees.tiers.*.taker_bps", 0, 1000, "basis points of an order that did not"),
       Plain("sim.impact", "spread and market impact"),
       Within("sim.impact.spread_bps", 0, 1000, "full spread where the bars carry none"),
       Plain("sim.impact.spread_bps_by_pair", "the same for single pairs"),
       Within("sim.impact.spread_bps_by_pair.*", 0, 1000, "full spread"),
       Plain("sim.impact.k", "impact coefficient by base coin"),
       Within("sim.impact.k.*", 0, 10, "impact coefficient"),
       Within("sim.impact.k_default", 0, 10, "impact coefficient of every other coin"),
       Plain("sim.impact.declared_adv",
             "average daily volume in base units, by pair, for bars without volume"),
       Within("sim.impact.declared_adv.*", 0, 1e18, "base units a day"),
       Plain("sim.fill", "how orders meet bars"),
       Choice("sim.fill.path", {"pessimistic", "optimistic", "ohlc", "nearest"},
              "the order in which a bar's prices are imagined"),
       Within("sim.fill.max_bar_share", 0, 1, "most of a bar's volume that own fills may take"),
       Within("sim.fill.delisting_haircut", 0, 1,
              "taken off the last price when a series ends before the run"),
       Plain("sim.book", "how orders meet recorded books"),
       Choice("sim.book.queue", {"fifo", "risk_adverse", "power_probability", "order_by_order"},
              "where an order stands among those at its price; order_by_order: as the recording "
              "says, which must name every order"),
       Within("sim.book.queue_power", 0.01, 100, "power_probability: the exponent"),
       Choice("sim.book.latency", {"drawn", "load", "measured_table"},
              "drawn: as sim.latency says; load: longer while more happens; measured_table: as "
              "measured at that time"),
       Choice(
           "sim.book.impact", {"none", "permanent"},
           "permanent: own taking fills worsen later ones, by sim.impact; the book's levels cost "
           "the rest"),
       Plain("sim.book.latency_file",
             "measured_table: lines of a time, milliseconds to the venue, milliseconds back"),
       Within("sim.book.load_doubling", 1, 1e9, "load: events a second that double a delay")});
}

constexpr double kForever = 366.0 * 86400;  // seconds

void AddRiskOfPortfolio(Rules& rules) {
  rules.insert(
      rules.end(),
      {Within("risk.cluster_exposure", 0, 10, "assets together that move together"),
       Within("risk.cluster_correlation", 0, 1, "what moving together means: 60 days, shrunk"),
       Within("risk.var_daily", 0, 10, "value at risk of a day at 95 %; only increases refused"),
       Within("risk.cvar_daily", 0, 10, "mean loss of the worst 5 % of days; the same"),
       Within("risk.loss_per_trade", 0, 1, "loss of an entry at its planned stop"),
       Within("risk.strategy_day_loss", 0, 1, "loss of a strategy that ends its entries that day"),
       Within("risk.turnover_per_day", 0, 100'000, "value of a day's fills"),
       Within("risk.fees_alert", 0, 1, "a day's fees that raise an alert"),
       Within("risk.venue_share", 0, 1, "held at one venue; more raises an alert")});
}

void AddRiskOfConduct(Rules& rules) {
  rules.insert(
      rules.end(),
      {Within("risk.participation", 0, 1, "own volume of an hour, of the venue's"),
       Within("risk.jump_5m", 0, 100, "move within 5 minutes that pauses entries in a pair"),
       Within("risk.jump_60s", 0, 100, "move within 60 seconds that does"),
       Within("risk.jump_pause_s", 0, kForever, "seconds that such a pause lasts"),
       Within("risk.duplicate_s", 0, kForever, "seconds within which an entry is not repeated"),
       Within("risk.orders_per_second", 1, 100'000, "orders sent to a venue within a second"),
       Within("risk.orders_per_10s", 1, 1'000'000, "orders sent to a venue within 10 seconds"),
       Within("risk.entries_per_hour", 1, 1'000'000, "entries that disable a strategy"),
       Within("risk.entries_per_day", 1, 1'000'000, "entries of 24 hours that do"),
       Within("risk.losing_streak", 1, 1'000'000, "losing round trips in a row that do"),
       Within("risk.self_trade_distance", 0, 1, "least distance of an entry to an own sell"),
       Within("risk.stale_bars", 0, 1'000'000, "age of the last price that ends entries, in bars"),
       Within("risk.depeg_price", 0, 1, "a stablecoin below it has lost its peg"),
       Within("risk.depeg_s", 0, kForever, "seconds below it that end entries paid in it")});
}

void AddRisk(Rules& rules) {
  rules.insert(
      rules.end(),
      {Plain("risk", "limits that every order passes; fractions of equity; \"off\" lifts one"),
       Choice("risk.profile", risk::ProfileNames(), "the defaults that the other keys override"),
       Within("risk.position_share", 0, 1, "one asset, working orders included"),
       Within("risk.gross_exposure", 0, 10, "all positions together"),
       Within("risk.gross_value_max", 0, 1e15, "all positions together, in account currency"),
       Within("risk.order_value_share", 0, 1, "one order"),
       Within("risk.order_value_max", 0, 1e15, "one order, in account currency"),
       Within("risk.order_value_alert", 0, 1, "one order that passes and is counted as an alert"),
       Within("risk.order_value_floor", 1, 1000, "an entry, times the venue's minimum"),
       Within("risk.order_volume_share", 0, 1, "one order, of the median 5-minute volume of 24 h"),
       Within("risk.collar_major", 0, 1, "limit price around the reference: BTC and ETH"),
       Within("risk.collar_other", 0, 1, "limit price around the reference: every other asset"),
       Within("risk.through_best", 0, 1, "most that a limit may cross the best price by"),
       Within("risk.market_slippage", 0, 1, "most slippage expected of a market order"),
       Within("risk.entry_interval_s", 0, kForever,
              "seconds between entries, by pair and strategy"),
       Within("risk.open_orders_per_symbol", 1, 100'000, "orders working in one pair"),
       Within("risk.open_orders", 1, 1'000'000, "orders working in the account"),
       Within("risk.daily_alert", 0, 1, "fall from the day's first equity that raises an alert"),
       Within("risk.daily_reducing", 0, 1, "... that lets positions only shrink"),
       Within("risk.daily_halt", 0, 1, "... that stops trading for the day"),
       Within("risk.weekly_halt", 0, 1, "fall from the week's highest equity that stops trading"),
       Within("risk.total_halt", 0, 1, "fall from the highest equity that stops trading")});
  AddRiskOfPortfolio(rules);
  AddRiskOfConduct(rules);
}

std::string Bound(double value) {
  const bool whole = std::abs(value) < 1e15 && value == std::floor(value);
  return whole ? fmt::format("{:.0f}", value) : fmt::format("{}", value);
}

base::Status Refuse(std::string what) {
  return base::Fail(base::ErrorCode::kUsage, std::move(what));
}

base::Status CheckDecimal(const std::string& value) {
  const auto amount = core::Decimal::Parse(value);
  if (!amount)
    return Refuse(fmt::format("must be an exact decimal like \"0.001\", not \"{}\"", value));
  if (amount->is_negative()) return Refuse(fmt::format("must not be negative, but is {}", value));
  return {};
}

}  // namespace

std::span<const ConfigRule> ConfigRules() {
  static const Rules kRules = [] {
    Rules rules;
    AddRun(rules);
    AddAllocation(rules);
    AddExecution(rules);
    AddVenue(rules);
    AddRisk(rules);
    return rules;
  }();
  return kRules;
}

const ConfigRule* FindRule(std::string_view path) {
  for (const ConfigRule& rule : ConfigRules()) {
    if (rule.path == path) return &rule;
  }
  return nullptr;
}

base::Status CheckNumber(const ConfigRule& rule, double value) {
  const bool low = rule.min && value < *rule.min;
  const bool high = rule.max && value > *rule.max;
  if (!low && !high) return {};
  const bool fraction = rule.min == 0.0 && rule.max == 1.0 && value > 1 && value <= 100;
  return Refuse(fmt::format(
      "must be between {} and {}, not {}{}", Bound(*rule.min), Bound(*rule.max), Bound(value),
      fraction ? fmt::format(" (a fraction: {} is {} %)", value / 100, value) : ""));
}

base::Status CheckText(const ConfigRule& rule, const std::string& value) {
  switch (rule.form) {
    case TextForm::kFree:
      return {};
    case TextForm::kChoice:
      for (const std::string& choice : rule.choices) {
        if (choice == value) return {};
      }
      return Refuse(fmt::format("must be one of {}, not \"{}\"{}", base::Join(rule.choices, ", "),
                                value, base::DidYouMean(value, rule.choices)));
    case TextForm::kDetail:
      if (value.empty() || value == "trades") return {};
      [[fallthrough]];
    case TextForm::kTimeframe:
      if (const auto timeframe = core::Timeframe::Parse(value); !timeframe) {
        return Refuse(timeframe.error().message);
      }
      return {};
    case TextForm::kTimeRange:
      if (const auto range = base::ParseTimeRange(value); !range) {
        return Refuse(range.error().message);
      }
      return {};
    case TextForm::kDecimal:
      return CheckDecimal(value);
    case TextForm::kCurrency:
      if (value.empty() ||
          value.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != std::string::npos) {
        return Refuse(fmt::format("must be a currency code in capitals, not \"{}\"", value));
      }
      return {};
  }
  return {};
}

std::span<const ConfigAlias> ConfigAliases() {
  static constexpr std::array<ConfigAlias, 11> kAliases = {{
      {"MAX_POSITION_SIZE", "risk.position_share"},
      {"MAX_DAILY_DRAWDOWN", "risk.daily_halt"},
      {"VAR_CONFIDENCE", ""},
      {"BINANCE_API_KEY", "", true},
      {"BINANCE_SECRET_KEY", "", true},
      {"USE_BINANCE_TESTNET", ""},
      {"DATABASE_URL", "", true},
      {"REDIS_URL", "", true},
      {"NEWSAPI_KEY", "", true},
      {"ALPHA_VANTAGE_API_KEY", "", true},
      {"TWITTER_BEARER_TOKEN", "", true},
  }};
  return kAliases;
}

}  // namespace keel::cli
