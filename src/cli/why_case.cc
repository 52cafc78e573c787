// SPDX-License-Identifier: MIT
#include "cli/why_case.h"

#include <fmt/format.h>

#include "cli/session_folder.h"
#include "cli/session_settings.h"
#include "engine/manual_book.h"
#include "engine/session_history.h"
#include "engine/set_params.h"
#include "strategies/registry.h"

namespace keel::cli {
namespace {

using engine::SessionHistory;
using engine::SessionOrder;

/// The texts of a session's numbers.
struct SessionNames {
  engine::BacktestSettings settings;
  const SessionHistory& history;

  std::string Strategy(uint16_t index) const {
    return engine::BookName(settings.strategies, index);
  }
  std::string Pair(uint32_t index) const {
    const auto& pairs = history.first_start.instruments;
    return index < pairs.size() ? pairs[index].symbol : fmt::format("pair {}", index);
  }
};

research::StoredOrder StoredOf(const SessionOrder& order, const SessionNames& names) {
  const engine::SubmittedRecord& sent = order.sent;
  research::StoredOrder stored;
  stored.order = sent.id;
  stored.strategy = names.Strategy(sent.strategy);
  stored.pair = names.Pair(sent.terms.instrument.index);
  stored.side = core::ToString(sent.terms.side);
  stored.type = core::ToString(sent.terms.type);
  stored.state = execution::ToString(order.state);
  if (order.end) stored.end = core::ToString(*order.end);
  stored.reason = sent.reason;
  stored.quantity = order.quantity.value();
  stored.filled = order.filled.value();
  stored.created_at = sent.created_at;
  if (order.filled.is_positive()) {
    stored.average_price = fmt::format("{}", order.value.ToDouble() / order.filled.ToDouble());
  }
  stored.reference_price = fmt::format("{}", sent.reference_price);
  if (order.decision) stored.decision = *order.decision + 1;
  return stored;
}

std::string StepText(const engine::ReportedRecord& report) {
  switch (report.kind) {
    case engine::ReportKind::kAccepted:
      return "accepted by the venue";
    case engine::ReportKind::kTriggered:
      return "triggered";
    case engine::ReportKind::kRejected:
      return fmt::format("rejected: {}", core::ToString(report.why));
    case engine::ReportKind::kCanceled:
      return fmt::format("canceled: {}", core::ToString(report.why));
    case engine::ReportKind::kUnknown:
      return "outcome unknown: counted as working until the venue tells";
    case engine::ReportKind::kFilled:
      break;
  }
  return fmt::format("filled {} at {}, execution {}", report.fill->quantity.ToString(),
                     report.fill->price.ToString(), report.fill->venue_trade);
}

std::string StepText(const engine::AmendRecord& amend) {
  const std::string quantity = amend.quantity.ToString();
  switch (amend.step) {
    case engine::AmendStep::kAsked:
      return "asked to be for " + quantity + ", at its place in the queue";
    case engine::AmendStep::kReplacing:
      return fmt::format("to be replaced by {} at {}: it is cancelled first", quantity,
                         amend.limit_price.ToString());
    case engine::AmendStep::kDone:
      return "amended: it is for " + quantity;
    case engine::AmendStep::kRefused:
      return fmt::format("not amended, and still for {}: {}", quantity, core::ToString(amend.why));
    case engine::AmendStep::kReplaced:
      break;
  }
  return amend.by == 0 ? std::string("nothing goes on in its place")
                       : fmt::format("order {} goes on in its place", amend.by);
}

/// After those of the same time.
void Insert(std::vector<CourseStep>& course, CourseStep step) {
  const auto later = std::find_if(course.begin(), course.end(),
                                  [&](const CourseStep& s) { return s.time > step.time; });
  course.insert(later, std::move(step));
}

std::vector<CourseStep> CourseOf(const SessionOrder& order) {
  std::vector<CourseStep> course = {{order.sent_at, "in the journal, then sent"}};
  for (size_t i = 0; i < order.reports.size(); ++i) {
    course.push_back({order.heard[i], StepText(order.reports[i])});
  }
  for (size_t i = 0; i < order.amends.size(); ++i) {
    Insert(course, {order.amended[i], StepText(order.amends[i])});
  }
  if (order.cancel_asked) Insert(course, {*order.cancel_asked, "cancel asked for"});
  return course;
}

void AddExecutions(const SessionOrder& order, std::vector<research::StoredExecution>& executions) {
  for (const engine::ReportedRecord& report : order.reports) {
    if (!report.fill) continue;
    const engine::FillRecord& fill = *report.fill;
    executions.push_back({order.sent.id, fill.time, fill.price.ToString(), fill.quantity.ToString(),
                          fill.fee.ToString(), fill.fee_currency, core::ToString(fill.liquidity)});
  }
}

void AddDecisions(const SessionHistory& history, const SessionNames& names, CaseFile& file) {
  std::map<uint64_t, size_t> place;
  for (const engine::DecidedRecord& decided : history.decisions) {
    place[decided.number] = file.decisions.size();
    file.decisions.push_back({file.decisions.size() + 1,
                              names.Strategy(decided.strategy),
                              names.Pair(decided.instrument),
                              decided.time,
                              decided.inputs,
                              decided.outcome,
                              {}});
  }
  for (const engine::SessionRefusal& refusal : history.refusals) {
    const auto at = place.find(refusal.refused.decision);
    if (at == place.end()) continue;
    research::StoredVerdict verdict{
        refusal.time, refusal.refused.asked.value(), refusal.refused.approved.value(), {}};
    for (const engine::RefusalRecord& r : refusal.refused.refusals) {
      verdict.refusals.push_back({r.rule, r.value, r.limit, r.head_room.value()});
    }
    file.decisions[at->second].verdicts.push_back(std::move(verdict));
  }
}

base::Result<DecisionSource::Strategy> PlanFrom(const engine::StrategySettings& chosen,
                                                const engine::BacktestSettings& settings,
                                                base::UnixNanos from) {
  DecisionSource::Strategy plan;
  plan.name = chosen.name;
  plan.from = from;
  TRY(const strategy::StrategySpec* spec, strategies::Find(chosen.name));
  TRY(plan.params, strategy::Params::Make(spec->params, chosen.params));
  TRY(plan.timeframe, core::Timeframe::Parse(chosen.timeframe.value_or(settings.timeframe)));
  plan.pairs = chosen.pairs.empty() ? settings.pairs : chosen.pairs;
  return plan;
}

/// The strategies as they were from one start until the next, and after each act that changed one.
/// What people have set outlives a start.
base::Status AddPlans(const SessionHistory& history, size_t start, DecisionSource& source) {
  auto as_set = ReadSettings(history.configurations[start]);
  if (!as_set) return base::Wrap(as_set.error(), "the journal's configuration");
  const base::UnixNanos from = start == 0 ? base::kBeginningOfTime : history.starts[start];
  const bool is_last = start + 1 == history.starts.size();
  const base::UnixNanos to = is_last ? base::kEndOfTime : history.starts[start + 1];
  const auto lays = [](const engine::OperatorRecord& act) {
    return act.act == engine::OperatorAct::kSetParams && act.strategy;
  };
  for (const auto& [time, act] : history.acts) {
    if (lays(act) && time < from) engine::LaySetParams(act, *as_set);
  }
  for (const engine::StrategySettings& chosen : as_set->strategies) {
    TRY(source.strategies.emplace_back(), PlanFrom(chosen, *as_set, from));
  }
  for (const auto& [time, act] : history.acts) {
    if (!lays(act) || time < from || time >= to) continue;
    if (*act.strategy >= as_set->strategies.size()) continue;
    engine::LaySetParams(act, *as_set);
    TRY(source.strategies.emplace_back(),
        PlanFrom(as_set->strategies[*act.strategy], *as_set, time));
  }
  return {};
}

}  // namespace

base::Result<DecisionSource> SourceOfSession(const SessionHistory& history) {
  auto settings = ReadSettings(history.configuration);
  if (!settings) return base::Wrap(settings.error(), "the journal's configuration");
  DecisionSource source;
  TRY(source.owned, engine::SeriesOf(history, settings->timeframe));
  for (const engine::LiveSeries& series : source.owned) {
    source.series.push_back(series.Loaded());
    source.series.back().bars = series.bars();
  }
  source.seed = settings->seed;
  for (size_t start = 0; start < history.starts.size(); ++start) {
    TRY(AddPlans(history, start, source));
  }
  return source;
}

base::Result<CaseFile> OpenRunCase(const Session& session, const std::string& name) {
  CaseFile file;
  TRY(research::KeptRun run, research::FindRun(session.home, name));
  file.name = "run " + run.place.id;
  TRY(file.orders, research::ReadOrders(run.place.directory));
  TRY(file.executions, research::ReadExecutions(run.place.directory));
  auto decisions = research::ReadDecisions(run.place.directory);
  if (decisions) {
    file.decisions = *std::move(decisions);
  } else if (decisions.error().code != base::ErrorCode::kNotFound) {
    return tl::unexpected<base::Error>(std::move(decisions).error());
  }
  file.source = [run = std::move(run), data_dir = session.data_dir] {
    return SourceOf(run, storage::Catalog(data_dir));
  };
  return file;
}

base::Result<CaseFile> OpenSessionCase(const Session& session, const std::string& name) {
  const auto folder = FindSession(session, name);
  if (!folder && research::FindRun(session.home, name)) {
    return base::Fail(base::ErrorCode::kNotFound,
                      fmt::format("there is no session {0}, but a run: why --run {0}", name));
  }
  if (!folder) return tl::unexpected<base::Error>(folder.error());
  TRY(SessionHistory history, engine::ReadSessionHistory(**folder));
  auto settings = ReadSettings(history.configuration);
  if (!settings) return base::Wrap(settings.error(), "the journal's configuration");
  CaseFile file;
  file.name = "session " + name;
  const SessionNames names{*settings, history};
  for (const SessionOrder& order : history.orders) {
    file.orders.push_back(StoredOf(order, names));
    file.courses[order.sent.id] = CourseOf(order);
    AddExecutions(order, file.executions);
  }
  AddDecisions(history, names, file);
  file.source = [history = std::move(history)] { return SourceOfSession(history); };
  return file;
}

}  // namespace keel::cli
