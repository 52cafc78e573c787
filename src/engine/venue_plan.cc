// SPDX-License-Identifier: MIT
#include "engine/venue_plan.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "base/os/file.h"
#include "base/text.h"
#include "sim/models/registry.h"

namespace keel::engine {
namespace {

using base::ErrorCode;
using base::Fail;
using core::Decimal;

using sim::models::MeasuredLatency;

/// The lines of a file that are neither empty nor a remark, with their numbers.
template <typename Read>
base::Status EachLine(const std::string& path, const Read& read) {
  TRY(const std::string text, base::os::ReadFile(path));
  int number = 0;
  for (const std::string_view raw : base::Split(text, '\n')) {
    ++number;
    const std::string_view line = base::Trim(raw);
    if (line.empty() || line.front() == '#') continue;
    TRY(read(line, number));
  }
  return {};
}

/// False for what is no number.
bool ReadMilliseconds(std::string_view text, double* ms) {
  text = base::Trim(text);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *ms);
  return error == std::errc() && end == text.data() + text.size();
}

bool IsDelay(double ms) { return ms >= 0 && ms <= 3'600'000; }

/// The milliseconds of the "measured" model; none of another.
base::Result<std::vector<double>> MeasuredLatencies(const sim::LatencySettings& settings) {
  std::vector<double> values;
  if (settings.model != "measured") return values;
  TRY(EachLine(settings.file, [&](std::string_view line, int number) -> base::Status {
    double ms = 0;
    if (!ReadMilliseconds(line, &ms)) {
      return Fail(ErrorCode::kUsage, fmt::format("{}:{}: \"{}\" is not a latency in milliseconds",
                                                 settings.file, number, line));
    }
    values.push_back(ms);
    return {};
  }));
  return values;
}

base::Result<std::vector<MeasuredLatency>> LatencyTable(const sim::BookSettings& book) {
  std::vector<MeasuredLatency> table;
  if (book.latency != "measured_table") return table;
  if (book.latency_file.empty()) {
    return Fail(ErrorCode::kUsage,
                "sim.book.latency is measured_table: name its file in sim.book.latency_file");
  }
  TRY(EachLine(book.latency_file, [&](std::string_view line, int number) -> base::Status {
    const auto cells = base::Split(line, ',');
    double entry = 0, back = 0;
    const bool is_read = cells.size() == 3 && ReadMilliseconds(cells[1], &entry) &&
                         ReadMilliseconds(cells[2], &back) && IsDelay(entry) && IsDelay(back);
    const auto time = base::ParseTime(base::Trim(cells.front()));
    if (!is_read || !time) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("{}:{}: \"{}\" is not a time and two delays in milliseconds, as "
                              "2026-01-31T10:00:00Z,12.5,11",
                              book.latency_file, number, line));
    }
    const auto ns = [](double ms) { return base::Nanoseconds(static_cast<int64_t>(ms * 1e6)); };
    table.push_back({*time, ns(entry), ns(back)});
    return {};
  }));
  return table;
}

}  // namespace

base::Result<sim::LatencyModel> LatencyOf(const sim::LatencySettings& settings) {
  TRY(std::vector<double> measured, MeasuredLatencies(settings));
  return sim::LatencyModel::Make(settings, std::move(measured));
}

const sim::LatencySettings& ResponseOf(const sim::VenueSettings& sim) {
  return sim.response.model == "same" ? sim.latency : sim.response;
}

base::Result<std::unique_ptr<sim::models::OrderLatency>> OrderLatencyOf(
    const sim::VenueSettings& sim) {
  sim::models::OrderLatencySettings settings;
  settings.entry = sim.latency;
  settings.response = ResponseOf(sim);
  TRY(settings.entry_measured_ms, MeasuredLatencies(settings.entry));
  TRY(settings.response_measured_ms, MeasuredLatencies(settings.response));
  settings.load_doubling = sim.book.load_doubling;
  TRY(settings.table, LatencyTable(sim.book));
  return sim::models::MakeOrderLatency(sim.book.latency, settings);
}

base::Result<execution::FeeSchedule> FeesOf(const sim::FeeSettings& settings) {
  std::vector<execution::FeeRate> rates;
  for (const sim::FeeTier& tier : settings.tiers) {
    if (!(std::abs(tier.maker_bps) <= 1000 && std::abs(tier.taker_bps) <= 1000)) {
      return Fail(ErrorCode::kUsage, "sim.fees.tiers: a fee beyond 1000 bps is no fee");
    }
    const Decimal step = Decimal::PowerOfTen(-9);
    rates.push_back({tier.volume_30d, Decimal::FromDouble(tier.maker_bps * 1e-4, step),
                     Decimal::FromDouble(tier.taker_bps * 1e-4, step)});
  }
  return execution::FeeSchedule::Make(std::move(rates));
}

namespace {

base::Status CheckFractions(const sim::VenueSettings& sim) {
  const auto bad = [](const char* key, double value, const char* range) {
    return Fail(ErrorCode::kUsage, fmt::format("{} must lie in {}, not {}", key, range, value));
  };
  if (!(sim.fill.max_bar_share > 0 && sim.fill.max_bar_share <= 1)) {
    return bad("sim.fill.max_bar_share", sim.fill.max_bar_share, "(0, 1]");
  }
  if (!(sim.fill.delisting_haircut >= 0 && sim.fill.delisting_haircut <= 1)) {
    return bad("sim.fill.delisting_haircut", sim.fill.delisting_haircut, "[0, 1]");
  }
  if (!(sim.impact.spread_bps >= 0 && sim.impact.spread_bps <= 1000)) {
    return bad("sim.impact.spread_bps", sim.impact.spread_bps, "[0, 1000]");
  }
  for (const auto& [pair, bps] : sim.impact.spread_bps_by_pair) {
    if (!(bps >= 0 && bps <= 1000)) {
      return bad(("sim.impact.spread_bps_by_pair." + pair).c_str(), bps, "[0, 1000]");
    }
  }
  if (!(sim.impact.k_default >= 0 && sim.impact.k_default <= 10)) {
    return bad("sim.impact.k_default", sim.impact.k_default, "[0, 10]");
  }
  for (const auto& [coin, k] : sim.impact.k) {
    if (!(k >= 0 && k <= 10)) return bad(("sim.impact.k." + coin).c_str(), k, "[0, 10]");
  }
  for (const auto& [pair, adv] : sim.impact.declared_adv) {
    if (!(adv > 0 && std::isfinite(adv))) {
      return bad(("sim.impact.declared_adv." + pair).c_str(), adv, "(0, infinity)");
    }
  }
  return {};
}

}  // namespace

PairCosts CostsOf(const sim::ImpactSettings& impact, const core::Symbol& pair) {
  const auto spread = impact.spread_bps_by_pair.find(pair.ToString());
  const auto k = impact.k.find(pair.base);
  const double bps = spread == impact.spread_bps_by_pair.end() ? impact.spread_bps : spread->second;
  return {bps * 0.5e-4, k == impact.k.end() ? impact.k_default : k->second};
}

base::Result<VenuePlan> PlanVenue(const BacktestSettings& settings, const core::Universe& universe,
                                  const std::vector<LoadedSeries>& series) {
  TRY(CheckFractions(settings.sim));
  TRY(sim::LatencyModel latency, LatencyOf(settings.sim.latency));
  TRY(sim::LatencyModel response, LatencyOf(ResponseOf(settings.sim)));
  TRY(execution::FeeSchedule fees, FeesOf(settings.sim.fees));
  TRY(const sim::PathRule path, sim::ParsePathRule(settings.sim.fill.path));
  VenuePlan venue{{settings.seed, path, settings.sim.fill.max_bar_share, std::move(latency),
                   std::move(response), std::move(fees)},
                  {},
                  {}};
  for (const core::Instrument& pair : universe.instruments()) {
    const PairCosts costs = CostsOf(settings.sim.impact, pair.symbol);
    const LoadedSeries& s = series[pair.id.index];
    const double days = s.timeframe.period().seconds() / 86400.0;
    venue.costs.push_back(costs);
    venue.pairs.push_back(
        {costs.half_spread, costs.impact_k, s.record.declared_adv.value_or(0) * days});
  }
  return venue;
}

}  // namespace keel::engine
