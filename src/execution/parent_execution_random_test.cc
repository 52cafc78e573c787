// SPDX-License-Identifier: MIT
// Any parent under any algorithm in a market that does anything: partial, late and missing answers,
// cancels that lose the race. Books kept here from the outside hold it to its invariants, and a
// twin that is saved and restored all the time must do the same to the unit.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <map>

#include "base/describe_json.h"
#include "base/random.h"
#include "execution/testing/parent_scene.h"

namespace keel::execution {
namespace {

using core::Quantity;

struct Traded {
  base::UnixNanos time;
  Quantity quantity;
};

struct Child {
  ChildWish wish;
  Quantity filled;
  bool alive = true;
  bool cancel_asked = false;
};

/// What a market may do.
struct Manners {
  bool answers_all = false;  ///< every child is filled at once: nothing is late, lost or partial
};

class Campaign {
 public:
  Campaign(uint64_t seed, Manners manners)
      : random_(seed, "test.parents"),
        manners_(manners),
        order_(RandomParent(seed)),
        name_(Algorithm()),
        parent_(Started(order_, name_, settings_)) {}

  /// Runs past the end, to the last answer.
  void Run() {
    now_ = order_.start - base::Seconds(5);
    while (now_ < order_.end + base::Seconds(30)) {
      RandomInput();
      if (random_.NextBelow(4) == 0) SaveAndRestore();
      Advance();
      if (testing::Test::HasFatalFailure()) return;
      const base::UnixNanos soon = now_ + base::Milliseconds(Below(4000) + 1);
      now_ = next_ > now_ && Below(2) == 0 ? std::min(next_, soon) : soon;
    }
    for (auto& [number, child] : children_) {
      if (child.alive) End(number, child);
    }
    Advance();
  }

  const ParentOrder& order() const { return order_; }
  ParentReport report() const { return parent_.report(); }
  const std::string& name() const { return name_; }
  size_t sent() const { return children_.size(); }

 private:
  int64_t Below(uint64_t n) { return static_cast<int64_t>(random_.NextBelow(n)); }
  Quantity Tenths(uint64_t n) { return Quantity(core::Decimal::PowerOfTen(-1) * (Below(n) + 1)); }

  ParentOrder RandomParent(uint64_t seed) {
    ParentOrder order = BuyHundred();
    order.seed = seed;
    if (Below(2) == 0) order.side = core::Side::kSell;
    order.quantity = Quantity(core::Decimal::PowerOfTen(-2) * (Below(20'000) + 100));
    order.end = At(60 + Below(400));
    order.limits.pace = base::Seconds(1 + Below(4));
    order.filters.min_notional = core::Decimal::FromInt(Below(200));
    if (manners_.answers_all) return order;
    if (Below(2) == 0) {
      order.limits.max_participation = core::Decimal::PowerOfTen(-1) * (1 + Below(5));
      order.limits.participation_window = base::Seconds(20 + Below(100));
    }
    if (Below(3) == 0) order.limits.worst_price = Px(Below(2) == 0 ? "50.2" : "49.8");
    if (Below(2) == 0) order.posts = true;
    if (Below(2) == 0) order.patience = base::Seconds(3 + Below(20));
    return order;
  }

  std::string Algorithm() {
    switch (Below(manners_.answers_all ? 3 : 5)) {
      case 0:
        settings_ = fmt::format(R"({{"slices": {}}})", 1 + Below(15));
        return "twap";
      case 1:
        settings_ = R"({"slices": 9, "profile": [0.1, 0.4, 0.3, 0.2]})";
        return "vwap";
      case 2:
        settings_ = R"({"fractions": [0.5, 0.25, 0.15, 0.1]})";
        return "implementation_shortfall";
      case 3:
        settings_ = R"({"rate": "0.1", "largest_child": "9"})";
        return "pov";
      default:
        settings_ = R"({"visible": "7.5"})";
        return "iceberg";
    }
  }

  void RandomInput() {
    if (Below(2) == 0) {
      const Quantity quantity = Tenths(200);
      market_.push_back({now_, quantity});
      parent_.OnTrade(Px("50"), quantity, now_);
    }
    if (Below(3) == 0) {
      const core::Price bid(Dec("49.5") + core::Decimal::PowerOfTen(-2) * Below(100));
      parent_.OnQuote(bid, bid + Px("0.02"));
    }
    if (!manners_.answers_all && Below(400) == 0) {
      hurried_ = true;
      parent_.Hurry();
    }
    if (!manners_.answers_all && Below(600) == 0) {
      stopped_ = true;
      parent_.Stop();
    }
    for (auto& [number, child] : children_) {
      if (child.alive && Below(3) == 0) Answer(number, child);
    }
  }

  void Answer(uint32_t number, Child& child) {
    const Quantity open = child.wish.quantity - child.filled;
    if (Below(2) == 0 && open.is_positive()) {
      const Quantity part = std::min(open, Tenths(100));
      Fill(number, child, Below(3) == 0 ? open : part);
    }
    const bool resting = child.wish.tif == core::TimeInForce::kGtc && !child.cancel_asked;
    const bool all = child.filled == child.wish.quantity;
    if (all || (Below(3) == 0 && (!resting || Below(10) == 0))) End(number, child);
  }

  void Fill(uint32_t number, Child& child, Quantity quantity) {
    child.filled += quantity;
    confirmed_ += quantity;
    own_.push_back({now_, quantity});
    market_.push_back({now_, quantity});
    parent_.OnTrade(Px("50"), quantity, now_);  // own trades are on the tape
    ASSERT_TRUE(parent_.OnChildFilled(number, quantity, now_).has_value());
  }

  void End(uint32_t number, Child& child) {
    child.alive = false;
    ASSERT_TRUE(parent_.OnChildEnded(number).has_value());
  }

  Quantity Working() const {
    Quantity sum;
    for (const auto& [number, child] : children_) {
      if (child.alive) sum += child.wish.quantity - child.filled;
    }
    return sum;
  }

  void Advance() {
    const ParentStep step = parent_.Advance(now_);
    next_ = step.next;
    ASSERT_TRUE(next_ > now_);
    for (const uint32_t number : step.cancels) {
      ASSERT_FALSE(children_.at(number).cancel_asked);
      children_.at(number).cancel_asked = true;
    }
    if (step.child) Check(*step.child);
    ASSERT_EQ(parent_.report().working, Working());
    ASSERT_EQ(parent_.report().confirmed, confirmed_);
  }

  void Check(const ChildWish& wish) {
    ASSERT_TRUE(order_.start <= now_ && now_ < order_.end && !stopped_);
    ASSERT_TRUE(!last_sent_ || now_ - *last_sent_ >= order_.limits.pace);
    ASSERT_TRUE(core::IsMultipleOf(wish.quantity.value(), order_.filters.lot.value()));
    last_sent_ = now_;
    children_[wish.number] = {wish, {}, true, false};
    ASSERT_LE(confirmed_ + Working(), order_.quantity);
    if (wish.type == core::OrderType::kLimit) {
      const core::Decimal value = core::Notional(wish.limit_price, wish.quantity);
      ASSERT_GE(value, order_.filters.min_notional);
      if (const auto& worst = order_.limits.worst_price) {
        const bool buys = order_.side == core::Side::kBuy;
        ASSERT_TRUE(buys ? wish.limit_price <= *worst : wish.limit_price >= *worst);
      }
    }
    CheckShare();
    if (manners_.answers_all) {
      Fill(wish.number, children_[wish.number], wish.quantity);
      End(wish.number, children_[wish.number]);
    }
  }

  void CheckShare() {
    const auto& share = order_.limits.max_participation;
    if (!share) return;
    const base::UnixNanos from = now_ - order_.limits.participation_window;
    const auto sum = [from](const std::vector<Traded>& all) {
      Quantity total;
      for (const Traded& t : all) total += t.time > from ? t.quantity : Quantity();
      return total;
    };
    const core::Decimal most = core::Mul(sum(market_).value(), *share, core::Rounding::kDown);
    ASSERT_LE((sum(own_) + Working()).value(), most);
  }

  void SaveAndRestore() {
    const std::string text = base::ToJson(parent_.Save());
    const auto saved = base::ReadJson<SavedParent>(text);
    ASSERT_TRUE(saved.has_value()) << saved.error().message;
    auto twin = ParentExecution::Restore(*saved);
    ASSERT_TRUE(twin.has_value()) << twin.error().message;
    ASSERT_EQ(base::ToJson(twin->Save()), text);
    parent_ = *std::move(twin);
  }

  base::RandomStream random_;
  Manners manners_;
  ParentOrder order_;
  std::string settings_;
  std::string name_;
  ParentExecution parent_;
  base::UnixNanos now_, next_;
  std::optional<base::UnixNanos> last_sent_;
  std::map<uint32_t, Child> children_;
  std::vector<Traded> market_, own_;
  Quantity confirmed_;
  bool hurried_ = false, stopped_ = false;
};

TEST(ParentExecutionRandom, NoLimitIsEverBroken) {
  std::map<std::string, size_t> sent;
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    Campaign campaign(seed, {});
    campaign.Run();
    if (HasFatalFailure()) return;
    ASSERT_TRUE(campaign.report().is_done);
    ASSERT_TRUE(campaign.report().excess.is_zero());
    ASSERT_EQ(campaign.report().left, campaign.order().quantity - campaign.report().confirmed);
    sent[campaign.name()] += campaign.sent();
  }
  EXPECT_EQ(sent.size(), 5u);
  for (const auto& [name, count] : sent) EXPECT_GT(count, 100u) << name;
}

TEST(ParentExecutionRandom, FinishesByTheEndWhereMarketAndLimitsAllow) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    Campaign campaign(seed, {.answers_all = true});
    campaign.Run();
    if (HasFatalFailure()) return;
    const ParentReport report = campaign.report();
    ASSERT_EQ(report.left, report.dust) << campaign.name();
    const bool below_lot = report.left < campaign.order().filters.lot;
    const bool never_enough = report.confirmed.is_zero();
    ASSERT_TRUE(below_lot || never_enough) << report.left.ToString();
  }
}

/// Steps of a parent that is replaced by its restored copy `often`, or never.
std::vector<std::string> Steps(uint64_t seed, bool often) {
  base::RandomStream market(seed, "test.restart_market");
  base::RandomStream restarts(seed, "test.restarts");
  ParentOrder order = BuyHundred();
  order.seed = seed;
  order.limits.max_participation = Dec("0.3");
  order.posts = seed % 2 == 0;
  order.patience = base::Seconds(40);
  constexpr std::string_view kNames[] = {"twap", "pov", "iceberg", "vwap"};
  constexpr std::string_view kSettings[] = {"{}", "{}", R"({"visible": "9"})",
                                            R"({"profile": [0.25, 0.5, 0.25]})"};
  ParentExecution parent = Started(order, kNames[seed % 4], kSettings[seed % 4]);
  std::vector<std::string> steps;
  for (int s = 0; s < 1010; s += 3) {
    const auto quantity =
        core::Decimal::PowerOfTen(-2) * static_cast<int64_t>(market.NextBelow(2000));
    parent.OnTrade(Px("50"), Quantity(quantity), At(s));
    const core::Price bid(Dec("49.9") + core::Decimal::PowerOfTen(-2) *
                                            static_cast<int64_t>(market.NextBelow(20)));
    parent.OnQuote(bid, bid + Px("0.01"));
    if (often && restarts.NextBelow(5) == 0) {
      const auto saved = base::ReadJson<SavedParent>(base::ToJson(parent.Save())).value();
      parent = ParentExecution::Restore(saved).value();
    }
    const ParentStep step = parent.Advance(At(s));
    std::string text = fmt::format("{} next {}", s, step.next.ns);
    if (step.child) {
      text += fmt::format(" #{} {} at {}", step.child->number, step.child->quantity.ToString(),
                          step.child->limit_price.ToString());
      const Quantity half(
          core::RoundTo(core::Mul(step.child->quantity.value(), Dec("0.5"), core::Rounding::kDown),
                        Dec("0.1"), core::Rounding::kDown));
      if (half.is_positive()) {
        EXPECT_TRUE(parent.OnChildFilled(step.child->number, half, At(s)));
      }
      if (!step.child->post_only) {
        EXPECT_TRUE(parent.OnChildEnded(step.child->number));
      }
    }
    for (const uint32_t child : step.cancels) {
      text += fmt::format(" cancel {}", child);
      EXPECT_TRUE(parent.OnChildEnded(child));
    }
    steps.push_back(text);
  }
  return steps;
}

TEST(ParentExecutionRandom, ARestartChangesNothing) {
  for (uint64_t seed = 0; seed < 40; ++seed) {
    ASSERT_EQ(Steps(seed, true), Steps(seed, false)) << seed;
  }
}

}  // namespace
}  // namespace keel::execution
