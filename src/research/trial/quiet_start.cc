// SPDX-License-Identifier: MIT
#include "research/trial/quiet_start.h"

#include "research/trial/forwarding_context.h"

namespace keel::research {
namespace {

using strategy::Context;

/// Hears no wish.
class DeafContext final : public ForwardingContext {
 public:
  using ForwardingContext::ForwardingContext;
  bool warming() const override { return true; }
  void TargetShare(core::InstrumentId, double, std::string_view) override {}
  std::optional<core::OrderId> Submit(const core::OrderTerms&, std::string_view) override {
    return std::nullopt;
  }
  std::optional<strategy::BracketOrders> SubmitBracket(const core::OrderTerms&,
                                                       const strategy::BracketExits&,
                                                       std::string_view) override {
    return std::nullopt;
  }
  void Explain(const strategy::Decision&) override {}
};

class QuietStart final : public strategy::Strategy {
 public:
  QuietStart(std::unique_ptr<strategy::Strategy> inner, base::UnixNanos start)
      : inner_(std::move(inner)), start_(start) {}

  void OnStart(Context& market) override {
    Hear(market, [&](Context& c) { inner_->OnStart(c); });
  }
  void OnBar(Context& market, const core::BarClosed& event) override {
    Hear(market, [&](Context& c) { inner_->OnBar(c, event); });
  }
  void OnInstant(Context& market) override {
    Hear(market, [&](Context& c) { inner_->OnInstant(c); });
  }
  void OnTrade(Context& market, const core::TradePrinted& event) override {
    Hear(market, [&](Context& c) { inner_->OnTrade(c, event); });
  }
  void OnBook(Context& market, const market::OrderBook& book) override {
    Hear(market, [&](Context& c) { inner_->OnBook(c, book); });
  }
  void OnFill(Context& market, const core::Fill& fill) override { inner_->OnFill(market, fill); }
  void OnOrderEnded(Context& market, core::OrderId order, core::OrderEnd end) override {
    inner_->OnOrderEnded(market, order, end);
  }
  void OnOrderAmended(Context& market, core::OrderId order, core::Quantity quantity,
                      bool refused) override {
    inner_->OnOrderAmended(market, order, quantity, refused);
  }
  void OnOrderReplaced(Context& market, core::OrderId order, core::OrderId by) override {
    inner_->OnOrderReplaced(market, order, by);
  }
  std::vector<strategy::ReportTable> Tables(const Context& market) const override {
    return inner_->Tables(market);
  }

 private:
  template <typename Call>
  void Hear(Context& market, const Call& call) {
    if (market.now() >= start_) {
      call(market);
      return;
    }
    DeafContext deaf(market);
    call(deaf);
  }

  const std::unique_ptr<strategy::Strategy> inner_;
  const base::UnixNanos start_;
};

}  // namespace

strategy::StrategySpec QuietUntil(const strategy::StrategySpec& spec, base::UnixNanos start) {
  strategy::StrategySpec quiet = spec;
  quiet.make =
      [make = spec.make,
       start](const strategy::Params& params) -> base::Result<std::unique_ptr<strategy::Strategy>> {
    TRY(std::unique_ptr<strategy::Strategy> inner, make(params));
    return std::make_unique<QuietStart>(std::move(inner), start);
  };
  return quiet;
}

}  // namespace keel::research
