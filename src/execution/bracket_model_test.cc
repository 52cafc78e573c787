// SPDX-License-Identifier: MIT
// A small model checker: every order of answers that a venue can give to a bracket, to some depth,
// and after each the invariants of bracket.h by the venue's own books. A missing answer is an
// answer that another one overtakes. At each end the venue turns kind, and all must come to rest
// well.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "base/random.h"
#include "execution/bracket.h"
#include "execution/testing/parent_scene.h"

namespace keel::execution {
namespace {

using core::Quantity;

Quantity Units(int64_t n) { return Quantity(core::Decimal::FromInt(n)); }

/// An order as the venue knows it.
struct VenueOrder {
  uint32_t leg = 0;
  LegRole role = LegRole::kEntry;
  int64_t open = 0;
  bool accepted = false;
  bool cancel_asked = false;
};

/// What can happen next. `leg` is an index into the orders that are open.
struct Happening {
  enum class Kind { kAccept, kRefuse, kFillOne, kFillAll, kEnd, kUp, kDown, kSecond };
  Kind kind = Kind::kSecond;
  size_t at = 0;
};
using Kind = Happening::Kind;

struct Setting {
  BracketTerms terms;
  int depth = 0;
};

/// The bracket and the venue in one state of the world.
struct World {
  Bracket bracket;
  std::vector<VenueOrder> orders;
  int64_t held = 0;
  base::UnixNanos now = At(0);
  base::Duration unprotected;

  void Obey(const std::vector<BracketCommand>& commands) {
    for (const BracketCommand& c : commands) {
      if (c.kind == BracketCommand::Kind::kPlace) {
        const auto quantity = static_cast<int64_t>(c.terms.quantity.ToDouble());
        orders.push_back({c.leg, c.role, quantity, false, false});
        continue;
      }
      const auto it = std::ranges::find(orders, c.leg, &VenueOrder::leg);
      ASSERT_TRUE(it != orders.end()) << "a cancel of what has ended";
      ASSERT_FALSE(it->cancel_asked) << "a cancel told twice";
      it->cancel_asked = true;
    }
  }

  int64_t Selling(LegRole role) const {
    int64_t sum = 0;
    for (const VenueOrder& o : orders) sum += o.role == role ? o.open : 0;
    return sum;
  }
  int64_t SellingAtAll() const {
    return Selling(LegRole::kStop) + Selling(LegRole::kTarget) + Selling(LegRole::kClose);
  }
  bool IsUnprotected(const BracketTerms& terms) const {
    int64_t live = 0;
    for (const VenueOrder& o : orders) {
      if (o.role == LegRole::kStop && o.accepted && !o.cancel_asked) live += o.open;
    }
    const auto least = terms.min_notional.ToDouble() / terms.stop->ToDouble();
    return held > 0 && static_cast<double>(held) >= least && live < held;
  }
};

std::vector<Happening> Possible(const World& world) {
  std::vector<Happening> all = {{Kind::kUp, 0}, {Kind::kDown, 0}, {Kind::kSecond, 0}};
  for (size_t i = 0; i < world.orders.size(); ++i) {
    const VenueOrder& o = world.orders[i];
    if (!o.accepted) {
      all.push_back({Kind::kAccept, i});
      all.push_back({Kind::kRefuse, i});
    }
    if (o.open > 1) all.push_back({Kind::kFillOne, i});
    all.push_back({Kind::kFillAll, i});
    if (o.accepted || o.cancel_asked) all.push_back({Kind::kEnd, i});
  }
  return all;
}

void Fill(World& world, size_t at, int64_t quantity) {
  VenueOrder& order = world.orders[at];
  order.open -= quantity;
  world.held += order.role == LegRole::kEntry ? quantity : -quantity;
  ASSERT_TRUE(world.bracket.OnFilled(order.leg, Units(quantity), {}, world.now));
  if (order.open == 0) world.orders.erase(world.orders.begin() + static_cast<std::ptrdiff_t>(at));
}

void Happen(World& world, const Setting& setting, Happening h) {
  const uint32_t leg = h.at < world.orders.size() ? world.orders[h.at].leg : 0;
  const auto erase = [&] {
    world.orders.erase(world.orders.begin() + static_cast<std::ptrdiff_t>(h.at));
  };
  switch (h.kind) {
    case Kind::kAccept:
      world.orders[h.at].accepted = true;
      ASSERT_TRUE(world.bracket.OnAccepted(leg, world.now));
      break;
    case Kind::kRefuse:
      erase();
      ASSERT_TRUE(world.bracket.OnRefused(leg, world.now));
      break;
    case Kind::kFillOne:
      Fill(world, h.at, 1);
      break;
    case Kind::kFillAll:
      Fill(world, h.at, world.orders[h.at].open);
      break;
    case Kind::kEnd:
      erase();
      ASSERT_TRUE(world.bracket.OnEnded(leg, world.now));
      break;
    case Kind::kUp:
      world.bracket.OnPrice(*setting.terms.target, world.now);
      break;
    case Kind::kDown:
      world.bracket.OnPrice(*setting.terms.stop, world.now);
      break;
    case Kind::kSecond:
      if (world.IsUnprotected(setting.terms)) {
        world.unprotected = world.unprotected + base::Seconds(1);
      }
      world.now = world.now + base::Seconds(1);
      break;
  }
  world.Obey(world.bracket.Advance(world.now));
}

void CheckInvariants(const World& world) {
  ASSERT_GE(world.held, 0) << "sold more than was held";
  ASSERT_LE(world.SellingAtAll(), world.held) << "more is for sale than is held";
  const BracketReport report = world.bracket.report();
  ASSERT_EQ(report.held, Units(world.held));
  ASSERT_EQ(report.unprotected, world.unprotected);
  ASSERT_LE(world.orders.size(), 20u);
}

/// From now on the venue accepts, confirms and fills market orders; the price is in between.
void CheckComesToRest(World world, const Setting& setting) {
  const BracketTerms& terms = setting.terms;
  world.bracket.OnPrice(core::Price(Dec("100")), world.now);
  for (int round = 0; round < 12; ++round) {
    Happen(world, setting, {Kind::kSecond, 0});
    for (size_t i = 0; i < world.orders.size();) {
      const VenueOrder order = world.orders[i];
      const size_t before = world.orders.size();
      if (order.cancel_asked) {
        Happen(world, setting, {Kind::kEnd, i});
      } else if (order.role == LegRole::kClose) {
        Happen(world, setting, {Kind::kFillAll, i});
      } else if (!order.accepted) {
        Happen(world, setting, {Kind::kAccept, i});
      } else if (order.role == LegRole::kTarget && terms.stop_rests) {
        Happen(world, setting, {Kind::kEnd, i});  // immediate or cancel
      }
      if (testing::Test::HasFatalFailure()) return;
      i = world.orders.size() < before ? 0 : i + 1;
    }
    CheckInvariants(world);
    if (testing::Test::HasFatalFailure()) return;
  }
  const BracketReport report = world.bracket.report();
  if (report.dust < report.held) {
    ASSERT_EQ(report.phase, BracketPhase::kGuard);
    ASSERT_EQ(world.Selling(terms.stop_rests ? LegRole::kStop : LegRole::kTarget), world.held);
    ASSERT_EQ(report.is_protected_now, terms.stop_rests);
  }
}

/// What a restart makes of it.
Bracket ByItsRecord(const Bracket& bracket) {
  const std::string text = base::ToJson(bracket.Save());
  Bracket restored = Bracket::Restore(base::ReadJson<SavedBracket>(text).value()).value();
  EXPECT_EQ(base::ToJson(restored.Save()), text);
  return restored;
}

struct Count {
  int64_t states = 0, ends = 0;
};

void Explore(const World& world, const Setting& setting, int depth, Count* count) {
  ++count->states;
  CheckInvariants(world);
  if (testing::Test::HasFatalFailure()) return;
  if (depth == 0) {
    if (++count->ends % 64 != 0) return CheckComesToRest(world, setting);
    World restarted = world;
    restarted.bracket = ByItsRecord(world.bracket);
    return CheckComesToRest(restarted, setting);
  }
  for (const Happening& h : Possible(world)) {
    World next = world;
    Happen(next, setting, h);
    if (!testing::Test::HasFatalFailure()) Explore(next, setting, depth - 1, count);
    if (testing::Test::HasFatalFailure()) {
      ADD_FAILURE() << "after " << static_cast<int>(h.kind) << " of order " << h.at;
      return;
    }
  }
}

Count ExploreFrom(const Setting& setting) {
  World world{Bracket::Open(setting.terms).value(), {}, 0, At(0), {}};
  world.held = static_cast<int64_t>(setting.terms.held.ToDouble());
  world.Obey(world.bracket.Advance(world.now));
  Count count;
  Explore(world, setting, setting.depth, &count);
  testing::Test::RecordProperty("states", std::to_string(count.states));
  return count;
}

/// The stop is moved, the venue has other rules or refuses by them, or an order proves never to
/// have arrived.
void Disturb(World& world, const Setting& setting, base::RandomStream& random) {
  const auto fresh = std::ranges::find(world.orders, false, &VenueOrder::accepted);
  const uint64_t which = random.NextBelow(4);
  if (which == 2) {
    const BracketTerms& terms = world.bracket.Save().terms;
    const bool are_new = random.NextBelow(2) == 0;
    ASSERT_TRUE(world.bracket.OnRules({terms.lot, terms.min_notional, terms.largest_close, are_new},
                                      world.now));
  } else if (which == 3) {
    if (fresh == world.orders.end()) return;
    const uint32_t leg = fresh->leg;
    world.orders.erase(fresh);
    ASSERT_TRUE(world.bracket.OnAgainstFilters(leg, world.now));
  } else if (which == 0) {
    const core::Price stop =
        random.NextBelow(2) == 0 ? *setting.terms.stop : core::Price(Dec("91"));
    ASSERT_TRUE(world.bracket.SetExits(setting.terms.target, stop, world.now));
  } else {
    if (fresh == world.orders.end() || fresh->cancel_asked) return;
    const uint32_t leg = fresh->leg, refusals = world.bracket.report().refusals;
    world.orders.erase(fresh);
    ASSERT_TRUE(world.bracket.OnLost(leg, world.now));
    ASSERT_EQ(world.bracket.report().refusals, refusals);
  }
  world.Obey(world.bracket.Advance(world.now));
  CheckInvariants(world);
}

/// One long life of `steps` happenings, any that are possible.
void Live(const Setting& setting, uint64_t seed, int steps) {
  base::RandomStream random(seed, "test.bracket_life");
  World world{Bracket::Open(setting.terms).value(), {}, 0, At(0), {}};
  world.Obey(world.bracket.Advance(world.now));
  for (int i = 0; i < steps && !testing::Test::HasFatalFailure(); ++i) {
    const auto possible = Possible(world);
    Happen(world, setting, possible[random.NextBelow(possible.size())]);
    CheckInvariants(world);
    if (random.NextBelow(6) == 0) Disturb(world, setting, random);
    if (random.NextBelow(10) == 0) world.bracket = ByItsRecord(world.bracket);
  }
  CheckComesToRest(world, setting);
}

BracketTerms ThreeUnits() {
  BracketTerms terms;
  terms.entry = Units(3);
  terms.target = Px("110");
  terms.stop = Px("90");
  terms.lot = Units(1);
  return terms;
}

TEST(BracketModel, AStopThatRests) {
  const Count count = ExploreFrom({ThreeUnits(), 6});
  EXPECT_GT(count.ends, 10'000);
}

TEST(BracketModel, AStopThatIsWatched) {
  BracketTerms terms = ThreeUnits();
  terms.stop_rests = false;
  EXPECT_GT(ExploreFrom({terms, 6}).ends, 10'000);
}

TEST(BracketModel, PartsBelowTheMinimumValue) {
  BracketTerms terms = ThreeUnits();
  terms.min_notional = Dec("150");  // two units
  EXPECT_GT(ExploreFrom({terms, 6}).ends, 10'000);
}

TEST(BracketModel, ExitsOfWhatIsHeld) {
  BracketTerms terms = ThreeUnits();
  terms.held = terms.entry;
  terms.entry = {};
  EXPECT_GT(ExploreFrom({terms, 6}).ends, 10'000);
}

TEST(BracketModel, SalesAtTheMarketGoInParts) {
  BracketTerms terms = ThreeUnits();
  terms.held = terms.entry;
  terms.entry = {};
  terms.most_refusals = 1;
  terms.largest_close = Units(1);
  EXPECT_GT(ExploreFrom({terms, 6}).ends, 10'000);
  terms.largest_close = Units(2);
  terms.min_notional = Dec("150");  // two units
  EXPECT_GT(ExploreFrom({terms, 6}).ends, 1'000);
}

TEST(BracketModel, GivesUpAtTheFirstRefusal) {
  BracketTerms terms = ThreeUnits();
  terms.most_refusals = 1;
  EXPECT_GT(ExploreFrom({terms, 5}).ends, 1'000);
}

TEST(BracketModel, LongLives) {
  for (uint64_t seed = 1; seed <= 3000; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    BracketTerms terms = ThreeUnits();
    terms.entry = Units(20);
    terms.stop_rests = seed % 2 == 0;
    terms.min_notional = Dec(seed % 3 == 0 ? "300" : "0");
    terms.most_refusals = 1 + static_cast<uint32_t>(seed % 9);
    Live({terms, 0}, seed, 60);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace keel::execution
