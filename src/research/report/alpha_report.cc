// SPDX-License-Identifier: MIT
#include "research/report/alpha_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/describe_json.h"
#include "research/report/format.h"
#include "research/report/text_table.h"

namespace keel::research {

BOOST_DESCRIBE_STRUCT(IcValue, (), (value, error, t))
BOOST_DESCRIBE_STRUCT(QuantileReturn, (), (observations, mean, error))
BOOST_DESCRIBE_STRUCT(QuantileReturns, (), (parts, spread, spread_error, monotonicity))
BOOST_DESCRIBE_STRUCT(HorizonIc, (),
                      (horizon, observations, lag, pearson, rank, autocorrelation, quantiles))
BOOST_DESCRIBE_STRUCT(DecayPoint, (), (from, to, ic, error))
BOOST_DESCRIBE_STRUCT(HalfLife, (), (bars, low, high, initial, explained))
BOOST_DESCRIBE_STRUCT(AlphaYield, (),
                      (gross, trend, alpha, t, turnover_per_day, holding_days, mean_gross))
BOOST_DESCRIBE_STRUCT(CapacityRow, (),
                      (capital, slippage, net, retained, money, participation,
                       largest_participation))
BOOST_DESCRIBE_STRUCT(Capacity, (),
                      (gross, fixed, impact, half, all, optimum, optimum_money, rows, unknown,
                       without))
BOOST_DESCRIBE_STRUCT(AlphaRelations, (), (names, signals, profits))

namespace {

constexpr double kTwoSided95 = 1.96;

std::string CountText(size_t count) { return Grouped(static_cast<double>(count), 0); }

/// "36 h", "2.1 days" of a number of bars.
std::string BarsAsTime(const AlphaReport& r, double bars) {
  const double days = bars * r.bar_days;
  if (days >= 2) return fmt::format("{:.1f} days", days);
  if (days * 24 >= 1) return fmt::format("{:.1f} h", days * 24);
  return fmt::format("{:.1f} min", days * 1440);
}

std::string MoneyText(const AlphaReport& r, double amount) {
  return Compact(amount) + " " + r.currency;
}

/// "0.034*": an asterisk where it is further from 0 than two errors.
std::string Starred(double value, double error, int decimals) {
  const bool sure = error > 0 && std::fabs(value) > kTwoSided95 * error;
  return fmt::format("{:.{}f}{}", value, decimals, sure ? "*" : " ");
}

std::string Bps(double fraction) { return fmt::format("{:.1f}", fraction * 1e4); }

std::string HorizonTable(const AlphaReport& r) {
  TextTable table(
      {"Horizon", "Time", "Signals", "IC", "Error", "t", "Rank IC", "Error", "t", "Autocorr."}, 2);
  for (const HorizonIc& h : r.study.horizons) {
    table.Row({fmt::format("{}", h.horizon), BarsAsTime(r, static_cast<double>(h.horizon)),
               CountText(h.observations), Starred(h.pearson.value, h.pearson.error, 4),
               fmt::format("{:.4f}", h.pearson.error), fmt::format("{:.1f}", h.pearson.t),
               Starred(h.rank.value, h.rank.error, 4), fmt::format("{:.4f}", h.rank.error),
               fmt::format("{:.1f}", h.rank.t),
               h.autocorrelation ? fmt::format("{:.2f}", *h.autocorrelation) : "-"});
  }
  return table.Text();
}

std::string DecayTable(const AlphaReport& r) {
  TextTable table(
      {"Bars later", "Until", r.study.ranks ? "Rank IC of a bar" : "IC of a bar", "Error", "Fit"},
      2);
  for (const DecayPoint& p : r.study.decay.points) {
    const std::string bars =
        p.to - p.from == 1 ? fmt::format("{}", p.to) : fmt::format("{} to {}", p.from + 1, p.to);
    std::string fitted = "-";
    if (const auto& fit = r.study.decay.half_life) {
      fitted = fmt::format("{:.4f}", FadedMean(*fit, p));
    }
    table.Row({bars, BarsAsTime(r, static_cast<double>(p.to)), Starred(p.ic, p.error, 4),
               fmt::format("{:.4f}", p.error), fitted});
  }
  return table.Text();
}

std::string QuantileTable(const AlphaReport& r) {
  std::vector<std::string> header = {"Horizon"};
  size_t parts = 0;
  for (const HorizonIc& h : r.study.horizons) {
    if (h.quantiles) parts = h.quantiles->parts.size();
  }
  if (parts == 0) return "  The signal takes too few values to be split.\n";
  for (size_t i = 0; i < parts; ++i) header.push_back(fmt::format("{}", i + 1));
  header.insert(header.end(), {"Top - bottom", "Error", "Monotone"});
  TextTable table(header);
  for (const HorizonIc& h : r.study.horizons) {
    if (!h.quantiles) continue;
    std::vector<std::string> cells = {fmt::format("{}", h.horizon)};
    for (const QuantileReturn& part : h.quantiles->parts) {
      cells.push_back(part.observations > 0 ? Bps(part.mean) : "-");
    }
    cells.push_back(Starred(h.quantiles->spread * 1e4, h.quantiles->spread_error * 1e4, 1));
    cells.push_back(Bps(h.quantiles->spread_error));
    cells.push_back(fmt::format("{:.2f}", h.quantiles->monotonicity));
    table.Row(cells);
  }
  return table.Text();
}

std::string CapacityTable(const AlphaReport& r) {
  TextTable table({"Capital", "Slippage, bp", "Net a year", "Kept", "Money a year",
                   "Share of volume", "Largest order"});
  for (const CapacityRow& row : r.study.capacity.rows) {
    const bool scales = r.study.capacity.gross > r.study.capacity.fixed;
    table.Row({Compact(row.capital), Bps(row.slippage), Percent(row.net, 1),
               scales ? Percent(std::max(row.retained, 0.0), 0) : "-", Compact(row.money),
               Percent(row.participation, 3), Percent(row.largest_participation, 2)});
  }
  return table.Text();
}

std::string RelationTable(const AlphaReport& r, const std::vector<std::optional<double>>& cells) {
  const std::vector<std::string>& names = r.study.relations.names;
  std::vector<std::string> header = {"Alpha"};
  for (size_t i = 0; i < names.size(); ++i) header.push_back(fmt::format("{}", i + 1));
  TextTable table(header);
  for (size_t i = 0; i < names.size(); ++i) {
    std::vector<std::string> row = {fmt::format("{} {}", i + 1, names[i])};
    for (size_t j = 0; j < names.size(); ++j) {
      const auto& cell = cells[i * names.size() + j];
      row.push_back(cell ? fmt::format("{:.2f}", *cell) : std::string(kAbsent));
    }
    table.Row(row);
  }
  return table.Text();
}

void PutDays(base::JsonWriter& json, std::string_view key, std::optional<double> bars,
             double bar_days) {
  json.Key(key);
  bars ? json.Number(*bars * bar_days) : json.Null();
}

void PutDecay(base::JsonWriter& json, const AlphaReport& r) {
  const Decay& decay = r.study.decay;
  json.Key("decay").BeginObject().Key("lags").Number(static_cast<int64_t>(r.study.lags));
  json.Key("ranks").Bool(r.study.ranks);
  json.Key("p_value").Number(decay.p_value).Key("points");
  base::WriteJson(json, decay.points);
  json.Key("half_life");
  base::WriteJson(json, decay.half_life);
  const auto& fit = decay.half_life;
  PutDays(json, "half_life_days", fit ? std::optional(fit->bars) : std::nullopt, r.bar_days);
  PutDays(json, "half_life_days_low", fit ? std::optional(fit->low) : std::nullopt, r.bar_days);
  PutDays(json, "half_life_days_high", fit ? fit->high : std::nullopt, r.bar_days);
  json.Key("without").String(decay.without);
  json.Key("declared_days");
  base::WriteJson(json, r.declared_days);
  json.Key("resamples").Number(r.resamples).Key("seed").Number(r.seed).EndObject();
}

}  // namespace

std::string AlphaHeadline(const AlphaReport& r) {
  const bool over_time = r.study.kind == IcKind::kTime;
  return fmt::format(
      "{} signals of {} pair{}, {} to {}: {}. Correlations are those {}",
      CountText(r.study.signals), r.pairs.size(), r.pairs.size() == 1 ? "" : "s",
      base::FormatDate(r.from), base::FormatDate(r.to), r.source,
      over_time ? (r.pairs.size() == 1 ? "over time." : "over time of each pair, averaged.")
                : "of the pairs at one time, averaged over the times.");
}

std::string HalfLifeSentence(const AlphaReport& r) {
  const auto& fit = r.study.decay.half_life;
  if (!fit) return r.study.decay.without + ".";
  std::string text = fmt::format("Half-life {} (95 % interval {} to {}", BarsAsTime(r, fit->bars),
                                 BarsAsTime(r, fit->low),
                                 fit->high ? BarsAsTime(r, *fit->high) : "no end that was seen");
  text += fmt::format("), from a{} correlation of {:.4f} with the next bar",
                      r.study.ranks ? " rank" : "", fit->initial);
  if (r.declared_days) {
    const bool inside = *r.declared_days >= fit->low * r.bar_days &&
                        (!fit->high || *r.declared_days <= *fit->high * r.bar_days);
    text += fmt::format("; the driver says {:.1f} days, which is {} it", *r.declared_days,
                        inside ? "inside" : "outside");
  }
  return text + ".";
}

std::string YieldSentence(const AlphaReport& r) {
  const AlphaYield& y = r.study.yield;
  std::string text = fmt::format(
      "Held as the signal says{}, without costs: {} a year",
      r.study.scale == SignalScale::kFree ? ", with as much as the capital at work on average" : "",
      SignedPercent(y.gross, 1));
  if (r.study.kind == IcKind::kTime) {
    text += fmt::format(", of which {} by what is held on average and {} by its moves (the alpha)",
                        SignedPercent(y.trend, 1), SignedPercent(y.alpha, 1));
  }
  if (y.t) text += fmt::format(", t {:.1f}", *y.t);
  text += fmt::format(". Turnover {:.2f} of the capital a day", y.turnover_per_day);
  if (y.holding_days) {
    text += fmt::format(", held for {}", BarsAsTime(r, *y.holding_days / r.bar_days));
  }
  return text + ".";
}

std::string CapacitySentence(const AlphaReport& r) {
  const Capacity& c = r.study.capacity;
  std::string text = fmt::format("Alpha {} a year less {} of fees and spread. ",
                                 SignedPercent(c.gross, 1), Percent(c.fixed, 1));
  if (!c.half) return text + c.without + ".";
  return text + fmt::format(
                    "Impact takes half of the rest at {}, all of it at {}; most money is made with "
                    "{}: {} a year.",
                    MoneyText(r, *c.half), MoneyText(r, *c.all), MoneyText(r, *c.optimum),
                    MoneyText(r, *c.optimum_money));
}

const HorizonIc* ShownHorizon(const AlphaReport& r) {
  const std::vector<HorizonIc>& all = r.study.horizons;
  if (all.empty()) return nullptr;
  if (!r.study.decay.half_life) return &all[all.size() / 2];
  const double wanted = std::log(r.study.decay.half_life->bars);
  return &*std::min_element(all.begin(), all.end(), [&](const HorizonIc& a, const HorizonIc& b) {
    return std::fabs(std::log(static_cast<double>(a.horizon)) - wanted) <
           std::fabs(std::log(static_cast<double>(b.horizon)) - wanted);
  });
}

std::string AlphaText(const AlphaReport& r) {
  std::string text = r.synthetic ? "SYNTHETIC DATA: the prices were generated.\n" : "";
  text += fmt::format("{}\n{}\n", Wrapped(r.name + " on " + r.series, 98, 0),
                      Wrapped(AlphaHeadline(r), 98, 0));
  for (const std::string& note : r.notes) text += Wrapped(note + ".", 98, 0) + "\n";
  text += "\nINFORMATION COEFFICIENT, with the return until the horizon\n" + HorizonTable(r);
  text += "  * more than 1.96 Newey-West errors from 0.\n";
  text += "\nDECAY\n  " + Wrapped(HalfLifeSentence(r), 96, 2) + "\n" + DecayTable(r);
  text += "\nRETURNS BY QUANTILE OF THE SIGNAL, basis points, weakest first\n" + QuantileTable(r);
  text += "\nTURNOVER\n  " + Wrapped(YieldSentence(r), 96, 2) + "\n";
  text += "\nCAPACITY\n  " + Wrapped(CapacitySentence(r), 96, 2) + "\n";
  if (!r.study.capacity.rows.empty()) text += CapacityTable(r);
  if (r.study.relations.names.size() > 1) {
    text += "\nOTHER ALPHAS, correlation of signals\n";
    text += RelationTable(r, r.study.relations.signals);
    text += "\nOTHER ALPHAS, correlation of daily profits\n";
    text += RelationTable(r, r.study.relations.profits);
  }
  text += "\nTHE BARS\n";
  for (size_t i = 0; i < r.pairs.size(); ++i) {
    text += fmt::format("  {:<12}{}\n", r.pairs[i], r.hashes[i]);
  }
  return text;
}

std::string AlphaJson(const AlphaReport& r) {
  base::JsonWriter json(2);
  json.BeginObject().Key("alpha").String(r.name).Key("source").String(r.source);
  json.Key("series").String(r.series).Key("synthetic").Bool(r.synthetic);
  json.Key("from").String(base::FormatIso(r.from)).Key("to").String(base::FormatIso(r.to));
  json.Key("bar_days").Number(r.bar_days).Key("currency").String(r.currency);
  json.Key("by").String(r.study.kind == IcKind::kTime ? "time" : "section");
  json.Key("signals").Number(static_cast<int64_t>(r.study.signals));
  json.Key("bars").BeginArray();
  for (size_t i = 0; i < r.pairs.size(); ++i) {
    json.BeginObject().Key("pair").String(r.pairs[i]).Key("hash").String(r.hashes[i]).EndObject();
  }
  json.EndArray().Key("notes");
  base::WriteJson(json, r.notes);
  json.Key("horizons");
  base::WriteJson(json, r.study.horizons);
  PutDecay(json, r);
  json.Key("yield");
  base::WriteJson(json, r.study.yield);
  json.Key("capacity");
  base::WriteJson(json, r.study.capacity);
  json.Key("relations");
  base::WriteJson(json, r.study.relations);
  return json.EndObject().text() + "\n";
}

}  // namespace keel::research
