// SPDX-License-Identifier: MIT
#include "engine/table_feed.h"

namespace keel::engine {

using storage::JournalReader;

namespace {

constexpr size_t kMostRows = 20'000;  // of one transaction, give or take a group of records

}  // namespace

/// What goes into the tables together.
struct TableFeed::Batch {
  uint64_t first = 0, last = 0;
  storage::ChainHash head;
  std::vector<storage::ProjectedRow> rows;
  std::vector<uint64_t> records;
};

TableFeed::TableFeed(std::unique_ptr<storage::JournalFolder> folder, std::string database,
                     SettingsReader read_settings)
    : folder_(std::move(folder)),
      database_(std::move(database)),
      read_settings_(std::move(read_settings)) {
  Forget();
}
TableFeed::TableFeed(TableFeed&&) noexcept = default;
TableFeed::~TableFeed() = default;

void TableFeed::Forget() {
  tables_.reset();
  place_.reset();
  waiting_ = std::make_unique<Batch>();
}

base::Status TableFeed::CatchUp() {
  // Opening reads the whole segment; most looks find nothing new.
  if (place_ && waiting_->first == 0 && projection_ &&
      projection_->last_sequence() == place_->head.sequence) {
    TRY(const bool has_more, JournalReader::HasMore(*folder_, *place_));
    if (!has_more) return {};
  }
  auto opened = place_ ? JournalReader::OpenAt(*folder_, *place_) : JournalReader::Open(*folder_);
  if (!opened && opened.error().code == base::ErrorCode::kNotFound) return {};
  if (!opened) return tl::unexpected<base::Error>(opened.error());
  if (!projection_) {
    TRY(auto projection, storage::Projection::Open(database_));
    projection_.emplace(std::move(projection));
  }
  if (!tables_) tables_ = std::make_unique<SessionTables>(opened->session().id, read_settings_);
  const base::Status done = Follow(*opened);
  // A group that was half taken, or could not be, is taken again.
  const bool is_whole = opened->Mark().has_value();
  if (!done && (done.error().code != base::ErrorCode::kIo || !is_whole)) Forget();
  return done;
}

base::Status TableFeed::Follow(JournalReader& reader) {
  TRY(Flush());
  while (true) {
    TRY(const auto record, reader.Next());
    if (!record) break;
    const size_t before = waiting_->rows.size();
    TRY(tables_->Take(*record, &waiting_->rows));
    if (record->head.sequence <= projection_->last_sequence()) {
      // In the tables already, if they are of this journal.
      waiting_->rows.clear();
      const bool is_end = record->head.sequence == projection_->last_sequence();
      if (is_end && projection_->head() != record->hash) return Rebuild();
    } else {
      if (waiting_->first == 0) waiting_->first = record->head.sequence;
      waiting_->last = record->head.sequence;
      waiting_->head = record->hash;
      waiting_->records.insert(waiting_->records.end(), waiting_->rows.size() - before,
                               record->head.sequence);
    }
    const auto mark = reader.Mark();
    if (!mark) continue;
    place_ = mark;
    if (waiting_->rows.size() >= kMostRows) TRY(Flush());
  }
  // Tables that go on beyond the journal are those of another.
  if (place_ && projection_->last_sequence() > place_->head.sequence) return Rebuild();
  return Flush();
}

base::Status TableFeed::Flush() {
  if (waiting_->first == 0) return {};
  TRY(projection_->Apply(
      {waiting_->first, waiting_->last, waiting_->head, waiting_->rows, waiting_->records}));
  waiting_ = std::make_unique<Batch>();
  return {};
}

base::Status TableFeed::Rebuild() {
  if (!projection_) {
    TRY(auto projection, storage::Projection::Open(database_));
    projection_.emplace(std::move(projection));
  }
  Forget();
  TRY(auto reader, JournalReader::Open(*folder_));
  tables_ = std::make_unique<SessionTables>(reader.session().id, read_settings_);
  Batch batch;
  const auto next = [&]() -> base::Result<std::optional<storage::ProjectionBatch>> {
    batch.rows.clear();
    TRY(const auto record, reader.Next());
    if (!record) return std::optional<storage::ProjectionBatch>();
    TRY(tables_->Take(*record, &batch.rows));
    if (const auto mark = reader.Mark()) place_ = mark;
    return storage::ProjectionBatch{
        record->head.sequence, record->head.sequence, record->hash, batch.rows, {}};
  };
  const base::Status made = projection_->Rebuild(next);
  if (!made) Forget();
  return made;
}

}  // namespace keel::engine
