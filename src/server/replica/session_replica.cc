// SPDX-License-Identifier: MIT
#include "server/replica/session_replica.h"

#include <algorithm>

#include "engine/session_describe.h"
#include "engine/set_params.h"
#include "storage/journal/record_codec.h"

namespace keel::server {

using engine::SessionRecord;
using storage::JournalReader;

namespace {

template <typename T>
void KeepLast(std::map<int64_t, T>& rows, int64_t key, T row, size_t most) {
  rows[key] = std::move(row);
  if (rows.size() > most) rows.erase(rows.begin());
}

}  // namespace

bool IsFinal(const storage::OrderRow& order) {
  return order.state == "FILLED" || order.state == "CANCELED" || order.state == "REJECTED" ||
         order.state == "EXPIRED";
}

SessionReplica::SessionReplica(std::string name, std::unique_ptr<storage::JournalFolder> folder,
                               engine::SettingsReader read_settings)
    : name_(std::move(name)),
      folder_(std::move(folder)),
      read_settings_(std::move(read_settings)) {}
SessionReplica::~SessionReplica() = default;

base::Result<ReplicaNews> SessionReplica::Look(size_t most) {
  if (failure_) return tl::unexpected<base::Error>(*failure_);
  ReplicaNews news;
  const base::Status done = Follow(most, &news);
  if (done) return news;
  if (done.error().code == base::ErrorCode::kIo) {
    Forget();
  } else {
    failure_ = done.error();
    if (!news.empty()) return news;  // of before the damage, which the next look tells
  }
  return tl::unexpected<base::Error>(done.error());
}

base::Status SessionReplica::Follow(size_t most, ReplicaNews* news) {
  if (place_) {
    TRY(const bool has_more, JournalReader::HasMore(*folder_, *place_));
    if (!has_more) return {};
  }
  auto reader = place_ ? JournalReader::OpenAt(*folder_, *place_) : JournalReader::Open(*folder_);
  if (!reader && reader.error().code == base::ErrorCode::kNotFound && !place_) return {};
  if (!reader) return tl::unexpected<base::Error>(reader.error());
  has_begun_ = true;
  if (!tables_)
    tables_ = std::make_unique<engine::SessionTables>(reader->session().id, read_settings_);
  for (size_t taken = 0; taken < most || !reader->Mark(); ++taken) {
    TRY(const auto record, reader->Next());
    if (!record) break;
    TRY(Take(*record, news));
    if (const auto mark = reader->Mark()) place_ = mark;
  }
  return {};
}

void SessionReplica::Forget() {
  tables_.reset();
  place_.reset();
  orders_.clear();
  steps_.clear();
  parents_.clear();
  children_.clear();
  fills_.Clear();
  positions_.clear();
  decisions_.clear();
  decided_.clear();
  equity_.Clear();
  alerts_.Clear();
  alert_counts_.clear();
  refusals_.Clear();
  counts_ = {};
  transfers_.clear();
  closed_trades_.Clear();
  candles_.clear();
  set_params_.clear();
  days_.reset();
}

base::Status SessionReplica::Take(const storage::Record& record, ReplicaNews* news) {
  last_time_ = record.head.time;
  last_sequence_ = record.head.sequence;
  const size_t before = news->rows.size();
  TRY(tables_->Take(record, &news->rows));
  for (size_t i = before; i < news->rows.size(); ++i) Keep(news->rows[i]);
  TRY(Count(record));
  switch (static_cast<SessionRecord>(record.head.kind.type)) {
    case SessionRecord::kStarted:
      return Start(record);
    case SessionRecord::kBars:
      return Bars(record, news);
    case SessionRecord::kDecided:
      return Decide(record);
    case SessionRecord::kChild:
      return Child(record);
    case SessionRecord::kLimit:
      return Limit(record);
    case SessionRecord::kOperator:
      return Act(record);
    case SessionRecord::kDeposit:
      if (days_) days_->OnDeposit();
      return {};
    default:
      return {};
  }
}

// Bars are counted where they are read.
base::Status SessionReplica::Count(const storage::Record& record) {
  const auto& schemas = engine::SessionSchemas();
  switch (static_cast<SessionRecord>(record.head.kind.type)) {
    case SessionRecord::kStarted:
      counts_.OnStart();
      return {};
    case SessionRecord::kVenue: {
      counts_.OnInput();
      TRY(const auto event, schemas.Read<execution::VenueEvent>(record));
      const auto* stream = std::get_if<execution::StreamState>(&event);
      if (stream != nullptr) counts_.OnAccountStream(stream->up);
      return {};
    }
    case SessionRecord::kTimer:
    case SessionRecord::kOperator:
    case SessionRecord::kPrice:
    case SessionRecord::kRules:
      counts_.OnInput();
      return {};
    case SessionRecord::kSubmitted: {
      TRY(const auto sent, schemas.Read<engine::SubmittedRecord>(record));
      counts_.OnSent(sent.id, record.head.time);
      return {};
    }
    case SessionRecord::kReported: {
      TRY(const auto report, schemas.Read<engine::ReportedRecord>(record));
      counts_.OnReport(report, record.head.time);
      return {};
    }
    default:
      return {};
  }
}

void SessionReplica::Keep(const storage::ProjectedRow& row) {
  if (const auto* order = std::get_if<storage::OrderRow>(&row)) {
    orders_[order->order_id] = *order;
    DropOldOrders();
    steps_[order->order_id].push_back({order->updated, order->state, order->filled});
  } else if (const auto* parent = std::get_if<storage::ParentRow>(&row)) {
    KeepLast(parents_, parent->parent, *parent, kMostRows);
    children_.erase(children_.begin(), children_.lower_bound(parents_.begin()->first));
  } else if (const auto* fill = std::get_if<storage::FillRow>(&row)) {
    fills_.Append(*fill);
  } else if (const auto* position = std::get_if<storage::PositionRow>(&row)) {
    positions_[position->strategy + '\n' + position->pair] = *position;
  } else if (const auto* decision = std::get_if<storage::DecisionRow>(&row)) {
    KeepLast(decisions_, decision->decision, *decision, kMostRows);
  } else if (const auto* equity = std::get_if<storage::EquityRow>(&row)) {
    equity_.Append(*equity);
    if (days_) days_->OnEquity(equity->time, equity->equity.ToDouble());
  } else if (const auto* alert = std::get_if<storage::AlertRow>(&row)) {
    alerts_.Append(*alert);
    ++alert_counts_[alert->severity];
  } else if (const auto* refusal = std::get_if<storage::RefusalRow>(&row)) {
    refusals_.Append(*refusal);
    counts_.OnRefusal(*refusal);
  } else if (const auto* closed = std::get_if<storage::ClosedTradeRow>(&row)) {
    closed_trades_.Append(*closed);
  } else if (const auto* transfer = std::get_if<storage::TransferRow>(&row)) {
    KeepLast(transfers_, transfer->transfer, *transfer, kMostRows);
  }
}

// One that works is kept however old it is.
void SessionReplica::DropOldOrders() {
  if (orders_.size() <= kMostRows) return;
  const auto oldest =
      std::ranges::find_if(orders_, [](const auto& o) { return IsFinal(o.second); });
  if (oldest == orders_.end()) return;
  steps_.erase(oldest->first);
  orders_.erase(oldest);
}

base::Status SessionReplica::Start(const storage::Record& record) {
  TRY(const auto start, engine::SessionSchemas().Read<engine::StartedRecord>(record));
  TRY(settings_, read_settings_(start.configuration));
  TRY(timeframe_, core::Timeframe::Parse(settings_->timeframe));
  for (const engine::OperatorRecord& act : set_params_) engine::LaySetParams(act, *settings_);
  last_start_ = {record.head.time, start.code_version, start.configuration};
  pairs_ = start.instruments;
  if (days_) {
    days_->OnStart(*settings_);
  } else {
    TRY(days_, SessionDays::Make(pairs_, *settings_));
  }
  return {};
}

base::Status SessionReplica::Bars(const storage::Record& record, ReplicaNews* news) {
  TRY(const auto told, engine::SessionSchemas().Read<engine::BarsRecord>(record));
  for (const engine::BarRecord& bar : told.bars) {
    const std::string& pair = pairs_.at(bar.instrument).symbol;  // SessionTables knows it is one
    const Candle candle{bar.open_time, bar.open, bar.high, bar.low, bar.close, bar.volume};
    candles_.try_emplace(pair, kMostCandles).first->second.Append(candle);
    news->candles.emplace_back(pair, candle);
  }
  days_->OnBars(told, record.head.time);
  counts_.OnInput(told.is_past ? std::nullopt : CloseOf(told));
  return {};
}

/// When the newest of them closed, by its stamp.
std::optional<base::UnixNanos> SessionReplica::CloseOf(const engine::BarsRecord& told) const {
  std::optional<base::UnixNanos> close;
  for (const engine::BarRecord& bar : told.bars) {
    close = std::max(close.value_or(base::kBeginningOfTime), timeframe_.CloseOf(bar.open_time));
  }
  return close;
}

base::Status SessionReplica::Limit(const storage::Record& record) {
  TRY(const auto change, engine::SessionSchemas().Read<engine::LimitRecord>(record));
  if (days_) days_->OnLimit(change);
  return {};
}

base::Status SessionReplica::Act(const storage::Record& record) {
  TRY(auto act, engine::SessionSchemas().Read<engine::OperatorRecord>(record));
  if (act.act != engine::OperatorAct::kSetParams || !settings_) return {};
  engine::LaySetParams(act, *settings_);
  set_params_.push_back(std::move(act));
  return {};
}

base::Status SessionReplica::Decide(const storage::Record& record) {
  TRY(auto decided, engine::SessionSchemas().Read<engine::DecidedRecord>(record));
  const auto number = static_cast<int64_t>(decided.number);
  KeepLast(decided_, number, std::move(decided), kMostDecisions);
  return {};
}

base::Status SessionReplica::Child(const storage::Record& record) {
  TRY(const auto told, engine::SessionSchemas().Read<engine::ChildRecord>(record));
  children_[static_cast<int64_t>(told.parent)].push_back(static_cast<int64_t>(told.order));
  return {};
}

std::optional<engine::AccountSums> SessionReplica::Sums() const {
  return tables_ ? tables_->Sums() : std::nullopt;
}

const std::vector<int64_t>& SessionReplica::children(int64_t parent) const {
  static const std::vector<int64_t> kNone;
  const auto found = children_.find(parent);
  return found == children_.end() ? kNone : found->second;
}

const std::vector<OrderStep>& SessionReplica::steps(int64_t order) const {
  static const std::vector<OrderStep> kNone;
  const auto found = steps_.find(order);
  return found == steps_.end() ? kNone : found->second;
}

const RowLog<Candle>& SessionReplica::candles(const std::string& pair) const {
  static const RowLog<Candle> kNone(0);
  const auto found = candles_.find(pair);
  return found == candles_.end() ? kNone : found->second;
}

const engine::DecidedRecord* SessionReplica::decision(int64_t number) const {
  const auto found = decided_.find(number);
  return found == decided_.end() ? nullptr : &found->second;
}

}  // namespace keel::server
