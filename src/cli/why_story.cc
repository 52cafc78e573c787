// SPDX-License-Identifier: MIT
#include "cli/why_story.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/json.h"
#include "strategies/drivers.h"

namespace keel::cli {
namespace {

using research::StoredDecision;
using strategy::DecisionInputs;
using strategy::DecisionOutcome;

std::string Percent(double fraction, int digits = 2) {
  return fmt::format("{:.{}f} %", 100 * fraction, digits);
}

std::string Heading(std::string_view text, bool colour) {
  return colour ? fmt::format("\n\033[1m{}\033[0m\n", text) : fmt::format("\n{}\n", text);
}

std::string OrderLines(const OrderCase& c) {
  const research::StoredOrder& o = c.order;
  std::string text = fmt::format("Order {}: {} {} of {}, {}, by {}\n", o.order, o.side,
                                 o.quantity.ToString(), o.pair, o.type, o.strategy);
  text += fmt::format("  sent     {} at a price of {}\n", base::FormatMinute(o.created_at),
                      o.reference_price);
  text += fmt::format("  state    {}{}\n", o.state, o.end.empty() ? "" : ", " + o.end);
  if (!o.average_price.empty()) {
    text += fmt::format("  filled   {} at {:.10g} on average\n", o.filled.ToString(),
                        std::strtod(o.average_price.c_str(), nullptr));
  }
  text += fmt::format("  reason   {}\n", o.reason.empty() ? "none given" : o.reason);
  if (c.decision == nullptr) {
    text +=
        "  This strategy trades by a rule and keeps no decisions, or made this one while it learnt "
        "from\n  past bars; the reason above is all.\n";
  }
  return text;
}

std::string AgeOf(const strategy::SignalUsed& signal, base::UnixNanos now) {
  if (signal.emitted_at == now) return "now";
  return base::FormatDuration(now - signal.emitted_at) + " ago";
}

std::string SignalLines(const StoredDecision& d) {
  std::string text;
  for (const strategy::SignalUsed& s : d.inputs.signals) {
    text +=
        fmt::format("  {:<24} {:+.3f}  confidence {:.2f}, {:.2f} left ({}, half-life {})\n",
                    s.driver, s.faded.value, s.faded.confidence, s.faded.decay, AgeOf(s, d.time),
                    base::FormatDuration(base::Seconds(static_cast<int64_t>(s.half_life_s))));
    std::string inputs;
    for (const strategy::FeatureUsed& f : s.features) {
      inputs += fmt::format("{}{} v{} = {}", inputs.empty() ? "" : ", ", f.name, f.version,
                            f.value ? fmt::format("{:.4g}", *f.value) : "absent");
    }
    if (!inputs.empty()) text += fmt::format("    from {}\n", inputs);
  }
  return text.empty() ? "  none\n" : text;
}

std::string RegimeLine(const DecisionInputs& in) {
  if (in.regime.probabilities.empty()) return "  no regimes yet\n";
  std::string text = "  ";
  for (size_t k = 0; k < in.regime.probabilities.size(); ++k) {
    text += fmt::format("{}{} ({:.2f} % a bar)", k == 0 ? "" : ", ",
                        Percent(in.regime.probabilities[k], 1), 100 * in.regime.deviations[k]);
  }
  return text + ", calmest first\n";
}

std::string FusionLines(const DecisionInputs& in, const DecisionOutcome& out) {
  std::string text;
  std::string without;
  for (size_t k = 0; k < strategy::kCategories; ++k) {
    const auto name = ToString(static_cast<strategy::Category>(k));
    const bool has_driver = std::any_of(
        strategies::Drivers().begin(), strategies::Drivers().end(),
        [&](const auto& driver) { return driver.category == static_cast<strategy::Category>(k); });
    if (!out.scores[k].has_source && has_driver) {
      text += fmt::format("  {:<12} nothing said\n", name);
      continue;
    }
    if (!has_driver) {
      without += fmt::format("{}{}", without.empty() ? "" : ", ", name);
      continue;
    }
    text += fmt::format("  {:<12} score {:+.3f} x weight {:.3f} (regime x{:.2f}) = {:+.4f}\n", name,
                        out.scores[k].score, out.weights[k], in.tilts[k],
                        out.scores[k].score * out.weights[k]);
  }
  if (!without.empty()) text += fmt::format("  categories without a source: {}\n", without);
  return text + fmt::format("  conviction   {:+.4f}\n", out.conviction);
}

std::string ForecastLines(const DecisionInputs& in, const DecisionOutcome& out) {
  if (!in.forecast || !out.forecast) return "";
  const strategy::ForecastUsed& f = *in.forecast;
  const strategy::ForecastSummary& s = *out.forecast;
  return fmt::format(
      "  level {}, {} steps, {} paths, seed {}; fitted to {:.0f} returns\n"
      "  the conviction adds {} to the expected log return\n"
      "  P(up) {} (error {}), expected return {} (error {}), deviation {}\n"
      "  VaR 95 % {}, expected shortfall {}\n",
      f.level, f.horizon, f.paths, f.seed, f.observations, Percent(out.alpha, 3),
      Percent(s.probability_up), Percent(s.probability_up_error), Percent(s.expected_return, 3),
      Percent(s.expected_return_error, 3), Percent(s.deviation), Percent(s.value_at_risk),
      Percent(s.expected_shortfall));
}

std::string GateLines(const DecisionInputs& in, const DecisionOutcome& out) {
  std::string text;
  for (const strategy::GateStep& gate : out.gates) {
    text += fmt::format("  {} {:<22} {:+.5f} against {:.5f}\n", gate.passed ? "yes" : "no ",
                        gate.name, gate.value, gate.limit);
  }
  if (in.one_way_cost > 0) {
    text += fmt::format("  cost one way {}, spread over {:.0f} bars\n", Percent(in.one_way_cost, 3),
                        out.holding_steps);
  }
  return text;
}

std::string SizingLines(const DecisionInputs& in, const DecisionOutcome& out) {
  std::string text;
  const auto smallest =
      std::min_element(out.sizing.begin(), out.sizing.end(),
                       [](const auto& a, const auto& b) { return a.share < b.share; });
  for (const strategy::SizingStep& step : out.sizing) {
    text += fmt::format("  {:<20} {:>9}{}\n", step.name, Percent(step.share),
                        &step == &*smallest ? "  the smallest wins" : "");
  }
  text += fmt::format("  {}: {}; held {}, wanted {} of {:.2f}\n", ToString(out.action), out.why,
                      Percent(in.held_share), Percent(out.target_share), in.equity);
  return text;
}

std::string VerdictLines(const StoredDecision& decision) {
  std::string text;
  for (const research::StoredVerdict& verdict : decision.verdicts) {
    text += fmt::format("  {} {} asked, {} approved\n", base::FormatMinute(verdict.time),
                        verdict.asked.ToString(), verdict.approved.ToString());
    for (const research::StoredRefusal& r : verdict.refusals) {
      text += fmt::format("    {}: {:.6g} against a limit of {:.6g}, head-room {}\n", r.rule,
                          r.value, r.limit, r.head_room.ToString());
    }
  }
  return text.empty() ? "  passed whole\n" : text;
}

std::string RouteLines(const OrderCase& c) {
  std::string text =
      c.siblings > 1
          ? fmt::format("  one of {} orders that the decision was cut into\n", c.siblings)
          : "  one order\n";
  for (const research::StoredExecution& e : c.executions) {
    text += fmt::format("  {} {} at {} as {}, fee {} {}\n", base::FormatMinute(e.time), e.quantity,
                        e.price, e.liquidity, e.fee, e.fee_currency);
  }
  return text;
}

}  // namespace

std::string TellDecision(const StoredDecision& decision, bool colour) {
  const DecisionInputs& in = decision.inputs;
  const DecisionOutcome& out = decision.outcome;
  std::string text = Heading(fmt::format("Decision {} at {}, price {:.8g}", decision.decision,
                                         base::FormatMinute(decision.time), in.price),
                             colour);
  text += Heading("Signals", colour) + SignalLines(decision);
  if (!in.regime.probabilities.empty()) text += Heading("Regimes", colour) + RegimeLine(in);
  if (in.forecast) {
    text += Heading("Fusion", colour) + FusionLines(in, out);
    text += Heading("Forecast", colour) + ForecastLines(in, out);
  }
  text += Heading("Gates", colour) + GateLines(in, out);
  text += Heading("Size", colour) + SizingLines(in, out);
  return text + Heading("Risk", colour) + VerdictLines(decision);
}

std::string DecisionJson(const StoredDecision& decision) {
  base::JsonWriter json(2);
  research::WriteDecision(json, decision);
  return json.Take() + "\n";
}

std::string TellStory(const OrderCase& c, bool colour) {
  std::string text = OrderLines(c);
  if (c.decision != nullptr) text += TellDecision(*c.decision, colour);
  text += Heading("Route", colour) + RouteLines(c);
  if (c.course.empty()) return text;
  text += Heading("Course", colour);
  for (const CourseStep& step : c.course) {
    text += fmt::format("  {} {}\n", base::FormatIso(step.time), step.what);
  }
  return text;
}

std::string StoryJson(const OrderCase& c) {
  base::JsonWriter json(2);
  const research::StoredOrder& o = c.order;
  json.BeginObject().Key("order").Number(o.order);
  const auto text = [&](std::string_view key, std::string_view value) {
    json.Key(key).String(value);
  };
  text("strategy", o.strategy), text("pair", o.pair), text("side", o.side), text("type", o.type);
  text("quantity", o.quantity.ToString()), text("created_at", base::FormatIso(o.created_at));
  text("state", o.state), text("end", o.end), text("filled", o.filled.ToString());
  text("average_price", o.average_price), text("reason", o.reason);
  json.Key("orders_of_decision").Number(static_cast<int64_t>(c.siblings));
  json.Key("executions").BeginArray();
  for (const research::StoredExecution& e : c.executions) {
    json.BeginObject();
    text("time", base::FormatIso(e.time)), text("price", e.price), text("quantity", e.quantity);
    text("fee", e.fee), text("fee_currency", e.fee_currency), text("liquidity", e.liquidity);
    json.EndObject();
  }
  json.EndArray();
  if (!c.course.empty()) {
    json.Key("course").BeginArray();
    for (const CourseStep& step : c.course) {
      json.BeginObject();
      text("time", base::FormatIso(step.time)), text("what", step.what);
      json.EndObject();
    }
    json.EndArray();
  }
  json.Key("decision");
  if (c.decision == nullptr) {
    json.Null();
  } else {
    research::WriteDecision(json, *c.decision);
  }
  json.EndObject();
  return json.Take() + "\n";
}

}  // namespace keel::cli
