// SPDX-License-Identifier: MIT
// A person beside a session, by seed: takes orders back, changes them, throws the kill switch and
// releases it, sells everything, looks at what is in dispute. At any time, whatever else goes
// wrong.
#pragma once

#include <optional>
#include <string>

#include "base/random.h"
#include "engine/live_session.h"

namespace keel::simulation {

/// What was asked for and carried out.
struct PersonsActs {
  int taken_back = 0;  ///< one order, or all
  int amended = 0;
  int thrown = 0;  ///< kill switches, of everything or a part
  int flattened = 0;
  int released = 0;  ///< in two steps, what was thrown or flattened before
  int settled = 0;   ///< looks at what may be in dispute

  PersonsActs& operator+=(const PersonsActs& other);
};

class Person {
 public:
  Person(uint64_t seed, double acts_per_s)
      : random_(seed, "simulation.person"), rate_(acts_per_s) {}

  /// Comes at `now`, and goes for good.
  void Come(base::UnixNanos now);
  void Go() { next_ = release_at_ = base::kEndOfTime; }
  /// Is told of something in dispute, and will look at it.
  void Worry(base::UnixNanos now);
  base::UnixNanos next_time() const { return std::min({next_, release_at_, look_at_}); }
  /// Does what is due at `now`; `local` is the time of the program, which may not run (null).
  /// Returns what must not be after it: "" where all is well.
  std::string Act(engine::LiveSession* session, base::UnixNanos now, base::UnixNanos local);
  const PersonsActs& acts() const { return acts_; }

 private:
  base::Duration Upto(base::Duration most) {
    return base::Nanoseconds(
        static_cast<int64_t>(random_.NextBelow(static_cast<uint64_t>(most.ns))));
  }
  base::Duration Wait();
  std::string TakeBack(engine::LiveSession& session, base::UnixNanos local);
  std::string TakeAllBack(engine::LiveSession& session, base::UnixNanos local);
  void Change(engine::LiveSession& session, base::UnixNanos local);
  void Throw(engine::LiveSession& session, bool sells, base::UnixNanos now, base::UnixNanos local);
  void Release(engine::LiveSession& session, base::UnixNanos local);
  std::optional<core::OrderId> SomeOrder(const engine::LiveSession& session);

  base::RandomStream random_;
  double rate_;
  base::UnixNanos next_ = base::kEndOfTime, release_at_ = base::kEndOfTime,
                  look_at_ = base::kEndOfTime;
  core::TradingScope thrown_;
  PersonsActs acts_;
};

}  // namespace keel::simulation
