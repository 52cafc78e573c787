// SPDX-License-Identifier: MIT
// Only for tests: a home with its door, and the people who come to it.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "base/os/file.h"
#include "base/text.h"
#include "server/access/access.h"
#include "server/access/testing/counted_entropy.h"
#include "server/access/testing/temporary_home.h"

namespace keel::server::testing {

inline constexpr base::UnixNanos kStart{1'700'000'000'000'000'000};
inline const std::string kPassword = "blue harbour 7";
inline const std::string kFrom = "10.0.0.1";

/// A home without an admin, whose work waits in a queue until Run, as it would on another thread.
class AccessTest : public ::testing::Test {
 protected:
  AccessTest() { Open(); }

  AccessOptions Options() {
    return {.home = home_.path(),
            .work = [this](Work work) { work_.push_back(std::move(work)); },
            .post = [this](Work work) { posted_.push_back(std::move(work)); },
            .on_ended = [this](const std::string& id) { ended_.push_back(id); },
            .cost = {.passes = 1, .memory_bytes = size_t{1} << 16}};
  }
  void Open() { Open(Options()); }
  void Open(AccessOptions options) {
    access_.reset();
    auto access = Access::Open(std::move(options), clock_, CountedEntropy(++opened_));
    ASSERT_TRUE(access) << access.error().message;
    access_ = *std::move(access);
  }
  void Run() {
    while (!work_.empty() || !posted_.empty()) {
      std::deque<Work>& queue = work_.empty() ? posted_ : work_;
      const Work work = std::move(queue.front());
      queue.pop_front();
      work();
    }
  }
  void Wait(base::Duration time) { clock_.Set(clock_.now() + time); }

  Granted<LoggedIn> MakeAdmin(const std::string& token, const std::string& user = "ada",
                              const std::string& password = kPassword) {
    Granted<LoggedIn> result = Deny(Denial::Why::kBroken, "it never answered");
    access_->Setup({base::Secret(token), user, base::Secret(password), kFrom},
                   [&](Granted<LoggedIn> r) { result = std::move(r); });
    Run();
    return result;
  }
  std::string SetupToken() {
    return std::string(base::Trim(base::os::ReadFile(home_.File("setup-token")).value_or("")));
  }
  LoggedIn Ada() {
    auto ada = MakeAdmin(SetupToken());
    EXPECT_TRUE(ada) << ada.error().sentence;
    return *std::move(ada);
  }
  Granted<LoggedIn> Login(const std::string& user, const std::string& password,
                          const std::string& from = kFrom) {
    Granted<LoggedIn> result = Deny(Denial::Why::kBroken, "it never answered");
    access_->Login({user, base::Secret(password), from},
                   [&](Granted<LoggedIn> r) { result = std::move(r); });
    Run();
    return result;
  }
  Granted<void> AddUser(const Identity& who, const std::string& name, Role role,
                        const std::string& password = kPassword) {
    Granted<void> result = Deny(Denial::Why::kBroken, "it never answered");
    access_->AddUser(who, {name, role, base::Secret(password)},
                     [&](Granted<void> r) { result = r; });
    Run();
    return result;
  }
  Granted<Identity> Who(const base::Secret& token, const std::string& from = kFrom) {
    return access_->Authenticate(token.Reveal(), from);
  }
  static Denial::Why WhyNot(const auto& granted) {
    EXPECT_FALSE(granted);
    return granted ? Denial::Why::kBroken : granted.error().why;
  }
  AuditEntry LastAudited() { return access_->AuditPage(Console(), 1, {}).value().at(0).entry; }

  TemporaryHome home_;
  base::ManualClock clock_{kStart};
  std::deque<Work> work_, posted_;
  std::vector<std::string> ended_;
  uint64_t opened_ = 0;
  std::unique_ptr<Access> access_;
};

}  // namespace keel::server::testing
