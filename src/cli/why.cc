// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/json.h"
#include "cli/verbs.h"
#include "cli/why_case.h"

namespace keel::cli {
namespace {

using research::StoredDecision;
using research::StoredOrder;

constexpr size_t kMostToldDifferences = 20;

class Why final : public Verb {
 public:
  std::string_view name() const override { return "why"; }
  std::string_view summary() const override {
    return "tells why an order of a run or session was sent, and with --verify decides again";
  }
  std::string_view group() const override { return "explain"; }

  void Declare(Options& options) override {
    options.Positionals("WHAT", &what_,
                        "ORDER of a run, or SESSION, or SESSION ORDER; d7 is decision 7", false);
    options.OptionalText("--run", &run_, "id, part of it, \"last\" (default), or a folder");
    options.Flag("--verify", &verify_,
                 "computes the decision again: features from the bars, signals, forecast, size");
  }

  base::Status Run(Session& session) override {
    if (what_.size() > 2 || (run_ && what_.size() > 1)) {
      return base::Fail(base::ErrorCode::kUsage,
                        "why: name an order, or a session and perhaps one of its orders");
    }
    const bool of_session =
        !run_ && (what_.size() == 2 || (what_.size() == 1 && !NumberIn(what_[0], "").has_value() &&
                                        !NumberIn(what_[0], "d").has_value()));
    const bool is_all = what_.size() == (of_session ? 1 : 0);
    if (is_all && !of_session && !verify_) {
      return base::Fail(base::ErrorCode::kUsage,
                        "why: name an order (orders.csv of the run lists them), or --verify for "
                        "all of them, or a trading session");
    }
    TRY(const CaseFile file, of_session ? OpenSessionCase(session, what_[0])
                                        : OpenRunCase(session, run_.value_or("last")));
    if (is_all && !verify_) return List(file, session);
    if (is_all) return VerifyAll(file, session);
    if (const auto number = NumberIn(what_.back(), "d")) {
      return Decide(file, *number, session);
    }
    TRY(const StoredOrder* order, FindOrder(file, what_.back()));
    if (!verify_) return Tell(file, *order, session);
    if (!session.json) TRY(Tell(file, *order, session));
    return VerifyOne(file, *order, session);
  }

 private:
  /// The number behind `prefix`, if that is all.
  static std::optional<uint64_t> NumberIn(std::string_view text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return std::nullopt;
    text.remove_prefix(prefix.size());
    uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return {};
    return number;
  }

  static base::Result<const StoredOrder*> FindOrder(const CaseFile& file, const std::string& text) {
    const auto number = NumberIn(text, "");
    if (!number) {
      return base::Fail(base::ErrorCode::kUsage,
                        fmt::format("why: \"{}\" is not the number of an order", text));
    }
    const auto at = std::find_if(file.orders.begin(), file.orders.end(),
                                 [&](const StoredOrder& o) { return o.order == *number; });
    if (at == file.orders.end()) {
      return base::Fail(
          base::ErrorCode::kNotFound,
          file.orders.empty()
              ? fmt::format("why: {} sent no orders", file.name)
              : fmt::format("why: {} has no order {}; its orders are {} to {}", file.name, *number,
                            file.orders.front().order, file.orders.back().order));
    }
    return &*at;
  }

  /// One line an order.
  static base::Status List(const CaseFile& file, Session& session) {
    if (session.json) {
      base::JsonWriter json;
      json.BeginObject().Key("orders").Number(static_cast<int64_t>(file.orders.size()));
      json.Key("decisions").Number(static_cast<int64_t>(file.decisions.size())).EndObject();
      session.print(json.Take() + "\n");
      return {};
    }
    std::string text = fmt::format("{}: {} orders, {} decisions\n", file.name, file.orders.size(),
                                   file.decisions.size());
    for (const StoredOrder& o : file.orders) {
      text += fmt::format("{:>6}  {}  {} {} {}  {}  {}{}\n", o.order, base::FormatIso(o.created_at),
                          o.side, o.quantity.ToString(), o.pair, o.state, o.reason,
                          o.decision == 0 ? "" : fmt::format("  decision {}", o.decision));
    }
    session.print(text);
    return {};
  }

  base::Status Decide(const CaseFile& file, uint64_t number, Session& session) const {
    if (number == 0 || number > file.decisions.size()) {
      return base::Fail(base::ErrorCode::kNotFound,
                        file.decisions.empty()
                            ? fmt::format("why: {} keeps no decisions", file.name)
                            : fmt::format("why: {} has no decision {}; they are 1 to {}", file.name,
                                          number, file.decisions.size()));
    }
    const StoredDecision& decision = file.decisions[number - 1];
    if (!verify_ || !session.json) {
      session.print(session.json ? DecisionJson(decision) : TellDecision(decision, session.colour));
    }
    if (!verify_) return {};
    TRY(const auto source, file.source());
    TRY(const auto checked, CheckDecisions(source, {&decision}, [](int64_t) {}));
    return Report(checked, 0, 0, session);
  }

  static base::Status Tell(const CaseFile& file, const StoredOrder& order, Session& session) {
    OrderCase c{order, file.DecisionOf(order), {}, 0, {}};
    for (const research::StoredExecution& e : file.executions) {
      if (e.order == order.order) c.executions.push_back(e);
    }
    for (const StoredOrder& o : file.orders) {
      c.siblings += o.decision == order.decision && order.decision != 0 ? 1 : 0;
    }
    if (const auto at = file.courses.find(order.order); at != file.courses.end()) {
      c.course = at->second;
    }
    session.print(session.json ? StoryJson(c) : TellStory(c, session.colour));
    return {};
  }

  static base::Status VerifyOne(const CaseFile& file, const StoredOrder& order, Session& session) {
    const StoredDecision* decision = file.DecisionOf(order);
    if (decision == nullptr) {
      return base::Fail(base::ErrorCode::kUnsupported,
                        fmt::format("why: {} trades by a rule and keeps no decisions; there is "
                                    "nothing to compute again",
                                    order.strategy));
    }
    TRY(const auto source, file.source());
    TRY(const auto checked, CheckDecisions(source, {decision}, [](int64_t) {}));
    return Report(checked, 1, 0, session);
  }

  static base::Status VerifyAll(const CaseFile& file, Session& session) {
    std::vector<bool> led_to_orders(file.decisions.size() + 1, false);
    int64_t without = 0, with = 0;
    for (const StoredOrder& order : file.orders) {
      const StoredDecision* decision = file.DecisionOf(order);
      decision == nullptr ? ++without : ++with;
      if (decision != nullptr) led_to_orders[decision->decision] = true;
    }
    std::vector<const StoredDecision*> decisions;
    for (const StoredDecision& decision : file.decisions) {
      if (led_to_orders[decision.decision]) decisions.push_back(&decision);
    }
    const auto total = static_cast<int64_t>(decisions.size());
    TRY(const auto source, file.source());
    TRY(const auto checked, CheckDecisions(source, decisions, [&](int64_t done) {
          session.progress->Update("verify", done, total);
        }));
    session.progress->Finish();
    return Report(checked, with, without, session);
  }

  /// Says what came of it; kRefused (exit 3) unless everything came out the same.
  static base::Status Report(const std::vector<CheckedDecision>& checked, int64_t orders,
                             int64_t without, Session& session) {
    int64_t same = 0;
    for (const CheckedDecision& c : checked) same += c.differences.empty() ? 1 : 0;
    const auto all = static_cast<int64_t>(checked.size());
    session.print(session.json ? AsJson(checked, orders, without, same)
                               : AsText(checked, orders, without, same));
    if (same == all) return {};
    return base::Fail(
        base::ErrorCode::kRefused,
        fmt::format("why: {} of {} decisions did not come out the same", all - same, all));
  }

  static std::string AsText(const std::vector<CheckedDecision>& checked, int64_t orders,
                            int64_t without, int64_t same) {
    std::string text = fmt::format(
        "verified {} of {} decisions behind {} orders ({:.2f} %)\n", same, checked.size(), orders,
        checked.empty() ? 100.0
                        : 100.0 * static_cast<double>(same) / static_cast<double>(checked.size()));
    if (without > 0) {
      text += fmt::format("{} orders are of strategies that keep no decisions\n", without);
    }
    size_t told = 0;
    for (const CheckedDecision& c : checked) {
      for (const std::string& difference : c.differences) {
        if (told++ < kMostToldDifferences) {
          text += fmt::format("  decision {}: {}\n", c.decision, difference);
        }
      }
    }
    if (told > kMostToldDifferences) {
      text += fmt::format("  and {} more\n", told - kMostToldDifferences);
    }
    return text;
  }

  static std::string AsJson(const std::vector<CheckedDecision>& checked, int64_t orders,
                            int64_t without, int64_t same) {
    base::JsonWriter json(2);
    json.BeginObject().Key("orders").Number(orders).Key("orders_without_decision").Number(without);
    json.Key("decisions").Number(static_cast<int64_t>(checked.size())).Key("same").Number(same);
    json.Key("differences").BeginArray();
    for (const CheckedDecision& c : checked) {
      for (const std::string& difference : c.differences) {
        json.BeginObject().Key("decision").Number(c.decision).Key("what").String(difference);
        json.EndObject();
      }
    }
    json.EndArray().EndObject();
    return json.Take() + "\n";
  }

  std::vector<std::string> what_;
  std::optional<std::string> run_;
  bool verify_ = false;
};

}  // namespace

std::unique_ptr<Verb> MakeWhy() { return std::make_unique<Why>(); }

}  // namespace keel::cli
