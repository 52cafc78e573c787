// SPDX-License-Identifier: MIT
#include "research/report/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>

#include "metrics/drawdowns.h"
#include "research/report/format.h"
#include "research/report/npy.h"

namespace keel::research {
namespace {

/// Gathers rows; fields are separated and rows ended by it.
class CsvRows {
 public:
  explicit CsvRows(std::string_view header) : text_(header) { text_ += '\n'; }

  CsvRows& Text(std::string_view value) { return Raw(CsvField(value)); }
  CsvRows& Exact(core::Decimal value) { return Raw(value.ToString()); }
  CsvRows& Number(double value) {
    Separate();
    fmt::format_to(std::back_inserter(text_), "{}", value == 0 ? 0.0 : value);
    return *this;
  }
  CsvRows& Whole(int64_t value) {
    Separate();
    fmt::format_to(std::back_inserter(text_), "{}", value);
    return *this;
  }
  /// "2022-12-31T23:00:00.250000000Z": pandas reads a column of times only if all have one shape.
  CsvRows& Time(base::UnixNanos t) {
    std::string iso = base::FormatIso(base::UnixNanos{t.ns - Fraction(t)});
    iso.pop_back();
    return Raw(fmt::format("{}.{:09}Z", iso, Fraction(t)));
  }
  CsvRows& Seconds(base::UnixNanos t) { return Raw(base::FormatIso(t)); }
  CsvRows& Absent() { return Raw(""); }
  void EndRow() {
    text_ += '\n';
    first_ = true;
  }
  std::string Take() { return std::move(text_); }

 private:
  static int64_t Fraction(base::UnixNanos t) {
    const int64_t rest = t.ns % 1'000'000'000;
    return rest < 0 ? rest + 1'000'000'000 : rest;
  }
  CsvRows& Raw(std::string_view value) {
    Separate();
    text_ += value;
    return *this;
  }
  void Separate() {
    if (!first_) text_ += ',';
    first_ = false;
  }

  std::string text_;
  bool first_ = true;
};

std::string PairOf(const engine::RunRecord& run, core::InstrumentId id) {
  return run.universe.at(id).symbol.ToString();
}

std::string StrategyOf(const engine::RunRecord& run, core::StrategyId id) {
  return id.index < run.strategies.size() ? run.strategies[id.index].name
                                          : fmt::format("{}", id.index);
}

/// Seconds, exact to the nanosecond.
core::Decimal SecondsOf(base::Duration d) {
  return core::Decimal::FromRaw(core::Int128{d.ns} * 1000);
}

struct EquityRow {
  int64_t time_ns;
  double equity;
  double drawdown;
  double exposure;
  double benchmark;
};
static_assert(sizeof(EquityRow) == 40, "an EquityRow is one row of equity.npy");

std::vector<EquityRow> EquityRows(const MeasuredRun& measured) {
  const metrics::EquitySeries& series = measured.strategy().inputs.strategy;
  const std::vector<double> drawdown = metrics::DrawdownSeries(series.equity);
  const std::vector<double> benchmark = measured.BenchmarkAtPoints();
  std::vector<EquityRow> rows;
  rows.reserve(series.times.size());
  for (size_t i = 0; i < series.times.size(); ++i) {
    rows.push_back({.time_ns = series.times[i].ns,
                    .equity = series.equity[i],
                    .drawdown = drawdown[i],
                    .exposure = series.exposure.empty() ? 0.0 : series.exposure[i],
                    .benchmark = benchmark.empty() ? series.equity.front() : benchmark[i]});
  }
  return rows;
}

bool WholeSeconds(const std::vector<EquityRow>& rows) {
  return std::all_of(rows.begin(), rows.end(),
                     [](const EquityRow& row) { return row.time_ns % 1'000'000'000 == 0; });
}

}  // namespace

std::string CsvField(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string TradesCsv(const engine::RunRecord& run) {
  CsvRows rows(
      "trade,strategy,pair,quantity,entry_time,exit_time,entry_price,exit_price,cost,proceeds,"
      "entry_fee,exit_fee,pnl,return,mae,mfe,slippage,duration_s,entry_reason,exit_reason,"
      "open_at_end");
  int64_t number = 0;
  for (const engine::TradeRecord& t : run.trades) {
    rows.Whole(++number).Text(StrategyOf(run, t.strategy)).Text(PairOf(run, t.instrument));
    rows.Exact(t.quantity.value()).Time(t.entry_time).Time(t.exit_time);
    rows.Exact(t.entry_price.value()).Exact(t.exit_price.value());
    rows.Exact(t.cost).Exact(t.proceeds).Exact(t.entry_fee).Exact(t.exit_fee);
    rows.Exact(NetProfit(t)).Number(ReturnOf(t)).Number(t.mae).Number(t.mfe).Number(t.slippage);
    rows.Exact(SecondsOf(t.exit_time - t.entry_time)).Text(t.entry_reason).Text(t.exit_reason);
    rows.Whole(t.open_at_end ? 1 : 0).EndRow();
  }
  return rows.Take();
}

std::string OrdersCsv(const engine::RunRecord& run) {
  CsvRows rows(
      "order,strategy,pair,side,type,tif,quantity,limit_price,stop_price,created_at,ended_at,state,"
      "end,filled,average_price,reference_price,reason,decision");
  for (const engine::OrderRecord& record : run.orders) {
    const core::Order& order = record.order;
    const core::OrderTerms& terms = order.terms;
    rows.Whole(static_cast<int64_t>(order.id.value)).Text(StrategyOf(run, order.strategy));
    rows.Text(PairOf(run, terms.instrument)).Text(core::ToString(terms.side));
    rows.Text(core::ToString(terms.type)).Text(core::ToString(terms.tif));
    rows.Exact(terms.quantity.value());
    for (const core::Price price : {terms.limit_price, terms.stop_price}) {
      price.is_zero() ? rows.Absent() : rows.Exact(price.value());
    }
    rows.Time(order.created_at);
    record.ended_at.ns == 0 ? rows.Absent() : rows.Time(record.ended_at);
    rows.Text(record.state).Text(record.end ? core::ToString(*record.end) : "");
    rows.Exact(record.filled.value());
    record.filled.is_zero() ? rows.Absent() : rows.Number(record.average_price);
    rows.Number(order.reference_price).Text(order.reason);
    order.decision == 0 ? rows.Absent() : rows.Whole(static_cast<int64_t>(order.decision));
    rows.EndRow();
  }
  return rows.Take();
}

std::string FillsCsv(const engine::RunRecord& run) {
  CsvRows rows(
      "order,strategy,pair,side,liquidity,time,price,quantity,fee,fee_currency,spread,impact,"
      "latency,reason");
  for (const core::Fill& fill : run.fills) {
    rows.Whole(static_cast<int64_t>(fill.order.value)).Text(StrategyOf(run, fill.strategy));
    rows.Text(PairOf(run, fill.instrument)).Text(core::ToString(fill.side));
    rows.Text(core::ToString(fill.liquidity)).Time(fill.time);
    rows.Exact(fill.price.value()).Exact(fill.quantity.value()).Exact(fill.fee.amount);
    rows.Text(run.universe.code(fill.fee.currency));
    rows.Number(fill.cost.spread).Number(fill.cost.impact).Number(fill.cost.latency);
    rows.Text(fill.reason).EndRow();
  }
  return rows.Take();
}

std::string RefusalsCsv(const engine::RunRecord& run) {
  CsvRows rows("time,strategy,pair,side,quantity,rule,value,limit,head_room,reason");
  for (const core::IntentRefused& refused : run.refusals) {
    for (const core::Refusal& refusal : refused.refusals) {
      const core::OrderTerms& terms = refused.intent.terms;
      rows.Time(refused.time).Text(StrategyOf(run, refused.intent.strategy));
      rows.Text(PairOf(run, terms.instrument)).Text(core::ToString(terms.side));
      rows.Exact(terms.quantity.value()).Text(refusal.rule);
      rows.Number(refusal.value).Number(refusal.limit).Exact(refusal.head_room.value());
      rows.Text(refused.intent.reason).EndRow();
    }
  }
  return rows.Take();
}

std::string SleevesCsv(const engine::RunRecord& run) {
  CsvRows rows("time,strategy,name,share,profit,return");
  for (const engine::SleeveDay& day : run.sleeve_days) {
    for (size_t s = 0; s < day.profit.size(); ++s) {
      rows.Time(day.time).Whole(static_cast<int64_t>(s + 1)).Text(run.strategies[s].name);
      rows.Number(day.share[s]).Number(day.profit[s]).Number(day.returns[s]).EndRow();
    }
  }
  return rows.Take();
}

std::string AllocationsCsv(const engine::RunRecord& run) {
  CsvRows rows("time,method,why,strategy,name,share,note");
  for (const engine::AllocationRecord& decision : run.allocations) {
    for (size_t s = 0; s < decision.shares.size(); ++s) {
      rows.Time(decision.time).Text(decision.method).Text(decision.why);
      rows.Whole(static_cast<int64_t>(s + 1)).Text(run.strategies[s].name);
      rows.Number(decision.shares[s]).Text(decision.note).EndRow();
    }
  }
  return rows.Take();
}

std::string ParentsCsv(const engine::RunRecord& run) {
  CsvRows rows(
      "parent,strategy,pair,algorithm,side,quantity,filled,left,start,end,children,fills,"
      "decision_price,arrival_price,end_price,average_price,interval_vwap,delay,timing,spread,"
      "impact,fees,opportunity,total,against_vwap,total_bps,prices,reason");
  const auto maybe = [&rows](const auto& amount) {
    if (!amount) {
      rows.Absent();
    } else if constexpr (requires { amount->value(); }) {
      rows.Exact(amount->value());
    } else {
      rows.Exact(*amount);
    }
  };
  for (const engine::ParentRun& p : run.parents) {
    const execution::CostRow& c = p.costs;
    rows.Whole(static_cast<int64_t>(p.id)).Text(StrategyOf(run, p.strategy));
    rows.Text(PairOf(run, p.instrument)).Text(p.algorithm).Text(c.side);
    rows.Exact(c.quantity.value()).Exact(c.filled.value()).Exact(p.left.value());
    rows.Time(p.start).Time(p.end).Whole(p.children).Whole(c.fills);
    rows.Exact(c.decision_price.value()).Exact(c.arrival_price.value());
    rows.Exact(c.end_price.value());
    maybe(c.average_price);
    maybe(c.interval_vwap);
    rows.Exact(c.delay).Exact(c.timing).Exact(c.spread).Exact(c.impact).Exact(c.fees);
    rows.Exact(c.opportunity).Exact(c.total);
    maybe(c.against_vwap);
    rows.Number(c.total_bps).Text(p.prices).Text(p.reason).EndRow();
  }
  return rows.Take();
}

std::string EquityCsv(const MeasuredRun& measured) {
  const std::vector<EquityRow> all = EquityRows(measured);
  const size_t every = (all.size() + kMostEquityRows - 1) / kMostEquityRows;
  const bool whole = WholeSeconds(all);
  CsvRows rows("time,equity,drawdown,exposure,benchmark");
  for (size_t i = 0; i < all.size(); ++i) {
    if (i % every != 0 && i + 1 != all.size()) continue;
    const base::UnixNanos time{all[i].time_ns};
    whole ? rows.Seconds(time) : rows.Time(time);
    rows.Number(all[i].equity).Number(all[i].drawdown).Number(all[i].exposure);
    rows.Number(all[i].benchmark).EndRow();
  }
  return rows.Take();
}

std::string EquityNpy(const MeasuredRun& measured) {
  const std::vector<EquityRow> rows = EquityRows(measured);
  std::string bytes = NpyHeader(
      "[('time', '<M8[ns]'), ('equity', '<f8'), ('drawdown', '<f8'), ('exposure', '<f8'), "
      "('benchmark', '<f8')]",
      fmt::format("({},)", rows.size()));
  bytes.append(reinterpret_cast<const char*>(rows.data()), rows.size() * sizeof(EquityRow));
  return bytes;
}

}  // namespace keel::research
