// SPDX-License-Identifier: MIT
#include "cli/trade_driver.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/os/cores.h"
#include "base/os/file.h"
#include "base/os/urgency.h"
#include "base/text.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using base::Fail;
using core::Decimal;

constexpr base::Duration kLook = base::Milliseconds(100);  // between two looks at Ctrl-C
constexpr size_t kRoom = 500'000;                          // bars that a session may live through
constexpr base::Duration kRulesEvery = base::Hours(1);
constexpr uint64_t kOwnQuestions = uint64_t{1} << 63;  // beyond the link's requests

}  // namespace

base::Status TradeDriver::WaitFor(const bool& done, base::Duration limit, std::string_view what) {
  const base::UnixNanos end = now() + limit;
  while (!done && now() < end) {
    if (interrupted()) return Fail(ErrorCode::kInterrupted, "stopped before trading began");
    loop_.RunUntil([&] { return done; }, kLook);
  }
  if (done) return {};
  return Fail(ErrorCode::kIo,
              fmt::format("the venue did not {} within {} s: is it reachable?", what,
                          static_cast<int64_t>(limit.seconds()) / options_.desk.pace.speed));
}

base::Status TradeDriver::Run(const engine::Registry& registry) {
  TRY(OpenJournal());
  TRY(desk_.Open(journal_->session().id, options_.live.settings.pairs));
  TRY(series_, AskForPairs());
  if (!is_new_) TRY(OpenSession(registry));
  TRY(Learn());
  TRY(Connect());
  if (is_new_) {
    TRY(AskForAccount());
    TRY(OpenSession(registry));
  }
  TRY(session_->OnPastBars(past_, now()));
  past_.clear();
  const base::Status traded = Trade();
  const base::Status stopped = StopTrading();
  const bool as_wanted =
      options_.on_stop == StopPolicy::kLeave || session_->link().open_orders() == 0;
  desk_.End(traded && stopped && as_wanted);
  return traded ? stopped : traded;
}

base::Status TradeDriver::OpenJournal() {
  TRY(base::os::MakeDirectories(options_.folder));
  folder_ = storage::OpenJournalFolder(options_.folder);
  TRY(const auto names, folder_->List());
  const bool is_empty = std::none_of(names.begin(), names.end(), [](const std::string& name) {
    return name.starts_with("journal");  // what steers the session may lie there before
  });
  if (is_empty) {
    const std::string id = fmt::format("{:x}", static_cast<uint64_t>(now().ns) / 1'000'000);
    TRY(auto made, storage::Journal::Create(*folder_, {id, now()}));
    journal_.emplace(std::move(made));
  } else {
    TRY(auto opened, storage::Journal::Open(*folder_));
    journal_.emplace(std::move(opened));
    for (const std::string& note : journal_->recovered().notes) cli_.note(note);
    if (const int64_t torn = journal_->recovered().torn_bytes; torn > 0) {
      cli_.note(
          fmt::format("{} bytes at the journal's end were cut: a write that a crash left "
                      "unfinished, of which nothing had left the program",
                      torn));
    }
  }
  // One that was killed before it wrote anything never began.
  is_new_ = journal_->head().sequence == 0;
  if (is_new_) {
    cli_.note("a new session begins in " + options_.folder);
  } else {
    cli_.note(fmt::format("the session of {} goes on: {} records",
                          base::FormatIso(journal_->session().started), journal_->head().sequence));
    TRY(WaitForClock());
  }
  options_.live.link.session = journal_->session().id;
  options_.live.link.first_request = static_cast<uint64_t>(now().ns);
  return {};
}

base::Status TradeDriver::WaitForClock() {
  // A time that runs faster is a simulated exchange's: behind, that one began again.
  if (options_.desk.pace.speed > 1) return {};
  const base::UnixNanos end = journal_->recovered().last_time.value_or(now());
  const base::Duration lag = end - now();
  if (lag <= base::Duration{} || lag > kMostClockLag) return {};
  cli_.note(
      fmt::format("this machine's clock was set back: the journal was written up to {}, and "
                  "trading goes on as soon as it is that late again, in {:.0f} s",
                  base::FormatIso(end), std::ceil(lag.seconds())));
  // By the looks, since a clock that is set again would end no count of its own.
  for (int64_t look = 0; now() < end && look <= kMostClockLag.ns / kLook.ns; ++look) {
    if (interrupted()) return Fail(ErrorCode::kInterrupted, "stopped before trading began");
    loop_.RunUntil([] { return false; }, kLook);
  }
  return {};
}

base::Result<std::vector<engine::LiveSeries>> TradeDriver::AskForPairs() {
  const engine::BacktestSettings& settings = options_.live.settings;
  for (const std::string& pair : settings.pairs) {
    TRY(symbols_.emplace_back(), core::ParseSymbol(pair));
  }
  TRY(timeframe_, core::Timeframe::Parse(settings.timeframe));
  bool done = false;
  base::Result<std::vector<execution::ListedInstrument>> listed;
  venue_.FetchInstruments(symbols_, [&](auto answer) {
    listed = std::move(answer);
    done = true;
  });
  TRY(WaitFor(done, Patience(30), "list its pairs"));
  if (!listed) return tl::unexpected<base::Error>(listed.error());
  universe_.AddCurrency(settings.account.currency);
  std::vector<engine::LiveSeries> series;
  for (const core::Symbol& symbol : symbols_) {
    const auto at = std::find_if(listed->begin(), listed->end(),
                                 [&](const auto& pair) { return pair.symbol == symbol; });
    if (at == listed->end() || !at->trading) {
      return Fail(ErrorCode::kNotFound,
                  fmt::format("{} does not trade at this venue now", symbol.ToString()));
    }
    TRY(universe_.Add(settings.venue, symbol, at->filters));
    halted_.push_back(false);
    options_.live.exits.Set(universe_.instruments().back().id, {at->largest_sale, at->stops});
    if (!at->stops.at_market) TellOfStops(symbol, at->stops);
    series.emplace_back(engine::LiveSeries::Spec{symbol, at->filters, timeframe_, std::nullopt},
                        std::vector<core::Bar>{}, kRoom);
  }
  return series;
}

/// What closed before now: the past of a new session, what an old one has missed.
base::Status TradeDriver::Learn() {
  const auto& known = session_ ? session_->series() : series_;
  for (uint32_t i = 0; i < symbols_.size(); ++i) {
    const base::UnixNanos from = known[i].bars().empty()
                                     ? timeframe_.OpenOf(now() - options_.history)
                                     : known[i].next_open();
    bool done = false;
    base::Status status;
    venue_.FetchBars(
        {symbols_[i], timeframe_, {from, now()}},
        [&](const execution::BarsPage& page) {
          for (const core::Bar& b : page.bars) {
            past_.push_back({i, b.open_time, b.open, b.high, b.low, b.close, b.volume});
          }
        },
        [&](base::Status ended) {
          status = std::move(ended);
          done = true;
        });
    TRY(WaitFor(done, Patience(300), "tell its candles"));
    TRY(status);
  }
  std::sort(past_.begin(), past_.end(), [](const auto& a, const auto& b) {
    return std::pair(a.open_time, a.instrument) < std::pair(b.open_time, b.instrument);
  });
  cli_.note(fmt::format("{} bars of {} pairs are known", past_.size(), symbols_.size()));
  return {};
}

base::Status TradeDriver::Connect() {
  execution::ConnectorPlan plan;
  for (uint32_t i = 0; i < symbols_.size(); ++i) {
    execution::Subscription subscription;
    subscription.instrument = {i};
    subscription.symbol = symbols_[i];
    subscription.bars = {timeframe_};
    subscription.best_prices = true;
    for (const engine::BarRecord& bar : past_) {
      if (bar.instrument == i) subscription.bars_after = bar.open_time;
    }
    if (session_ && !subscription.bars_after && !session_->series()[i].bars().empty()) {
      subscription.bars_after = session_->series()[i].bars().back().open_time;
    }
    plan.subscriptions.push_back(std::move(subscription));
  }
  plan.currency_of = [this](std::string_view code) {
    return session_ ? session_->AddCurrency(code) : universe_.AddCurrency(code);
  };
  TRY(venue_.Start(std::move(plan), *this));
  const base::UnixNanos end = now() + Patience(30);
  while (!status_.account_up && now() < end && !interrupted()) {
    loop_.RunUntil([&] { return status_.account_up; }, kLook);
  }
  if (interrupted()) return Fail(ErrorCode::kInterrupted, "stopped before trading began");
  if (status_.account_up) return {};
  if (!status_.market_up) {
    return Fail(ErrorCode::kIo, "the venue's market data did not come: is it reachable from here?");
  }
  return Fail(ErrorCode::kIo, "the venue did not open the account's stream: are the keys valid?");
}

/// What the account holds as the session begins, and which executions are older than it.
base::Status TradeDriver::AskForAccount() {
  bool done = false;
  base::Result<std::vector<execution::Balance>> balances;
  venue_.FetchBalances([&](auto answer) {
    balances = std::move(answer);
    done = true;
  });
  TRY(WaitFor(done, Patience(30), "tell the account's balances"));
  if (!balances) return tl::unexpected<base::Error>(balances.error());
  auto& deposits = options_.live.settings.account.balances;
  deposits.clear();
  for (const execution::Balance& balance : *balances) {
    const Decimal amount = balance.free + balance.locked;
    if (amount.is_zero()) continue;
    const std::string& code = universe_.code(balance.currency);
    const auto& pairs = universe_.instruments();
    const bool priced = code == options_.live.settings.account.currency ||
                        std::any_of(pairs.begin(), pairs.end(), [&](const core::Instrument& pair) {
                          return pair.base == balance.currency || pair.quote == balance.currency;
                        });
    if (priced) {
      deposits[code] = amount.ToString();
    } else {
      cli_.note(
          fmt::format("{} {} of the account are left alone: no pair of the session prices them",
                      amount.ToString(), code));
    }
  }
  for (uint32_t i = 0; i < symbols_.size(); ++i) {
    TRY(const uint64_t last, LastTrade({i}));
    options_.live.link.trades_before.push_back(last);
  }
  return {};
}

/// The number of the account's newest execution in a pair; zero where it has none. Only that one is
/// asked for: an account may have millions behind it.
base::Result<uint64_t> TradeDriver::LastTrade(core::InstrumentId instrument) {
  answer_.reset();
  venue_.Send({{kOwnQuestions}, execution::QueryTrades{.instrument = instrument, .newest = true}});
  const base::UnixNanos end = now() + Patience(30);
  while (!answer_ && now() < end && !interrupted()) {
    loop_.RunUntil([&] { return answer_.has_value(); }, kLook);
  }
  const auto* trades =
      answer_ ? std::get_if<std::vector<execution::VenueTrade>>(&answer_->what) : nullptr;
  if (trades == nullptr) {
    return Fail(ErrorCode::kIo, "the venue does not tell the account's executions: try again");
  }
  return trades->empty() ? 0 : trades->back().number;
}

/// So that the next start need not go through all of the journal; without one it does.
void TradeDriver::KeepSnapshot(uint64_t least) {
  const base::Status kept = engine::WriteDigest(*folder_, least);
  if (!kept) cli_.note("no snapshot could be kept: " + kept.error().message);
}

base::Status TradeDriver::OpenSession(const engine::Registry& registry) {
  options_.live.audience = &desk_.audience();
  constexpr uint64_t kManyRecords = 50'000;
  KeepSnapshot(kManyRecords);
  TRY(session_, engine::LiveSession::Open(options_.live, registry, series_,
                                          {&*journal_, folder_.get(), UINT64_MAX, true}, now()));
  // The connector may have the numbers of coins from before, and keeps them.
  for (uint16_t i = 0; i < universe_.currencies().size(); ++i) {
    const core::CurrencyId here = session_->AddCurrency(universe_.currencies()[i]);
    CHECK(here.index == i, "the session numbers the coins of its pairs as its driver did");
  }
  return {};
}

// ---- Trading.

void TradeDriver::OnVenueEvent(const execution::VenueEvent& event) {
  const auto* answer = std::get_if<execution::Answer>(&event);
  if (answer != nullptr && answer->request.value >= kOwnQuestions) {
    answer_ = *answer;
    return;
  }
  early_events_.push_back(event);
  Drain();
}

void TradeDriver::OnBarClosed(core::InstrumentId instrument, core::Timeframe timeframe,
                              const core::Bar& bar) {
  if (timeframe != timeframe_ || is_ending_) return;
  early_bars_.push_back({instrument, bar});
  Drain();
}

void TradeDriver::OnBestPrices(const execution::BestPrices& best) {
  if (!trading_ || !failure_) return;
  if (session_->OnBestPrices(best.instrument, best.bid.price, best.ask.price, now())) Drain();
}

/// A bar that closed long ago was missed: it is learnt from and not acted on.
void TradeDriver::Push(const TakenBar& taken) {
  const core::Bar& b = taken.bar;
  const bool is_past = now() - timeframe_.CloseOf(b.open_time) > timeframe_.period();
  if (b.open_time < session_->series()[taken.instrument.index].next_open()) return;
  const base::Status status =
      is_past
          ? session_->OnPastBars(
                {{taken.instrument.index, b.open_time, b.open, b.high, b.low, b.close, b.volume}},
                now())
          : session_->OnBar(taken.instrument, b, now());
  if (!status) desk_.OnLostBar(status.error().message);
}

/// Everything that was heard, then the journal, then what follows from it.
void TradeDriver::Drain() {
  if (!trading_ || !failure_) return;
  for (; !early_events_.empty(); early_events_.pop_front()) {
    desk_.OnVenueEvent(early_events_.front());
    session_->OnVenueEvent(early_events_.front(), now());
  }
  for (; !early_bars_.empty(); early_bars_.pop_front()) Push(early_bars_.front());
  if (session_->next_timer() <= now()) session_->OnTimer(now());
  for (const std::string& note : session_->TakeNotes()) desk_.OnDiscrepancy(note);
  failure_ = session_->Commit();
  if (!failure_) {
    desk_.OnJournalFailure(failure_.error());
    return loop_.Stop();
  }
  for (const execution::Request& request : session_->TakeRequests()) venue_.Send(request);
  if (session_->wants_rules()) AskForRules();
  SetTimer();
}

/// The venue may change a pair's rules while it trades: they are asked for now and then, and at
/// once when it refused an order by them.
void TradeDriver::AskForRules() {
  const bool due = session_->wants_rules() || now() >= rules_told_ + kRulesEvery;
  if (asking_rules_ || !due || now() < rules_asked_ + rules_pause_) return;
  asking_rules_ = true;
  // Where it goes on refusing, or does not answer, ever more rarely.
  const bool again = now() < rules_asked_ + rules_pause_ * 4;
  rules_pause_ = again ? std::min(rules_pause_ * 2, kLongestRulesPause) : kRulesPause;
  rules_asked_ = now();
  venue_.FetchInstruments(symbols_, [this](auto listed) {
    asking_rules_ = false;
    if (listed) {
      rules_told_ = now();
      OnRules(*listed);
    } else if (rules_pause_ == kRulesPause) {
      desk_.Note("the venue's rules of the pairs are not known anew, and asked for again: " +
                 listed.error().message);
    }
    Drain();
  });
}

void TradeDriver::TellOfStops(const core::Symbol& pair, const execution::StopRules& stops) {
  desk_.Note(pair.ToString() +
             (stops.at_market
                  ? " has stops at the venue again: they rest there"
                  : " has no stops at the market at the venue: they are watched here, and hold "
                    "nothing while this program is away"));
}

void TradeDriver::OnRules(const std::vector<execution::ListedInstrument>& listed) {
  engine::ExitKeeperOptions& exits = options_.live.exits;
  std::vector<engine::PairRules> rules;
  for (const core::Instrument& known : session_->universe().instruments()) {
    const auto pair = std::ranges::find(listed, known.symbol, &execution::ListedInstrument::symbol);
    const bool halted = pair == listed.end() || !pair->trading;
    if (halted != halted_[known.id.index]) {
      desk_.Note(known.symbol.ToString() +
                 (halted ? " does not trade at the venue now" : " trades again"));
    }
    halted_[known.id.index] = halted;
    const bool took_stops = exits.Of(known.id).stops.at_market;
    if (pair != listed.end()) exits.Set(known.id, {pair->largest_sale, pair->stops});
    const auto [largest, stops] = exits.Of(known.id);
    if (stops.at_market != took_stops) TellOfStops(known.symbol, stops);
    // Of one that is not listed any more nothing is new.
    const core::InstrumentFilters as_known{known.tick, known.lot, known.min_notional};
    rules.push_back({known.id, pair == listed.end() ? as_known : pair->filters, largest, stops});
  }
  const auto are_new = session_->OnRules(rules, now());
  if (!are_new) {
    return desk_.Note("the venue's rules are not taken over: " + are_new.error().message);
  }
  for (const core::InstrumentId id : *are_new) {
    const core::Instrument& pair = session_->universe().at(id);
    const core::Quantity largest = exits.Of(id).largest_sale;
    desk_.Note(fmt::format(
        "the venue changed its rules: {} trades by tick {}, lot {}, least value "
        "{}, at most {} at the market now",
        pair.symbol.ToString(), pair.tick.ToString(), pair.lot.ToString(),
        pair.min_notional.ToString(), largest.is_zero() ? "any quantity" : largest.ToString()));
  }
}

void TradeDriver::SetTimer() {
  const base::UnixNanos next = session_->next_timer();
  if (next == base::kEndOfTime) return timer_.Cancel();
  timer_ = loop_.After(std::max(next - now(), base::Milliseconds(1)), [this] { Drain(); });
}

void TradeDriver::ShowStatus() {
  if (desk_.shows_line()) return;
  const engine::Account& account = session_->account();
  std::string held;
  for (const core::Instrument& pair : session_->universe().instruments()) {
    const core::Quantity quantity = account.ledger.position(pair.id);
    if (quantity.is_positive())
      held += fmt::format(" {} {}", quantity.ToString(), pair.symbol.base);
  }
  const char* state = session_->link().reconciled() ? "in step" : "not in step with the venue";
  cli_.note(fmt::format("{} equity {:.2f} {}, held{}, {} orders work, {} sent so far, {}",
                        base::FormatIso(now()), account.ledger.equity().ToDouble(),
                        options_.live.settings.account.currency, held.empty() ? " nothing" : held,
                        session_->link().open_orders(), account.orders.entries().size(), state));
}

base::Status TradeDriver::Trade() {
  trading_ = true;
  if (!base::os::SetUrgency(base::os::Urgency::kFirst)) {
    cli_.detail(
        "the system does not let the trading thread go first (it wants CAP_SYS_NICE, or a limit "
        "of 30 by `ulimit -e`): beside other work on the same cores an order may wait its turn");
  }
  TRY(desk_.Begin(*session_, now()));
  if (options_.core) TRY(base::os::StayOn(*options_.core));  // after what begins a process
  Drain();
  base::UnixNanos next_status = now() + options_.status_every;
  const base::UnixNanos began = rules_told_ = now();
  bool told = false;
  while (failure_ && !interrupted()) {
    loop_.RunUntil([] { return false; }, kLook);
    AskForRules();
    if (!told && session_->link().reconciled()) {
      told = true;
      desk_.Note(
          fmt::format("in step with the venue after {:.2f} s",
                      (now() - began).seconds() / static_cast<double>(options_.desk.pace.speed)));
    }
    if (now() < next_status) continue;
    next_status = now() + options_.status_every;
    ShowStatus();
  }
  return failure_;
}

/// By the policy, as far as the venue lets it within a minute.
base::Status TradeDriver::EndOrders() {
  constexpr base::Duration kLimit = base::Minutes(1);
  const auto nothing_works = [&] { return session_->link().open_orders() == 0; };
  if (options_.on_stop == StopPolicy::kLeave) return {};
  if (options_.on_stop == StopPolicy::kFlatten) {
    TRY(session_->Flatten("keel trade", "stopped with --on-stop flatten", now()));
    TRY(Settle());
    loop_.RunUntil(nothing_works, kLimit);
    const auto held = PositionsOf(*session_).positions;
    const bool is_flat =
        std::all_of(held.begin(), held.end(), [](const auto& p) { return p.dust; });
    desk_.Note(is_flat ? "everything is sold but dust; entries stay off until `keel resume`"
                       : "NOT everything could be sold: `keel trade` goes on selling");
    return failure_;
  }
  is_ending_ = true;  // a bar that closes now is missed, and learnt from at the next start
  TRY(session_->EndOrders("keel trade", now()));
  TRY(Settle());
  loop_.RunUntil(nothing_works, kLimit);
  return failure_;
}

base::Status TradeDriver::StopTrading() {
  if (failure_) failure_ = EndOrders();
  in_step_ = session_->link().reconciled();
  venue_.Stop();
  if (!failure_) return failure_;
  const size_t open = session_->link().open_orders();
  if (open > 0) {
    desk_.Note(
        fmt::format("{} orders still work at the venue; the same command goes on with them", open));
  }
  TRY(journal_->Flush());
  constexpr uint64_t kSomeRecords = 1'000;
  KeepSnapshot(kSomeRecords);
  return {};
}

}  // namespace keel::cli
