// SPDX-License-Identifier: MIT
#include "server/alerts/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "risk/limits_describe.h"
#include "server/desk/desk.h"
#include "server/desk/metrics.h"

namespace keel::server {
namespace {

using engine::LimitUseView;
using engine::StatusView;
using Read = std::function<Reading(const Desk&, const std::string&)>;

constexpr base::Duration kRecent = base::Minutes(5);    // of what is counted as new
constexpr base::Duration kSettling = base::Seconds(5);  // until the session has been asked once
constexpr std::string_view kAnyLimit = "any";

double YesOrNo(bool is_so) { return is_so ? 1 : 0; }

/// Of what the session said a second ago; absent while it does not answer.
Read FromStatus(std::function<double(const StatusView&)> value_of,
                std::function<std::string(const StatusView&)> detail_of = nullptr) {
  return [=](const Desk& desk, const std::string&) -> Reading {
    if (!desk.status) return {};
    return {value_of(*desk.status), detail_of ? detail_of(*desk.status) : ""};
  };
}

/// Of the account at the last bar.
Read FromLastBar(std::function<std::optional<double>(const storage::EquityRow&)> value_of) {
  return [=](const Desk& desk, const std::string&) -> Reading {
    const auto& rows = desk.replica.equity().rows();
    return {rows.empty() ? std::nullopt : value_of(rows.back())};
  };
}

/// The highest share of those limits that are asked for, of what the session last said.
Reading HighestUse(const Desk& desk, const std::function<bool(const LimitUseView&)>& is_asked) {
  if (!desk.risk.view || desk.clock.now() - desk.risk.at > kLimitsLife) return {};
  const LimitUseView* most = nullptr;
  for (const LimitUseView& use : desk.risk.view->uses) {
    if (!use.share || !is_asked(use)) continue;
    if (most == nullptr || *use.share > *most->share) most = &use;
  }
  if (most == nullptr) return {};
  return {*most->share, most->scope.empty() ? most->name : most->name + " of " + most->scope};
}

Reading LimitUse(const Desk& desk, const std::string& limit) {
  return HighestUse(
      desk, [&](const LimitUseView& use) { return limit == kAnyLimit || use.name == limit; });
}

Reading DrawdownUse(const Desk& desk, const std::string&) {
  return HighestUse(desk, [](const LimitUseView& use) {
    return use.name == "daily_halt" || use.name == "weekly_halt" || use.name == "total_halt";
  });
}

Reading SessionUp(const Desk& desk, const std::string&) {
  const bool is_asked = desk.status || desk.clock.now() - desk.started > kSettling;
  if (!is_asked) return {};
  return {YesOrNo(desk.status.has_value())};
}

/// That the kill switch is thrown for everything, and by whom.
Reading KillSwitch(const Desk& desk, const std::string&) {
  if (!desk.status) return {};
  for (const engine::StoppedView& stopped : desk.status->stopped) {
    if (stopped.rule != "kill_switch" || stopped.scope != "everything") continue;
    return {1, fmt::format("by {}: {}", stopped.by, stopped.reason)};
  }
  return {0};
}

/// The end of the time in which something is new. A simulated session may run ahead of our clock.
base::UnixNanos RecentSince(const Desk& desk) {
  return std::max(desk.clock.now(), desk.replica.last_time()) - kRecent;
}

/// How many of the newest rows fit; the text of the newest.
template <typename Row>
Reading CountRecent(const Desk& desk, const RowLog<Row>& log,
                    const std::function<bool(const Row&)>& fits,
                    const std::function<std::string(const Row&)>& text_of) {
  if (!desk.replica.has_begun()) return {};
  const base::UnixNanos since = RecentSince(desk);
  Reading reading{0};
  for (auto row = log.rows().rbegin(); row != log.rows().rend() && row->time > since; ++row) {
    if (!fits(*row)) continue;
    if (*reading.value == 0) reading.detail = text_of(*row);
    ++*reading.value;
  }
  return reading;
}

int RankOf(std::string_view severity) {
  return severity == "critical" ? 2 : severity == "warning" ? 1 : 0;
}

Reading SessionAlerts(const Desk& desk, const std::string& severity) {
  return CountRecent<storage::AlertRow>(
      desk, desk.replica.alerts(),
      [&](const auto& row) { return RankOf(row.severity) >= RankOf(severity); },
      [](const auto& row) { return row.text; });
}

Reading Refusals(const Desk& desk, const std::string&) {
  return CountRecent<storage::RefusalRow>(
      desk, desk.replica.refusals(), [](const auto&) { return true; },
      [](const auto& row) { return fmt::format("{}: {}", row.pair, row.rules); });
}

Reading FailedJobs(const Desk& desk, const std::string&) {
  if (!desk.jobs_failed) return {};
  return {static_cast<double>(desk.jobs_failed(desk.clock.now() - kRecent))};
}

TickerView TickerOf(const Desk& desk, const std::string& pair) {
  const auto& pairs = desk.replica.pairs();
  const auto found = std::ranges::find(pairs, pair, &engine::InstrumentRecord::symbol);
  return found == pairs.end() ? TickerView{} : desk.Ticker(*found);
}

Reading LastPriceOf(const Desk& desk, const std::string& pair) {
  const auto last = TickerOf(desk, pair).last;
  if (!last) return {};
  return {last->value().ToDouble()};
}

Reading SpreadOf(const Desk& desk, const std::string& pair) {
  const TickerView ticker = TickerOf(desk, pair);
  if (!ticker.bid || !ticker.ask) return {};
  const double bid = ticker.bid->value().ToDouble(), ask = ticker.ask->value().ToDouble();
  return {(ask - bid) / (0.5 * (ask + bid)) * 1e4};
}

std::optional<double> ExposureShare(const storage::EquityRow& row) {
  if (!row.equity.is_positive()) return std::nullopt;
  return row.exposure.ToDouble() / row.equity.ToDouble();
}

std::string SinceText(const StatusView& status) {
  const auto& since = status.connection.silent_since;
  return since ? "the last message came at " + base::FormatIso(*since) : "";
}

Reading ClockOffset(const Desk& desk, const std::string&) {
  if (!desk.status || !desk.status->connection.clock_known) return {};
  return {std::abs(desk.status->connection.clock_offset_ms)};
}

Reading DeskMarket(const Desk& desk, const std::string&) {
  if (!desk.market) return {};
  return {YesOrNo(desk.market->status().market_up)};
}

Reading JournalReadable(const Desk& desk, const std::string&) {
  return {YesOrNo(!desk.replica.failure()), desk.replica.failure().value_or("")};
}

// Amounts are compared as floating point: a threshold is a person's round number, no booking.
std::vector<Figure> MakeFigures() {
  return {
      {"session_up", "session up", "yes_no", "", "Whether the session runs and answers.",
       SessionUp},
      {"in_step", "in step", "yes_no", "",
       "Whether the session's orders are known to be the venue's.",
       FromStatus([](const auto& s) { return YesOrNo(s.in_step); })},
      {"trading", "trading", "yes_no", "",
       "Whether the session may enter positions: not halted, not reducing, in step.",
       FromStatus([](const auto& s) { return YesOrNo(s.state == "trading"); },
                  [](const auto& s) { return s.state; })},
      {"kill_switch", "kill switch thrown", "yes_no", "",
       "Whether everything is halted by the kill switch.", KillSwitch},
      {"stops", "stops", "count", "", "Pairs, strategies or everything that may not enter.",
       FromStatus([](const auto& s) { return static_cast<double>(s.stopped.size()); })},
      {"unknown_orders", "unknown orders", "count", "",
       "Orders whose state the venue has not told.",
       FromStatus([](const auto& s) { return static_cast<double>(s.unknown_orders); })},
      {"disputes", "disputes", "count", "", "Disputes with the venue that nobody has looked at.",
       FromStatus([](const auto& s) { return static_cast<double>(s.disputes); })},
      {"unprotected", "without a stop at the venue", "count", "",
       "Holdings whose stop is not at the venue.",
       FromStatus([](const auto& s) { return static_cast<double>(s.unprotected.size()); },
                  [](const auto& s) { return base::Join(s.unprotected, ", "); })},
      {"equity", "equity", "money", "", "Equity of the account now.",
       FromStatus([](const auto& s) { return s.equity.ToDouble(); })},
      {"day_pnl", "profit of the day", "money", "", "Profit since 00:00 UTC; a loss is negative.",
       FromStatus([](const auto& s) { return s.day_profit.ToDouble(); })},
      {"drawdown", "drawdown", "share", "", "How far below its peak equity was at the last bar.",
       FromLastBar([](const auto& row) { return row.drawdown; })},
      {"exposure", "exposure", "share", "", "Gross exposure at the last bar, of equity.",
       FromLastBar(ExposureShare)},
      {"limit_use", "limit use", "share", "limit",
       "How much of a limit is used, by the gate's own sums; the highest where it is one of many.",
       LimitUse},
      {"drawdown_limit_use", "use of the drawdown limits", "share", "",
       "The highest use of the limits of daily, weekly and total drawdown that halt.", DrawdownUse},
      {"refusals", "refusals", "count", "",
       "Orders that the limits refused or made smaller in the last 5 minutes.", Refusals},
      {"session_alerts", "alerts of the session", "count", "severity",
       "Alerts of the session in the last 5 minutes, of at least that severity.", SessionAlerts},
      {"feed_silent", "feed silent", "yes_no", "",
       "Whether the session's market feed is down or mute.",
       FromStatus(
           [](const auto& s) {
             return YesOrNo(!s.connection.market_up || s.connection.market_silent);
           },
           SinceText)},
      {"account_up", "account feed up", "yes_no", "",
       "Whether the session hears of its own orders.",
       FromStatus([](const auto& s) { return YesOrNo(s.connection.account_up); })},
      {"clock_offset", "clock offset", "ms", "",
       "How far the venue's time and the session's are apart, either way.", ClockOffset},
      {"request_budget", "request budget used", "share", "",
       "Of the requests that the venue allows in its window.",
       FromStatus([](const auto& s) { return s.connection.weight_used; })},
      {"price", "price", "price", "pair", "The last price that this desk has heard.", LastPriceOf},
      {"spread", "spread", "bps", "pair", "Between best bid and ask, of their middle.", SpreadOf},
      {"desk_market_up", "market feed of the desk up", "yes_no", "",
       "Whether this desk hears prices.", DeskMarket},
      {"journal_readable", "journal readable", "yes_no", "",
       "Whether this desk can follow the session's journal.", JournalReadable},
      {"jobs_failed", "failed jobs", "count", "", "Jobs that failed in the last 5 minutes.",
       FailedJobs},
  };
}

}  // namespace

const std::vector<Figure>& Figures() {
  static const std::vector<Figure> figures = MakeFigures();
  return figures;
}

const Figure* FindFigure(std::string_view name) {
  const auto found = std::ranges::find(Figures(), name, &Figure::name);
  return found == Figures().end() ? nullptr : &*found;
}

const std::vector<std::string>& LimitSubjects() {
  static const std::vector<std::string> subjects = [] {
    std::vector<std::string> names = {std::string(kAnyLimit)};
    boost::mp11::mp_for_each<base::internal::MembersOf<risk::Limits>>([&](auto member) {
      if (std::string_view(member.name) != "profile") names.emplace_back(member.name);
    });
    return names;
  }();
  return subjects;
}

std::string PrintFigure(const Figure& figure, double value) {
  if (figure.unit == "yes_no") return value == 0 ? "no" : "yes";
  if (figure.unit == "share") return fmt::format("{:.4g} %", 100 * value);
  if (figure.unit == "money") return fmt::format("{:.2f}", value);
  if (figure.unit == "ms" || figure.unit == "bps")
    return fmt::format("{:.4g} {}", value, figure.unit);
  return fmt::format("{:.10g}", value);
}

}  // namespace keel::server
