// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/json.h"
#include "cli/verbs.h"
#include "cli/why_check.h"
#include "cli/why_story.h"
#include "research/run_store.h"

namespace keel::cli {
namespace {

using research::StoredDecision;
using research::StoredOrder;

constexpr size_t kMostToldDifferences = 20;

/// A kept run as far as orders are explained from it.
struct CaseFile {
  research::KeptRun run;
  std::vector<StoredOrder> orders;
  std::vector<StoredDecision> decisions;

  const StoredDecision* DecisionOf(const StoredOrder& order) const {
    if (order.decision == 0 || order.decision > decisions.size()) return nullptr;
    return &decisions[order.decision - 1];
  }
};

class Why final : public Verb {
 public:
  std::string_view name() const override { return "why"; }
  std::string_view summary() const override {
    return "tells why an order was sent, and with --verify decides again from the bars";
  }
  std::string_view group() const override { return "explain"; }

  void Declare(Options& options) override {
    options.Positional("ORDER", &order_, "number of an order; none: all of them, with --verify",
                       false);
    options.Text("--run", &run_, "id, part of it, \"last\", \"last-1\", or a folder");
    options.Flag("--verify", &verify_,
                 "computes the decision again: features from the bars, signals, forecast, size");
  }

  base::Status Run(Session& session) override {
    if (order_.empty() && !verify_) {
      return base::Fail(base::ErrorCode::kUsage,
                        "why: name an order (orders.csv of the run lists them), or --verify for "
                        "all of them");
    }
    CaseFile file;
    TRY(file.run, research::FindRun(session.home, run_));
    TRY(file.orders, research::ReadOrders(file.run.place.directory));
    auto decisions = research::ReadDecisions(file.run.place.directory);
    if (decisions) {
      file.decisions = *std::move(decisions);
    } else if (decisions.error().code != base::ErrorCode::kNotFound) {
      return tl::unexpected<base::Error>(std::move(decisions).error());
    }
    if (order_.empty()) return VerifyAll(file, session);
    TRY(const StoredOrder* order, FindOrder(file));
    if (!verify_) return Tell(file, *order, session);
    if (!session.json) TRY(Tell(file, *order, session));
    return VerifyOne(file, *order, session);
  }

 private:
  base::Result<const StoredOrder*> FindOrder(const CaseFile& file) const {
    uint64_t number = 0;
    const auto [end, error] = std::from_chars(order_.data(), order_.data() + order_.size(), number);
    if (error != std::errc{} || end != order_.data() + order_.size()) {
      return base::Fail(base::ErrorCode::kUsage,
                        fmt::format("why: \"{}\" is not the number of an order", order_));
    }
    const auto at = std::find_if(file.orders.begin(), file.orders.end(),
                                 [&](const StoredOrder& o) { return o.order == number; });
    if (at == file.orders.end()) {
      return base::Fail(base::ErrorCode::kNotFound,
                        file.orders.empty()
                            ? fmt::format("why: run {} sent no orders", file.run.place.id)
                            : fmt::format("why: run {} has no order {}; its orders are {} to {}",
                                          file.run.place.id, number, file.orders.front().order,
                                          file.orders.back().order));
    }
    return &*at;
  }

  static base::Status Tell(const CaseFile& file, const StoredOrder& order, Session& session) {
    OrderCase c{order, file.DecisionOf(order), {}, 0};
    TRY(const auto executions, research::ReadExecutions(file.run.place.directory));
    for (const research::StoredExecution& e : executions) {
      if (e.order == order.order) c.executions.push_back(e);
    }
    for (const StoredOrder& o : file.orders) {
      c.siblings += o.decision == order.decision && order.decision != 0 ? 1 : 0;
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
    const storage::Catalog catalog(session.data_dir);
    TRY(const auto checked, CheckDecisions(file.run, catalog, {decision}, [](int64_t) {}));
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
    const storage::Catalog catalog(session.data_dir);
    const auto total = static_cast<int64_t>(decisions.size());
    TRY(const auto checked, CheckDecisions(file.run, catalog, decisions, [&](int64_t done) {
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

  std::string order_;
  std::string run_ = "last";
  bool verify_ = false;
};

}  // namespace

std::unique_ptr<Verb> MakeWhy() { return std::make_unique<Why>(); }

}  // namespace keel::cli
