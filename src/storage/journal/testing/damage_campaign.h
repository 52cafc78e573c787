// SPDX-License-Identifier: MIT
// Only for tests: damages journals at random and counts how each damage comes out. Silent is the
// one outcome that must not be.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "storage/journal/snapshot.h"
#include "storage/journal/testing/journal_story.h"
#include "storage/journal/verify.h"

namespace keel::storage::testing {

struct DamageOutcomes {
  int64_t found = 0;     ///< verify names the damage
  int64_t noted = 0;     ///< verify has a note (a snapshot, the head mark), the records are intact
  int64_t harmless = 0;  ///< all records are as written, and nothing stands out
  int64_t silent = 0;    ///< verify finds the journal sound, and its records are not as written
  std::string first_silent;
};

/// Damages `count` images of journals, by `seed`, from number `first` on.
class DamageCampaign {
 public:
  explicit DamageCampaign(uint64_t seed) : seed_(seed) {
    for (uint64_t i = 0; i < 12; ++i) {
      base::RandomStream random(seed, "journal.campaign.written", i);
      journals_.push_back(WriteJournal(static_cast<int>(3 + 5 * i), random, 4'096 + 512 * i));
      AddSnapshot(&journals_.back());
    }
  }

  DamageOutcomes Run(int64_t first, int64_t count) const {
    DamageOutcomes outcomes;
    for (int64_t i = first; i < first + count; ++i) Damage(i, &outcomes);
    return outcomes;
  }

 private:
  static void AddSnapshot(WrittenJournal* written) {
    MemoryFolder folder(written->image);
    CHECK(WriteSnapshot(folder, {written->head, 1, std::string(100, 's')}).has_value(),
          "memory takes it");
    written->image = folder.AfterKill();
  }

  void Damage(int64_t number, DamageOutcomes* outcomes) const {
    base::RandomStream random(seed_, "journal.campaign.damage", static_cast<uint64_t>(number));
    const WrittenJournal& written = journals_[random.NextBelow(journals_.size())];
    FolderImage image = written.image;
    const bool twice = random.NextBelow(8) == 0;
    bool damaged = DamageImage(&image, random);
    if (twice && !image.empty()) damaged = DamageImage(&image, random) || damaged;
    if (!damaged) return;
    const std::string wrong = WrongWith(written, image, twice, outcomes);
    if (wrong.empty()) return;
    ++outcomes->silent;
    if (outcomes->first_silent.empty()) {
      outcomes->first_silent = "damage " + std::to_string(number) + ": " + wrong;
    }
  }

  // What went unnoticed, or "".
  static std::string WrongWith(const WrittenJournal& written, const FolderImage& image, bool twice,
                               DamageOutcomes* outcomes) {
    MemoryFolder folder(image);
    const PlainRecords read = ReadAll(folder);
    const bool whole = read == written.records;
    if (read.size() > written.records.size() ||
        !std::equal(read.begin(), read.end(), written.records.begin())) {
      return "a record was read that was never written";
    }
    const auto verdict = VerifyJournal(folder, written.head.hash);
    const bool sound = verdict && verdict->sound();
    if (sound && !whole) return "verify with the head hash";
    sound ? ++(verdict->notes.empty() ? outcomes->harmless : outcomes->noted) : ++outcomes->found;
    // Two damages may be the head mark and the end at once: only the head hash tells those.
    if (twice) return "";
    const auto alone = VerifyJournal(folder);
    if (alone && alone->sound() && !whole) return "verify without the head hash";
    if (Journal::Open(folder) && ReadAll(folder) != written.records) return "open for writing";
    return "";
  }

  uint64_t seed_;
  std::vector<WrittenJournal> journals_;
};

}  // namespace keel::storage::testing
