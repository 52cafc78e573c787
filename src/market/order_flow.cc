// SPDX-License-Identifier: MIT
#include "market/order_flow.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <unordered_map>

#include "base/text.h"

namespace keel::market {
namespace {

using base::ErrorCode;
using core::Decimal;
using core::Side;
using Deed = OrderFlow::Deed;

constexpr size_t kCells = 7;

tl::unexpected<base::Error> Bad(std::string why) {
  return base::Fail(ErrorCode::kCorrupt, std::move(why));
}

/// The finest step that all amounts are multiples of.
class Step {
 public:
  void Add(Decimal amount) {
    while (digits_ < Decimal::kDigits && !IsMultipleOf(amount, Decimal::PowerOfTen(-digits_))) {
      ++digits_;
    }
  }
  Decimal value() const { return Decimal::PowerOfTen(-digits_); }

 private:
  int digits_ = 0;
};

class FlowReader {
 public:
  explicit FlowReader(const core::Symbol& symbol) {
    recording_.symbol = symbol;
    recording_.names_orders = true;
    core::BookUpdate empty;  // what strategies hear begins with a book of nothing
    empty.is_snapshot = true;
    recording_.changes.push_back({{}, {}, std::move(empty), std::nullopt});
  }

  base::Status Line(std::string_view line) {
    const auto cells = base::Split(line, ',');
    if (cells.size() != kCells) return Bad("it has not 7 cells");
    const auto time = base::ParseTime(cells[0]), received = base::ParseTime(cells[1]);
    if (!time || !received) return Bad("a time is malformed");
    if (*received < *time) return Bad("it was received before it happened");
    if (*time < time_ || *received < received_) return Bad("its times run backward");
    time_ = *time;
    received_ = *received;
    OrderFlow flow;
    const auto [end, error] =
        std::from_chars(cells[3].data(), cells[3].data() + cells[3].size(), flow.order);
    if (error != std::errc{} || end != cells[3].data() + cells[3].size() || flow.order == 0) {
      return Bad("the order is no number above 0");
    }
    const auto quantity = Decimal::Parse(cells[6]);
    if (!quantity || !quantity->is_positive()) return Bad("the quantity is not above 0");
    flow.quantity = core::Quantity(*quantity);
    lot_.Add(*quantity);
    if (cells[2] == "add") return Add(flow, cells[4], cells[5]);
    if (cells[2] != "less" && cells[2] != "trade") return Bad("the event is add, less or trade");
    flow.deed = cells[2] == "less" ? Deed::kLess : Deed::kTraded;
    return Leave(flow);
  }

  base::Result<BookRecording> Take() {
    if (recording_.changes.size() < 2) return Bad("it has no event");
    recording_.changes.front().at_venue = recording_.changes[1].at_venue;
    recording_.changes.front().received = recording_.changes[1].received;
    std::get<core::BookUpdate>(recording_.changes.front().what).event_time =
        recording_.changes[1].at_venue;
    recording_.filters = {core::Price(tick_.value()), core::Quantity(lot_.value()), {}};
    return std::move(recording_);
  }

 private:
  struct Open {
    Side side;
    core::Price price;
    core::Quantity quantity;
  };

  base::Status Add(OrderFlow flow, std::string_view side, std::string_view text) {
    const auto price = Decimal::Parse(text);
    if (side != "buy" && side != "sell") return Bad("the side is buy or sell");
    if (!price || !price->is_positive()) return Bad("the price is not above 0");
    flow.side = side == "buy" ? Side::kBuy : Side::kSell;
    flow.price = core::Price(*price);
    tick_.Add(*price);
    if (!orders_.emplace(flow.order, Open{flow.side, flow.price, flow.quantity}).second) {
      return Bad(fmt::format("order {} was added before", flow.order));
    }
    TellLevel(flow, flow.quantity.value(), flow);
    return {};
  }

  base::Status Leave(OrderFlow flow) {
    const auto at = orders_.find(flow.order);
    if (at == orders_.end()) return Bad(fmt::format("order {} does not rest", flow.order));
    Open& open = at->second;
    if (open.quantity < flow.quantity) {
      return Bad(fmt::format("order {} has only {} left", flow.order, open.quantity.ToString()));
    }
    flow.side = open.side;
    flow.price = open.price;
    open.quantity -= flow.quantity;
    if (open.quantity.is_zero()) orders_.erase(at);
    const bool traded = flow.deed == Deed::kTraded;
    if (traded) TellTrade(flow);
    TellLevel(flow, -flow.quantity.value(), traded ? std::nullopt : std::optional(flow));
    return {};
  }

  void TellTrade(const OrderFlow& flow) {
    core::TradeTick tick;
    tick.time = time_;
    tick.price = flow.price;
    tick.quantity = flow.quantity;
    tick.aggressor = core::Opposite(flow.side);
    recording_.changes.push_back({time_, received_, tick, flow});
  }

  void TellLevel(const OrderFlow& flow, Decimal change, std::optional<OrderFlow> told) {
    Decimal& level = levels_[static_cast<size_t>(flow.side)][flow.price];
    level += change;
    core::BookUpdate update;
    update.event_time = time_;
    auto& side = flow.side == Side::kBuy ? update.bids : update.asks;
    side.push_back({flow.price, core::Quantity(level)});
    recording_.changes.push_back({time_, received_, std::move(update), std::move(told)});
  }

  BookRecording recording_;
  base::UnixNanos time_ = base::kBeginningOfTime, received_ = base::kBeginningOfTime;
  std::unordered_map<uint64_t, Open> orders_;
  std::array<std::map<core::Price, Decimal>, 2> levels_;
  Step tick_, lot_;
};

}  // namespace

base::Result<BookRecording> ReadOrderFlow(std::string_view text, const core::Symbol& symbol) {
  FlowReader reader(symbol);
  int64_t number = 0;
  for (std::string_view line : base::Split(text, '\n')) {
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || (number == 1 && line == kOrderFlowHeader)) continue;
    if (auto read = reader.Line(line); !read) {
      return base::Wrap(std::move(read).error(), fmt::format("line {}", number));
    }
  }
  return reader.Take();
}

}  // namespace keel::market
