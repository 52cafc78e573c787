// SPDX-License-Identifier: MIT
// The simulated exchange on a socket of loopback, with a live market and one client of it.
#pragma once

#include <gtest/gtest.h>

#include "exchange/exchange_server.h"
#include "exchange/population.h"
#include "net/testing/stage.h"
#include "venues/binance/rest_parser.h"

namespace keel::faults {

class ExchangeScene : public ::testing::Test {
 protected:
  ExchangeScene() : clock_(stage_.clock, 1) {
    auto cast = exchange::MakeCast({{"BTC", "USDT", ""}}).value();
    exchange_ = exchange::SimulatedExchange::Make(cast.listings, {}).value();
    account_ = exchange_->OpenAccount(exchange::Membership::kClient);
    EXPECT_TRUE(
        exchange_->Transfer(account_, "USDT", core::Decimal::FromInt(1'000'000'000), clock_.now()));
    EXPECT_TRUE(
        exchange_->Transfer(account_, "BTC", core::Decimal::FromInt(1'000'000), clock_.now()));
    population_ = std::make_unique<exchange::Population>(
        *exchange_, std::move(cast),
        exchange::PopulationOptions{.seed = 11, .history_days = 1, .step = exchange::StepAt(1)},
        clock_.now());
    population_->Step(clock_.now() + base::Seconds(1));
    keys_ = ring_.AddTestKeys(11, account_);
    exchange::ExchangeServerOptions options;
    options.on_beat = [this](base::UnixNanos now) { population_->Step(now); };
    server_ =
        exchange::ExchangeServer::Start(stage_.loop, *exchange_, ring_, clock_, options).value();
    client_ = stage_.Client(server_->port());
  }

  net::HttpResponse Get(const std::string& target) {
    return stage_.Ask(*client_, {.target = target}).value();
  }
  void Fault(const std::string& json) {
    const auto reply = stage_.Ask(
        *client_, {.method = "POST", .target = "/keel/faults", .headers = {}, .body = json});
    ASSERT_EQ(reply->status, 200) << reply->body;
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->port()); }

  net::testing::Stage stage_;
  exchange::VenueClock clock_;
  std::unique_ptr<exchange::SimulatedExchange> exchange_;
  std::unique_ptr<exchange::Population> population_;
  exchange::AccountId account_ = 0;
  exchange::KeyRing ring_;
  exchange::TestKeys keys_;
  std::unique_ptr<exchange::ExchangeServer> server_;
  std::unique_ptr<net::HttpClient> client_;
};

}  // namespace keel::faults
