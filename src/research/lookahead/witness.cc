// SPDX-License-Identifier: MIT
#include "research/lookahead/witness.h"

#include <fmt/format.h>

#include <algorithm>

namespace keel::research {
namespace {

using core::InstrumentId;
using core::OrderId;
using core::OrderTerms;
using strategy::Context;

/// Passes all on and keeps what is said. `inner` is the context of the call that is under way.
class WatchedContext final : public Context {
 public:
  WatchedContext(WitnessLog* log, uint16_t strategy) : log_(*log), strategy_(strategy) {}
  Context* inner = nullptr;
  base::UnixNanos last_fill = base::kBeginningOfTime;  // the newest that the strategy knows

  base::UnixNanos now() const override { return inner->now(); }
  std::span<const InstrumentId> instruments() const override { return inner->instruments(); }
  const core::Instrument& instrument(InstrumentId id) const override {
    return inner->instrument(id);
  }
  std::span<const core::Bar> History(InstrumentId id) const override { return inner->History(id); }
  std::optional<double> feature(InstrumentId id, size_t index) const override {
    return inner->feature(id, index);
  }
  core::Quantity position(InstrumentId id) const override { return inner->position(id); }
  double held_share(InstrumentId id) const override { return inner->held_share(id); }
  std::optional<double> entry_price(InstrumentId id) const override {
    return inner->entry_price(id);
  }
  double equity() const override { return inner->equity(); }
  int working_orders(InstrumentId id) const override { return inner->working_orders(id); }
  bool works(OrderId order) const override { return inner->works(order); }
  std::vector<strategy::OpenOrder> open_orders(InstrumentId id) const override {
    return inner->open_orders(id);
  }
  core::Quantity head_room(InstrumentId id) const override { return inner->head_room(id); }
  double one_way_cost(InstrumentId id, double value) const override {
    return inner->one_way_cost(id, value);
  }
  bool warming() const override { return inner->warming(); }
  uint64_t seed() const override { return inner->seed(); }
  uint32_t NewOcoGroup() override { return inner->NewOcoGroup(); }

  void TargetShare(InstrumentId id, double share, std::string_view reason) override {
    Say(WishKind::kTarget, id, reason).share = share;
    inner->TargetShare(id, share, reason);
  }
  std::optional<OrderId> Submit(const OrderTerms& terms, std::string_view reason) override {
    Say(WishKind::kOrder, terms.instrument, reason).detail = KeepOrder(terms, {});
    return inner->Submit(terms, reason);
  }
  std::optional<strategy::BracketOrders> SubmitBracket(const OrderTerms& entry,
                                                       const strategy::BracketExits& exits,
                                                       std::string_view reason) override {
    Say(WishKind::kBracket, entry.instrument, reason).detail = KeepOrder(entry, exits);
    return inner->SubmitBracket(entry, exits, reason);
  }
  void Cancel(OrderId order) override {
    Say(WishKind::kCancel, {}, "").order = order.value;
    inner->Cancel(order);
  }
  bool Amend(OrderId order, const core::OrderChange& change) override {
    OrderTerms terms;
    if (change.quantity) terms.quantity = *change.quantity;
    if (change.limit_price) terms.limit_price = *change.limit_price;
    Wish& wish = Say(WishKind::kAmend, {}, "");
    wish.order = order.value;
    wish.detail = KeepOrder(terms, {});
    return inner->Amend(order, change);
  }
  void Explain(const strategy::Decision& decision) override {
    Wish& wish = Say(WishKind::kDecision, decision.instrument, decision.outcome.why);
    wish.share = decision.outcome.target_share;
    wish.detail = static_cast<uint32_t>(log_.decisions.size());
    log_.decisions.push_back(NumbersOf(decision));
    inner->Explain(decision);
  }

 private:
  Wish& Say(WishKind kind, InstrumentId id, std::string_view why) {
    Wish& wish = log_.wishes.emplace_back();
    wish.time = inner->now();
    wish.instrument = id;
    wish.strategy = strategy_;
    wish.after_fill = last_fill >= wish.time;
    wish.kind = kind;
    wish.why = log_.Keep(why);
    return wish;
  }
  uint32_t KeepOrder(const OrderTerms& terms, const strategy::BracketExits& exits) {
    log_.orders.push_back({terms, exits});
    return static_cast<uint32_t>(log_.orders.size() - 1);
  }
  /// The features come first: what a signal is made from differs before it does.
  WishedDecision NumbersOf(const strategy::Decision& decision) {
    WishedDecision numbers;
    for (const strategy::SignalUsed& signal : decision.inputs.signals) {
      for (const strategy::FeatureUsed& feature : signal.features) {
        numbers.emplace_back(log_.Keep("feature " + feature.name), feature.value);
      }
    }
    for (const strategy::SignalUsed& signal : decision.inputs.signals) {
      const double strength = signal.faded.value * signal.faded.confidence * signal.faded.decay;
      numbers.emplace_back(log_.Keep("signal " + signal.driver), strength);
    }
    numbers.emplace_back("conviction", decision.outcome.conviction);
    numbers.emplace_back("target share", decision.outcome.target_share);
    return numbers;
  }

  WitnessLog& log_;
  uint16_t strategy_;
};

class WatchedStrategy final : public strategy::Strategy {
 public:
  WatchedStrategy(std::unique_ptr<strategy::Strategy> inner, WitnessLog* log, uint16_t index)
      : inner_(std::move(inner)), log_(*log), index_(index), context_(log, index) {}

  void OnStart(Context& c) override { inner_->OnStart(At(c)); }
  void OnBar(Context& c, const core::BarClosed& event) override {
    ++log_.bars;
    const base::UnixNanos close = event.timeframe.CloseOf(event.bar.open_time);
    if (close > c.now() && !log_.unclosed) {
      log_.unclosed = {index_, event.instrument, c.now(), event.bar.open_time, close};
    }
    inner_->OnBar(At(c), event);
  }
  void OnInstant(Context& c) override { inner_->OnInstant(At(c)); }
  void OnTrade(Context& c, const core::TradePrinted& event) override {
    inner_->OnTrade(At(c), event);
  }
  void OnBook(Context& c, const market::OrderBook& book) override { inner_->OnBook(At(c), book); }
  void OnFill(Context& c, const core::Fill& fill) override {
    context_.last_fill = fill.time;
    inner_->OnFill(At(c), fill);
  }
  void OnOrderEnded(Context& c, OrderId order, core::OrderEnd end) override {
    inner_->OnOrderEnded(At(c), order, end);
  }
  void OnOrderAmended(Context& c, OrderId order, core::Quantity quantity, bool refused) override {
    inner_->OnOrderAmended(At(c), order, quantity, refused);
  }
  void OnOrderReplaced(Context& c, OrderId order, OrderId by) override {
    inner_->OnOrderReplaced(At(c), order, by);
  }
  std::vector<strategy::ReportTable> Tables(const Context& c) const override {
    return inner_->Tables(c);
  }

 private:
  Context& At(Context& c) {
    context_.inner = &c;
    return context_;
  }

  std::unique_ptr<strategy::Strategy> inner_;
  WitnessLog& log_;
  uint16_t index_;
  WatchedContext context_;
};

std::string TermsText(const OrderTerms& terms) {
  std::string text = fmt::format("{} {} {}", core::ToString(terms.side), core::ToString(terms.type),
                                 terms.quantity.ToString());
  if (!terms.limit_price.is_zero()) text += " limit " + terms.limit_price.ToString();
  if (!terms.stop_price.is_zero()) text += " stop " + terms.stop_price.ToString();
  if (terms.trail_fraction > 0) text += fmt::format(" trail {}", terms.trail_fraction);
  return text;
}

std::string DecisionText(const WishedDecision& decision) {
  std::string text;
  for (const auto& [name, value] : decision) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name,
                        value ? fmt::format("{}", *value) : "absent");
  }
  return text;
}

}  // namespace

bool operator==(const WishedOrder& a, const WishedOrder& b) {
  const OrderTerms &s = a.terms, &t = b.terms;
  return s.side == t.side && s.type == t.type && s.tif == t.tif && s.post_only == t.post_only &&
         s.quantity == t.quantity && s.limit_price == t.limit_price &&
         s.stop_price == t.stop_price && s.trail_fraction == t.trail_fraction &&
         s.expire_time == t.expire_time && s.oco_group == t.oco_group &&
         s.planned_stop == t.planned_stop && a.exits.stop == b.exits.stop &&
         a.exits.trail_fraction == b.exits.trail_fraction && a.exits.target == b.exits.target;
}

std::string_view WitnessLog::Keep(std::string_view text) {
  const auto at = kept_.find(text);
  if (at != kept_.end()) return at->second;
  const std::string_view own = texts_.emplace_back(text);
  kept_.emplace(own, own);
  return own;
}

std::vector<strategy::StrategySpec> Watched(const std::vector<strategy::StrategySpec>& specs,
                                            WitnessLog* log) {
  std::vector<strategy::StrategySpec> watched = specs;
  for (strategy::StrategySpec& spec : watched) {
    const auto index = static_cast<uint16_t>(log->strategies.size());
    log->strategies.push_back(spec.name);
    spec.make =
        [log, index, make = std::move(spec.make)](
            const strategy::Params& params) -> base::Result<std::unique_ptr<strategy::Strategy>> {
      TRY(auto inner, make(params));
      return std::make_unique<WatchedStrategy>(std::move(inner), log, index);
    };
  }
  return watched;
}

std::string_view WishName(WishKind kind) {
  switch (kind) {
    case WishKind::kTarget:
      return "target share";
    case WishKind::kOrder:
      return "order";
    case WishKind::kBracket:
      return "bracket";
    case WishKind::kCancel:
      return "cancel";
    case WishKind::kAmend:
      return "amend";
    case WishKind::kDecision:
      return "decision";
  }
  return "";
}

std::string WishText(const WitnessLog& log, const Wish& wish) {
  std::string text;
  switch (wish.kind) {
    case WishKind::kTarget:
      text = fmt::format("share {}", wish.share);
      break;
    case WishKind::kOrder:
    case WishKind::kBracket:
      text = TermsText(log.orders[wish.detail].terms);
      break;
    case WishKind::kCancel:
      text = fmt::format("cancel order {}", wish.order);
      break;
    case WishKind::kAmend:
      text =
          fmt::format("amend order {}: {}", wish.order, TermsText(log.orders[wish.detail].terms));
      break;
    case WishKind::kDecision:
      text = DecisionText(log.decisions[wish.detail]);
      break;
  }
  return wish.why.empty() ? text : fmt::format("{} (\"{}\")", text, wish.why);
}

bool SaysTheSame(const WitnessLog& log_a, const Wish& a, const WitnessLog& log_b, const Wish& b) {
  if (a.time != b.time || !(a.instrument == b.instrument) || a.strategy != b.strategy ||
      a.kind != b.kind || a.share != b.share || a.order != b.order || a.why != b.why) {
    return false;
  }
  switch (a.kind) {
    case WishKind::kOrder:
    case WishKind::kBracket:
    case WishKind::kAmend:
      return log_a.orders[a.detail] == log_b.orders[b.detail];
    case WishKind::kDecision:
      return log_a.decisions[a.detail] == log_b.decisions[b.detail];
    default:
      return true;
  }
}

std::string_view FirstOtherNumber(const WishedDecision& a, const WishedDecision& b) {
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (a[i] != b[i]) return a[i].first;
  }
  return "what was decided on";
}

}  // namespace keel::research
