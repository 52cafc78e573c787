// SPDX-License-Identifier: MIT
#include "tests/simulation/person.h"

#include <algorithm>

namespace keel::simulation {

using base::Milliseconds;
using base::Seconds;
using base::UnixNanos;

namespace {
constexpr std::string_view kName = "simulation";
}

PersonsActs& PersonsActs::operator+=(const PersonsActs& other) {
  taken_back += other.taken_back;
  amended += other.amended;
  thrown += other.thrown;
  flattened += other.flattened;
  released += other.released;
  settled += other.settled;
  return *this;
}

base::Duration Person::Wait() {
  return Milliseconds(static_cast<int64_t>(random_.NextUniform() * 2e3 / rate_));
}

void Person::Come(UnixNanos now) {
  if (rate_ > 0) next_ = now + Wait();
}

void Person::Worry(UnixNanos now) {
  look_at_ = std::min(look_at_, now + Seconds(2) + Upto(Seconds(20)));
}

std::string Person::Act(engine::LiveSession* session, UnixNanos now, UnixNanos local) {
  if (session == nullptr) {  // nobody answers: again later
    for (UnixNanos* due : {&next_, &release_at_, &look_at_}) {
      if (*due <= now) *due = now + Seconds(5);
    }
    return "";
  }
  if (look_at_ <= now) {
    look_at_ = base::kEndOfTime;
    if (session->SettleDisputes(kName, "looked", local)) ++acts_.settled;
    return "";
  }
  if (release_at_ <= now) {
    release_at_ = base::kEndOfTime;
    Release(*session, local);
    return "";
  }
  next_ = now + Wait();
  const uint64_t wish = random_.NextBelow(12);
  if (wish < 4) return TakeBack(*session, local);
  if (wish < 6) return TakeAllBack(*session, local);
  if (wish < 9) {
    Change(*session, local);
  } else if (wish < 11 && release_at_ == base::kEndOfTime) {
    Throw(*session, wish == 10, now, local);
  } else if (session->SettleDisputes(kName, "just looked", local)) {
    ++acts_.settled;
  }
  return "";
}

std::optional<core::OrderId> Person::SomeOrder(const engine::LiveSession& session) {
  const size_t orders = session.account().orders.entries().size();
  if (orders == 0) return std::nullopt;
  return core::OrderId{1 + random_.NextBelow(orders)};
}

/// Of all that ever were one.
std::string Person::TakeBack(engine::LiveSession& session, UnixNanos local) {
  const auto order = SomeOrder(session);
  if (!order) return "";
  if (session.Cancel(*order, kName, local)) ++acts_.taken_back;
  return session.desk().IsFollowed(*order) ? "something follows an order that was taken back" : "";
}

std::string Person::TakeAllBack(engine::LiveSession& session, UnixNanos local) {
  if (const auto s = session.CancelAll(kName, local); !s) return s.error().message;
  ++acts_.taken_back;
  return "";  // what strategies do in answer is theirs: who loses a stop may sell at once
}

/// Mostly for less; sometimes for more, or at another price. What cannot be changed is refused.
void Person::Change(engine::LiveSession& session, UnixNanos local) {
  const auto& working = session.account().working.entries();
  if (working.empty()) return;
  const core::OrderId id = working[random_.NextBelow(working.size())].id;
  const core::OrderTerms& terms = session.account().orders.at(id).order.terms;
  core::OrderChange change;
  change.quantity = core::Quantity(
      core::MulDiv(terms.quantity.value(),
                   core::Decimal::FromInt(static_cast<int64_t>(2 + random_.NextBelow(11))),
                   core::Decimal::FromInt(10), core::Rounding::kDown));
  if (random_.NextBelow(3) == 0 && terms.limit_price.is_positive()) {
    const core::Price tick = session.universe().at(terms.instrument).tick;
    change.limit_price = core::Price::FromDouble(
        terms.limit_price.ToDouble() * (0.998 + 0.004 * random_.NextUniform()), tick);
  }
  if (session.Amend(id, change, kName, local)) ++acts_.amended;
}

/// Entries off: everywhere, or of a strategy or in a pair; and sometimes all is sold. It is mostly
/// let on again.
void Person::Throw(engine::LiveSession& session, bool sells, UnixNanos now, UnixNanos local) {
  thrown_ = {};
  if (sells) {
    if (session.Flatten(kName, "news", local)) ++acts_.flattened;
  } else {
    const uint64_t part = random_.NextBelow(3);
    if (part == 1) thrown_.strategy = core::StrategyId{0};
    if (part == 2) thrown_.instrument = core::InstrumentId{0};
    if (session.Kill(thrown_, kName, "news", local)) ++acts_.thrown;
  }
  if (random_.NextBelow(4) > 0) release_at_ = now + Seconds(5) + Upto(Seconds(75));
}

void Person::Release(engine::LiveSession& session, UnixNanos local) {
  const bool asked = session.Release(thrown_, false, kName, "over", local).has_value();
  if (session.Release(thrown_, true, kName, "over", local) && asked) ++acts_.released;
}

}  // namespace keel::simulation
