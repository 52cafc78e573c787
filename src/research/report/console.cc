// SPDX-License-Identifier: MIT
#include "research/report/console.h"

#include <fmt/format.h>

#include <algorithm>

#include "research/report/badge_parts.h"
#include "research/report/breakdown.h"
#include "research/report/format.h"
#include "research/report/integrity.h"
#include "research/report/sleeves.h"
#include "research/report/text_table.h"

namespace keel::research {
namespace {

constexpr size_t kMostLines = 25;

std::string_view BeliefWord(Belief belief) {
  return belief == Belief::kSound ? "SOUND" : belief == Belief::kDoubt ? "DOUBT" : "CAUTION";
}

/// Collects the sections; colours are escape sequences only where they were asked for.
class Page {
 public:
  Page(const MeasuredRun& measured, bool colour)
      : measured_(measured), run_(measured.run()), colour_(colour) {}

  void Head(const Provenance& provenance);
  void Answers();
  void Checks(const Badge& badge);
  void Metrics();
  void Groups(GroupBy by, std::string_view title);
  void Sleeves();
  void Strategies();
  void Costs();
  void Risk();
  void Sentences(std::string_view title, const std::vector<std::string>& sentences);
  void Origin(const Provenance& provenance, const std::string& directory);
  std::string Take() { return std::move(text_); }

 private:
  std::string Painted(std::string_view text, int code) const {
    return colour_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
  }
  std::string Signed(double fraction) const {
    return Painted(SignedPercent(fraction), fraction < 0 ? 31 : 32);
  }
  void Title(std::string_view title) { text_ += "\n" + Painted(title, 1) + "\n"; }
  std::string Money(core::Decimal amount) const {
    return SignedGrouped(amount.ToDouble(), measured_.money_decimals());
  }

  const MeasuredRun& measured_;
  const engine::RunRecord& run_;
  bool colour_;
  std::string text_;
};

void Page::Head(const Provenance& provenance) {
  if (IsSynthetic(run_)) {
    text_ += Painted("SYNTHETIC DATA: the prices were generated; no market did this.", 33) + "\n";
  }
  if (run_.interrupted) text_ += Painted("INTERRUPTED: the run was stopped early.", 33) + "\n";
  text_ +=
      Painted(fmt::format("{} on {} {}", StrategyNames(run_), PairNames(run_), run_.timeframe), 1);
  text_ += fmt::format(", {} to {}", base::FormatMinute(run_.from), base::FormatMinute(run_.to));
  if (!provenance.run_id.empty()) text_ += "\nrun " + provenance.run_id;
  text_ += "\n\n";
}

void Page::Answers() {
  const double total = measured_.Of("total_return").value_or(0);
  text_ += fmt::format("  Money   {} from {} to {}", Signed(total),
                       measured_.Money(run_.starting_equity.ToDouble()),
                       measured_.Money(run_.final_equity.ToDouble()));
  if (const auto hold = measured_.OfBenchmark("total_return")) {
    text_ += fmt::format("; buy and hold {}", Signed(*hold));
  }
  text_ +=
      fmt::format("\n  Risk    max drawdown {}", Percent(measured_.Of("max_drawdown").value_or(0)));
  if (const auto volatility = measured_.Of("volatility")) {
    text_ += fmt::format(", volatility {}", Percent(*volatility));
  }
  if (const auto sharpe = measured_.Of("sharpe")) {
    text_ += fmt::format(", Sharpe {:.2f}", *sharpe);
    if (const auto error = measured_.Of("sharpe_standard_error")) {
      text_ += fmt::format(" +- {:.2f}", *error);
    }
  }
  const Integrity integrity = JudgeIntegrity(measured_);
  const int paint = integrity.worst == Belief::kSound   ? 32
                    : integrity.worst == Belief::kDoubt ? 31
                                                        : 33;
  text_ += fmt::format("\n  Belief  {}: {}\n", Painted(BeliefWord(integrity.worst), paint),
                       Wrapped(integrity.verdict, 78, 10));
  for (const IntegrityCheck& check : integrity.checks) {
    const char* mark = check.belief == Belief::kSound   ? "ok"
                       : check.belief == Belief::kDoubt ? "!!"
                                                        : "! ";
    text_ += fmt::format("          {} {}\n", mark, Wrapped(check.finding, 84, 13));
  }
}

void Page::Checks(const Badge& badge) { text_ += BadgeText(badge); }

void Page::Metrics() {
  Title("SUMMARY METRICS");
  TextTable table({"Metric", "Strategy", "Buy and hold"});
  for (const StatisticLine& line : StatisticLines(metrics::ConsoleRows(), measured_)) {
    line.label.empty() ? table.Gap() : table.Row({line.label, line.strategy, line.benchmark});
  }
  text_ += table.Text();
}

void Page::Groups(GroupBy by, std::string_view title) {
  const std::vector<TradeGroup> groups = GroupTrades(run_, by);
  if (run_.trades.empty()) return;
  Title(title);
  TextTable table({"", "Trades", "Mean return", fmt::format("Profit {}", run_.account_currency),
                   "Mean duration", "Win", "Draw", "Loss", "Win%"});
  const size_t shown = groups.size() > kMostLines + 1 ? kMostLines : groups.size() - 1;
  const auto add = [&](const TradeGroup& g) {
    table.Row({g.name, fmt::format("{}", g.trades), SignedPercent(g.mean_return()), Money(g.profit),
               Span(g.mean_seconds()), fmt::format("{}", g.wins), fmt::format("{}", g.draws),
               fmt::format("{}", g.losses), Percent(g.win_rate(), 1)});
  };
  std::for_each(groups.begin(), groups.begin() + static_cast<ptrdiff_t>(shown), add);
  if (shown + 1 < groups.size()) {
    table.Row({fmt::format("... {} more", groups.size() - 1 - shown)});
  }
  if (groups.size() > 2) add(groups.back());
  text_ += table.Text();
}

void Page::Sleeves() {
  Title("SLEEVES");
  const int digits = measured_.money_decimals();
  const auto money = [&](core::Decimal amount) { return SignedGrouped(amount.ToDouble(), digits); };
  TextTable table({"", fmt::format("Profit {}", run_.account_currency), "of it open", "Fees",
                   "Slippage", "Trades", "Drawdown", "Sharpe", "Share"});
  for (size_t s = 0; s < run_.sleeves.size(); ++s) {
    const engine::SleeveRecord& sleeve = run_.sleeves[s];
    table.Row({SleeveName(run_, s), money(sleeve.profit), money(sleeve.unrealised),
               Grouped(sleeve.fees.ToDouble(), digits), Grouped(sleeve.costs.slippage(), digits),
               fmt::format("{}", sleeve.trades), Grouped(sleeve.max_drawdown, digits),
               sleeve.sharpe ? fmt::format("{:.2f}", *sleeve.sharpe) : std::string(kAbsent),
               Percent(sleeve.mean_share, 1)});
  }
  table.Row({"cash and deposits", money(run_.attribution.cash)});
  table.Row({"TOTAL", money(run_.attribution.total)});
  text_ += table.Text();
  text_ += fmt::format("  The rows add up to the change of equity: {} is left over.\n",
                       run_.attribution.residual.ToString());
  for (const std::string& sentence : {DecisionSentence(run_), CrossingSentence(run_, digits)}) {
    if (!sentence.empty()) text_ += "  " + Wrapped(sentence, kConsoleWidth - 2, 2) + "\n";
  }
}

void Page::Strategies() {
  for (const engine::StrategyRecord& strategy : run_.strategies) {
    for (const strategy::ReportTable& told : strategy.tables) {
      Title(fmt::format("{}: {}", strategy.name, told.title));
      TextTable table(told.columns);
      for (const std::vector<std::string>& row : told.rows) table.Row(row);
      text_ += table.Text();
      if (!told.note.empty()) text_ += "  " + Wrapped(told.note, kConsoleWidth - 2, 2) + "\n";
    }
  }
}

void Page::Costs() {
  const engine::CostRecord& costs = run_.costs;
  Title("COSTS");
  TextTable table({"", run_.account_currency, "of turnover", "of start"});
  const double start = run_.starting_equity.ToDouble();
  const auto add = [&](const char* name, double amount) {
    table.Row({name, Grouped(amount, measured_.money_decimals()),
               costs.turnover > 0 ? fmt::format("{:.2f} bps", amount / costs.turnover * 1e4) : "-",
               Percent(amount / start)});
  };
  add("Fees", costs.fees);
  add("Spread", costs.spread);
  add("Impact", costs.impact);
  add("Latency", costs.latency);
  add("Total", costs.fees + costs.slippage());
  table.Row({"Turnover", Grouped(costs.turnover, measured_.money_decimals()), "",
             fmt::format("{:.1f}x", costs.turnover / start)});
  text_ += table.Text();
}

void Page::Risk() {
  Title("RISK GATE");
  text_ += fmt::format(
      "  Profile {}: {} refusals, {} reductions, {} alerts, {} changes of trading state\n",
      run_.risk_profile, CountOf(run_.refusals_by_rule), CountOf(run_.shrinks_by_rule),
      CountOf(run_.alerts_by_rule), run_.state_changes.size());
  TextTable table({"Rule", "Refused", "Reduced", "Alerts", "Released"});
  for (const auto& [rule, counts] : GateCountsOf(run_)) {
    table.Row({rule, fmt::format("{}", counts.refused), fmt::format("{}", counts.reduced),
               fmt::format("{}", counts.alerts), fmt::format("{}", counts.released)});
  }
  if (!table.empty()) text_ += table.Text();
  size_t shown = 0;
  for (const core::TradingStateChanged& change : run_.state_changes) {
    if (++shown > 10) {
      text_ += fmt::format("  ... {} more\n", run_.state_changes.size() - 10);
      break;
    }
    text_ += fmt::format("  {}  {}: {} -> {} by {} ({})\n", base::FormatMinute(change.time),
                         ScopeText(run_, change.scope), core::ToString(change.from),
                         core::ToString(change.to), change.by, change.rule);
  }
}

void Page::Sentences(std::string_view title, const std::vector<std::string>& sentences) {
  if (sentences.empty()) return;
  Title(title);
  for (const std::string& sentence : sentences) {
    text_ += "  - " + Wrapped(sentence, kConsoleWidth - 4, 4) + "\n";
  }
}

void Page::Origin(const Provenance& provenance, const std::string& directory) {
  Title("PROVENANCE");
  for (const engine::StrategyRecord& strategy : run_.strategies) {
    text_ += "  strategy      " +
             Wrapped(strategy.name + " " + ParamText(strategy), kConsoleWidth - 16, 16) + "\n";
  }
  text_ += fmt::format("  data hash     {}  ({} bars{})\n", run_.data_hash,
                       Grouped(static_cast<double>(run_.bars), 0),
                       IsSynthetic(run_) ? ", SYNTHETIC" : "");
  text_ += fmt::format("  journal hash  {}\n", run_.journal_hash);
  if (!run_.config_hash.empty()) text_ += fmt::format("  config hash   {}\n", run_.config_hash);
  text_ += fmt::format("  seed          {}\n", run_.seed);
  if (!provenance.code_version.empty()) {
    text_ += fmt::format("  code          {}\n", provenance.code_version);
  }
  if (!directory.empty()) text_ += fmt::format("  files         {}\n", directory);
}

}  // namespace

std::string ConsoleSummary(const MeasuredRun& measured, const Provenance& provenance,
                           const ConsoleOptions& options) {
  Page page(measured, options.colour);
  page.Head(provenance);
  page.Answers();
  if (provenance.badge) page.Checks(*provenance.badge);
  page.Metrics();
  page.Groups(GroupBy::kPair, "BY PAIR");
  page.Groups(GroupBy::kExitReason, "BY EXIT REASON");
  if (measured.run().strategies.size() > 1) {
    page.Groups(GroupBy::kStrategy, "BY STRATEGY");
    page.Sleeves();
  }
  page.Strategies();
  page.Costs();
  page.Risk();
  page.Sentences("ASSUMPTIONS", measured.run().assumptions);
  page.Sentences("WARNINGS", measured.run().warnings);
  page.Origin(provenance, options.directory);
  return page.Take();
}

std::string ConsoleSummary(const engine::RunRecord& run, const Provenance& provenance,
                           const ConsoleOptions& options) {
  return ConsoleSummary(MeasuredRun(run), provenance, options);
}

}  // namespace keel::research
