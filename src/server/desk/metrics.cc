// SPDX-License-Identifier: MIT
#include "server/desk/metrics.h"

#include <algorithm>
#include <array>

#include "base/os/host.h"
#include "server/desk/alarms.h"
#include "server/desk/system_view.h"
#include "server/http/metrics_text.h"

namespace keel::server {
namespace {

using enum MetricKind;

double SecondsOf(base::UnixNanos time) { return base::Duration{time.ns}.seconds(); }

template <typename T>
double TotalOf(const RowLog<T>& log) {
  return static_cast<double>(log.dropped()) + static_cast<double>(log.rows().size());
}

/// Of rows that are numbered from 1 without gaps.
template <typename T>
double TotalOf(const std::map<int64_t, T>& rows) {
  return rows.empty() ? 0 : static_cast<double>(rows.rbegin()->first);
}

bool IsKilled(const engine::StatusView& status) {
  return std::ranges::any_of(status.stopped, [](const engine::StoppedView& stopped) {
    return stopped.rule == "kill_switch" && stopped.scope == "everything";
  });
}

void AddServer(const Desk& desk, MetricsText* text) {
  text->Metric("keel_build_info", kGauge, "1, with the version of this server.")
      .Sample(1, {{"version", desk.about.version}});
  text->Metric("keel_session_info", kGauge, "1, with the session that the desk is of.")
      .Sample(1, {{"session", desk.about.name}, {"mode", desk.about.mode}});
  text->Metric("keel_uptime_seconds", kGauge, "How long this server has been up.")
      .Sample((desk.clock.now() - desk.started).seconds());
  text->Metric("keel_peak_memory_bytes", kGauge, "The most that this process has had resident.")
      .Sample(static_cast<double>(base::os::PeakResidentBytes()));
  text->Metric("keel_stream_clients", kGauge, "Clients of the live stream.")
      .Sample(static_cast<double>(desk.hub.clients()));
}

void AddJournal(const SessionReplica& replica, MetricsText* text) {
  text->Metric("keel_journal_readable", kGauge, "0: damage keeps the desk from reading on.")
      .Sample(replica.failure() ? 0 : 1);
  if (!replica.has_begun()) return;
  text->Metric("keel_journal_records_total", kCounter, "Records of the journal that were read.")
      .Sample(static_cast<double>(replica.last_sequence()));
  text->Metric("keel_journal_last_record_timestamp_seconds", kGauge,
               "Time of the last record that was read.")
      .Sample(SecondsOf(replica.last_time()));
}

void AddHistory(const SessionReplica& replica, MetricsText* text) {
  if (!replica.has_begun()) return;
  const auto open = std::ranges::count_if(replica.orders(),
                                          [](const auto& order) { return !IsFinal(order.second); });
  text->Metric("keel_open_orders", kGauge, "Orders that are not over.")
      .Sample(static_cast<double>(open));
  text->Metric("keel_orders_total", kCounter, "Orders since the session first began.")
      .Sample(TotalOf(replica.orders()));
  text->Metric("keel_fills_total", kCounter, "Executions.").Sample(TotalOf(replica.fills()));
  text->Metric("keel_refusals_total", kCounter, "Wishes that the limits refused or made smaller.")
      .Sample(TotalOf(replica.refusals()));
  text->Metric("keel_decisions_total", kCounter, "Decisions of the strategies.")
      .Sample(TotalOf(replica.decisions()));
  text->Metric("keel_alerts_total", kCounter, "What a person should know, by severity.");
  for (const char* severity : {"note", "warning", "critical"}) {
    const auto found = replica.alert_counts().find(severity);
    const int64_t count = found == replica.alert_counts().end() ? 0 : found->second;
    text->Sample(static_cast<double>(count), {{"severity", severity}});
  }
}

void AddCounts(const SessionReplica& replica, MetricsText* text) {
  if (!replica.has_begun()) return;
  const SessionCounts& counts = replica.counts();
  const auto histogram = [text](std::string_view name, std::string_view help,
                                const LatencyLog& log) {
    text->Metric(name, kHistogram, help).Histogram(log.bounds(), log.counts(), log.seconds());
  };
  histogram("keel_order_ack_seconds",
            "From an order's record, made before it is sent, to the venue's first word on it.",
            counts.ack());
  histogram("keel_order_fill_seconds", "From an order's record to its first execution.",
            counts.fill());
  histogram("keel_bar_to_order_seconds",
            "From a bar's close, by the venue's stamp, to the record of an order sent on it.",
            counts.bar_to_order());
  text->Metric("keel_refusals_by_rule_total", kCounter,
               "How often a rule stood against a wish; more than one may stand against the same.");
  for (const auto& [rule, count] : counts.refusals_by_rule()) {
    text->Sample(static_cast<double>(count), {{"rule", rule}});
  }
}

/// Of what was ever held, so that a position that is closed goes to zero and not away.
void AddPositions(const SessionReplica& replica, MetricsText* text) {
  const auto labels_of = [](const storage::PositionRow& row) {
    return MetricsText::Labels{{"pair", row.pair}, {"strategy", row.strategy}};
  };
  text->Metric("keel_position_quantity", kGauge, "Held of the pair's base; below zero is short.");
  for (const auto& [key, row] : replica.positions()) {
    text->Sample(row.quantity.ToDouble(), labels_of(row));
  }
  text->Metric("keel_position_value", kGauge,
               "The same in the pair's quote, at the last price that the journal had then.");
  for (const auto& [key, row] : replica.positions()) {
    if (!row.mark_price) continue;
    text->Sample(row.quantity.ToDouble() * row.mark_price->value().ToDouble(), labels_of(row));
  }
}

void AddAlarms(const Desk& desk, MetricsText* text) {
  if (!desk.alarms) return;
  text->Metric("keel_alerts_firing", kGauge, "Alert rules of this desk that fire, by severity.");
  for (const char* severity : {"note", "warning", "critical"}) {
    const auto count = std::ranges::count_if(desk.alarms->book.firings(), [&](const auto& entry) {
      const AlertFiring& firing = entry.second;
      return !firing.resolved_at && firing.severity == severity &&
             desk.alarms->book.is_of_session(firing);
    });
    text->Sample(static_cast<double>(count), {{"severity", severity}});
  }
}

void AddJobs(const Desk& desk, MetricsText* text) {
  if (!desk.jobs) return;
  const std::vector<JobTold> jobs = desk.jobs();
  std::map<std::pair<std::string, std::string>, int64_t> counts;
  for (const JobTold& job : jobs) ++counts[{job.kind, job.state}];
  text->Metric("keel_jobs", kGauge, "Jobs that are kept, by kind and state.");
  for (const auto& [key, count] : counts) {
    text->Sample(static_cast<double>(count), {{"kind", key.first}, {"state", key.second}});
  }
  text->Metric("keel_job_progress_ratio", kGauge, "How far the job that runs is.");
  for (const JobTold& job : jobs) {
    if (job.state == "running") text->Sample(job.progress, {{"kind", job.kind}});
  }
}

void AddStorage(const StorageView& storage, MetricsText* text) {
  const auto bytes = [](const std::optional<int64_t>& count) {
    return count ? std::optional(static_cast<double>(*count)) : std::nullopt;
  };
  text->Metric("keel_storage_bytes", kGauge, "Of files of the session.")
      .Sample(bytes(storage.journal_bytes), {{"what", "journal"}})
      .Sample(bytes(storage.tables_bytes), {{"what", "tables"}});
  text->Metric("keel_disk_free_bytes", kGauge, "What may still be written to the session's disk.")
      .Sample(bytes(storage.free_bytes));
}

void AddAccount(const Desk& desk, MetricsText* text) {
  const auto& rows = desk.replica.equity().rows();
  if (!desk.status && rows.empty()) return;
  const std::string currency = desk.status ? desk.status->account : rows.back().currency;
  const core::Decimal equity = desk.status ? desk.status->equity : rows.back().equity;
  const MetricsText::Labels labels = {{"currency", currency}};
  text->Metric("keel_equity", kGauge,
               "Equity of the account: now, or of the last bar while the session does not run.")
      .Sample(equity.ToDouble(), labels);
  if (desk.status) {
    text->Metric("keel_day_pnl", kGauge, "Profit of the day, since 00:00 UTC.")
        .Sample(desk.status->day_profit.ToDouble(), labels);
  }
  if (rows.empty()) return;
  text->Metric("keel_exposure", kGauge, "Gross exposure at the last bar.")
      .Sample(rows.back().exposure.ToDouble(), labels);
  text->Metric("keel_drawdown_ratio", kGauge, "Below the highest equity, at the last bar.")
      .Sample(rows.back().drawdown);
}

void AddConnection(const Desk& desk, MetricsText* text) {
  const std::vector<FeedView> feeds = FeedsOf(desk);
  text->Metric("keel_feed_up", kGauge, "Connections: of this desk, and of the session.");
  for (const FeedView& feed : feeds) text->Sample(feed.is_up, {{"feed", feed.name}});
  text->Metric("keel_feed_age_seconds", kGauge,
               "Since its last message; of the session's only while it is mute.");
  for (const FeedView& feed : feeds) text->Sample(feed.age_s, {{"feed", feed.name}});
  text->Metric("keel_feed_reconnects_total", kCounter, "How often it was up again.");
  for (const FeedView& feed : feeds) {
    if (feed.reconnects) {
      text->Sample(static_cast<double>(*feed.reconnects), {{"feed", feed.name}});
    }
  }
  if (!desk.status) return;
  const engine::ConnectionView& connection = desk.status->connection;
  if (connection.clock_known) {
    text->Metric("keel_clock_offset_seconds", kGauge, "The venue's time minus the session's.")
        .Sample(connection.clock_offset_ms / 1e3);
  }
  text->Metric("keel_venue_budget_used_ratio", kGauge, "Of what the venue allows in its window.")
      .Sample(connection.weight_used, {{"budget", "requests"}})
      .Sample(connection.orders_used, {{"budget", "orders"}});
}

void AddSession(const Desk& desk, MetricsText* text) {
  text->Metric("keel_session_up", kGauge, "Whether the session runs and answers.")
      .Sample(desk.status ? 1 : 0);
  if (!desk.status) return;
  const engine::StatusView& status = *desk.status;
  text->Metric("keel_session_in_step", kGauge, "Whether its orders are known to be the venue's.")
      .Sample(status.in_step);
  text->Metric("keel_session_state", kGauge, "1 for the state that it is in.");
  for (const char* state : {"trading", "reducing", "halted", "not_in_step"}) {
    text->Sample(status.state == state, {{"state", state}});
  }
  text->Metric("keel_kill_switch_thrown", kGauge, "Whether everything is halted by the switch.")
      .Sample(IsKilled(status));
  text->Metric("keel_stops", kGauge, "Of pairs, strategies or everything that may not enter.")
      .Sample(static_cast<double>(status.stopped.size()));
  text->Metric("keel_unknown_orders", kGauge, "Orders whose state the venue has not told.")
      .Sample(static_cast<double>(status.unknown_orders));
  text->Metric("keel_disputes", kGauge, "With the venue, that nobody has looked at.")
      .Sample(static_cast<double>(status.disputes));
  text->Metric("keel_unprotected_seconds_total", kCounter,
               "Something was held whose stop was not at the venue, since the session's start.")
      .Sample(status.unprotected_seconds);
}

void AddLimits(const Desk& desk, MetricsText* text) {
  if (!desk.risk.view || desk.clock.now() - desk.risk.at > kLimitsLife) return;
  const auto add = [&](std::string_view name, std::string_view help, auto value_of) {
    text->Metric(name, kGauge, help);
    for (const engine::LimitUseView& use : desk.risk.view->uses) {
      text->Sample(value_of(use), {{"limit", use.name}, {"scope", use.scope}, {"unit", use.unit}});
    }
  };
  add("keel_limit", "A limit in force.",
      [](const auto& use) { return std::optional(use.limit.ToDouble()); });
  add("keel_limit_used", "How much of it is used, by the gate's own sums.", [](const auto& use) {
    return use.used ? std::optional(use.used->ToDouble()) : std::nullopt;
  });
}

using EachRoute = std::function<void(const RequestCounts::Row&, const MetricsText::Labels&)>;

/// Those that were asked at all; what fits no route is counted under none.
void ForEachRoute(const Router& router, const EachRoute& add) {
  for (size_t i = 0; i < router.routes().size(); ++i) {
    const RouteHead& head = router.routes()[i].head;
    add(router.counts().row(i), {{"method", std::string(head.method)},
                                 {"route", std::string(kApiRoot) + std::string(head.path)}});
  }
  add(router.counts().row(router.counts().none()), {{"method", "any"}, {"route", "none"}});
}

void AddRequests(const Router& router, MetricsText* text) {
  text->Metric("keel_http_requests_total", kCounter, "Requests to the API, by class of status.");
  ForEachRoute(router, [&](const RequestCounts::Row& row, MetricsText::Labels labels) {
    labels.emplace_back("status", "");
    for (size_t digit = 0; digit < row.by_class.size(); ++digit) {
      labels.back().second = std::to_string(digit) + "xx";
      if (row.by_class[digit] > 0) text->Sample(static_cast<double>(row.by_class[digit]), labels);
    }
  });
  text->Metric("keel_http_request_duration_seconds", kHistogram,
               "From the request's last byte to its answer.");
  ForEachRoute(router, [&](const RequestCounts::Row& row, const MetricsText::Labels& labels) {
    const bool was_asked = std::ranges::any_of(row.took, [](uint64_t count) { return count > 0; });
    if (was_asked) text->Histogram(RequestCounts::kBounds, row.took, row.seconds, labels);
  });
}

}  // namespace

std::string MetricsOf(const Desk& desk, const Router& router) {
  MetricsText text;
  AddServer(desk, &text);
  AddSession(desk, &text);
  AddAccount(desk, &text);
  AddHistory(desk.replica, &text);
  AddCounts(desk.replica, &text);
  AddPositions(desk.replica, &text);
  AddLimits(desk, &text);
  AddConnection(desk, &text);
  AddJournal(desk.replica, &text);
  AddStorage(desk.storage.seen(), &text);
  AddAlarms(desk, &text);
  AddJobs(desk, &text);
  AddRequests(router, &text);
  return text.Take();
}

}  // namespace keel::server
