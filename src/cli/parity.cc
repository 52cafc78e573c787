// SPDX-License-Identifier: MIT
#include "engine/parity.h"

#include <fmt/format.h>

#include "base/json.h"
#include "cli/session_folder.h"
#include "cli/session_settings.h"
#include "cli/verbs.h"
#include "engine/manual_book.h"
#include "engine/parity_range.h"
#include "engine/set_params.h"
#include "strategies/feature_registry.h"
#include "strategies/registry.h"

namespace keel::cli {
namespace {

using engine::ParityCause;
using engine::ParityOrder;
using engine::ParityReport;

constexpr size_t kMostTold = 20;

std::string CauseText(size_t cause) {
  return std::string(engine::ToString(static_cast<ParityCause>(cause)));
}

class ParityVerb final : public Verb {
 public:
  std::string_view name() const override { return "parity"; }
  std::string_view summary() const override {
    return "holds a session against a backtest of its bars, and tells what made the difference";
  }
  std::string_view group() const override { return "explain"; }
  void Declare(Options& options) override {
    options.Positional("SESSION", &session_,
                       "folder of a session, or its name under <home>/sessions", true);
    options.Text("--timerange", &timerange_,
                 "20180131-20180301: the orders made in it, from the holdings at its beginning, at "
                 "the last closes by its end; either end may be open");
    options.Text("--day", &day_, "2018-01-31: that day, UTC");
  }

  base::Status Run(Session& session) override {
    TRY(const auto folder, FindSession(session, session_));
    TRY(const engine::SessionHistory history, engine::ReadSessionHistory(*folder));
    TRY(const base::TimeRange range, Range());
    auto settings = ReadSettings(engine::ConfigurationOf(history, range));
    if (!settings) return base::Wrap(settings.error(), "the journal's configuration");
    for (const auto& [time, act] : history.acts) {
      if (time < range.to) engine::LaySetParams(act, *settings);
    }
    const engine::Registry registry{strategies::All(), strategies::AllFeatures()};
    TRY(const ParityReport report,
        engine::CompareWithBacktest(*settings, registry, history, range));
    const Names names{*settings, history};
    session.print(session.json ? AsJson(report, names) : AsText(report, names));
    return {};
  }

 private:
  base::Result<base::TimeRange> Range() const {
    if (day_.empty()) return base::ParseTimeRange(timerange_);
    if (!timerange_.empty()) {
      return base::Fail(base::ErrorCode::kUsage, "--day and --timerange exclude each other");
    }
    const auto from = base::ParseTime(day_);
    if (from && from->ns % base::Days(1).ns == 0) {
      return base::TimeRange{*from, *from + base::Days(1)};
    }
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("--day \"{}\" is not a day: write 2018-01-31", day_));
  }

  struct Names {
    const engine::BacktestSettings& settings;
    const engine::SessionHistory& history;
    std::string Strategy(const ParityOrder& order) const {
      return engine::BookName(settings.strategies, order.strategy.index);
    }
    const std::string& Pair(const ParityOrder& order) const {
      return history.first_start.instruments.at(order.instrument.index).symbol;
    }
  };

  static std::string AsText(const ParityReport& report, const Names& names) {
    const std::string& currency = names.settings.account.currency;
    std::string text = fmt::format("session    {:>18.6f} {} in {} orders\n",
                                   report.session.ToDouble(), currency, report.session_orders);
    text += fmt::format("backtest   {:>18.6f} {} in {} orders\n", report.backtest.ToDouble(),
                        currency, report.backtest_orders);
    text +=
        fmt::format("difference {:>18.6f} {}, of it\n", report.difference().ToDouble(), currency);
    for (size_t i = 0; i < engine::kParityCauses; ++i) {
      text += fmt::format("  {:<12} {:>14.6f}{}\n", CauseText(i), report.parts[i].ToDouble(),
                          Remark(static_cast<ParityCause>(i), report));
    }
    for (const std::string& note : report.notes) text += "note: " + note + "\n";
    std::vector<const ParityOrder*> worst;
    for (const ParityOrder& order : report.orders) worst.push_back(&order);
    std::ranges::stable_sort(worst, [](const ParityOrder* a, const ParityOrder* b) {
      return std::abs(a->difference().ToDouble()) > std::abs(b->difference().ToDouble());
    });
    if (worst.size() > kMostTold) worst.resize(kMostTold);
    text += "\nOrders by what made a difference\n";
    for (const ParityOrder* order : worst) text += OrderText(*order, names);
    return text;
  }

  static std::string Remark(ParityCause cause, const ParityReport& report) {
    switch (cause) {
      case ParityCause::kMissedBars:
        return fmt::format("  {} of {} closes missed, the others heard after {:.3f} s",
                           report.missed_bars, report.bars, report.heard_after.seconds());
      case ParityCause::kLatency:
        if (!report.latency) return "";
        return fmt::format("  {:.3f} s to the venue", report.latency->seconds());
      case ParityCause::kFees:
        return fmt::format("  paid: maker {}, taker {}", Bps(report.maker_bps),
                           Bps(report.taker_bps));
      case ParityCause::kQueue:
        return fmt::format("  {} limit orders rested at the venue", report.rested);
      default:
        return "";
    }
  }
  static std::string Bps(const std::optional<double>& bps) {
    return bps ? fmt::format("{:.3f} bps", *bps) : std::string("none");
  }

  static std::string OrderText(const ParityOrder& order, const Names& names) {
    std::string text =
        fmt::format("  {} {} {} by {}: {:.6f} against {:.6f}", base::FormatMinute(order.bar_close),
                    core::ToString(order.side), names.Pair(order), names.Strategy(order),
                    order.session.ToDouble(), order.backtest.ToDouble());
    for (const uint64_t id : order.orders) {
      text += fmt::format("{}{}", id == order.orders.front() ? ", order " : " ", id);
    }
    for (size_t i = 0; i < engine::kParityCauses; ++i) {
      if (order.parts[i].is_zero()) continue;
      text += fmt::format("; {} {:+.6f}", CauseText(i), order.parts[i].ToDouble());
    }
    return text + "\n";
  }

  static void WriteParts(base::JsonWriter& json, const engine::ParityParts& parts) {
    json.Key("parts").BeginObject();
    for (size_t i = 0; i < engine::kParityCauses; ++i) {
      std::string key = CauseText(i);
      std::ranges::replace(key, ' ', '_');
      json.Key(key).String(parts[i].ToString());
    }
    json.EndObject();
  }

  static std::string AsJson(const ParityReport& report, const Names& names) {
    base::JsonWriter json(2);
    const auto number = [&](std::string_view key, const std::optional<double>& value) {
      json.Key(key);
      value ? json.Number(*value) : json.Null();
    };
    json.BeginObject().Key("session").String(report.session.ToString());
    json.Key("backtest").String(report.backtest.ToString());
    json.Key("difference").String(report.difference().ToString());
    json.Key("currency").String(names.settings.account.currency);
    WriteParts(json, report.parts);
    json.Key("session_orders").Number(report.session_orders);
    json.Key("backtest_orders").Number(report.backtest_orders);
    json.Key("closes").Number(report.bars).Key("closes_missed").Number(report.missed_bars);
    json.Key("heard_after_s").Number(report.heard_after.seconds());
    number("latency_s", report.latency ? std::optional(report.latency->seconds()) : std::nullopt);
    number("maker_bps", report.maker_bps);
    number("taker_bps", report.taker_bps);
    json.Key("rested").Number(report.rested).Key("notes").BeginArray();
    for (const std::string& note : report.notes) json.String(note);
    json.EndArray().Key("orders").BeginArray();
    for (const ParityOrder& order : report.orders) {
      json.BeginObject().Key("bar_close").String(base::FormatIso(order.bar_close));
      json.Key("strategy").String(names.Strategy(order)).Key("pair").String(names.Pair(order));
      json.Key("side").String(core::ToString(order.side)).Key("orders").BeginArray();
      for (const uint64_t id : order.orders) json.Number(id);
      json.EndArray().Key("session").String(order.session.ToString());
      json.Key("backtest").String(order.backtest.ToString());
      WriteParts(json, order.parts);
      json.EndObject();
    }
    json.EndArray().EndObject();
    return json.Take() + "\n";
  }

  std::string session_, timerange_, day_;
};

}  // namespace

std::unique_ptr<Verb> MakeParity() { return std::make_unique<ParityVerb>(); }

}  // namespace keel::cli
