// SPDX-License-Identifier: MIT
#include "cli/serve/kept_research.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/os/file.h"
#include "base/os/system_clock.h"
#include "base/text.h"
#include "cli/backtest_request.h"
#include "cli/serve/job_bodies.h"
#include "cli/serve/research_place.h"
#include "cli/subject_request.h"
#include "research/integrity/finding.h"
#include "research/trial/subject.h"
#include "storage/catalog.h"

namespace keel::cli {
namespace {

using server::Answer;
using server::Problem;
using server::Refuse;

/// The whole court, as research::SuiteJson writes it.
struct SuiteFile {
  std::string family;
  bool synthetic = false;
  std::string verdict, sentence;
  research::Badge badge;
  research::LookaheadReport look_ahead;
  std::optional<research::WalkForwardReport> walk_forward;
  research::RobustnessReport robustness;
  research::CourtVerdict court;
};
BOOST_DESCRIBE_STRUCT(SuiteFile, (),
                      (family, synthetic, verdict, sentence, badge, look_ahead, walk_forward,
                       robustness, court))

void Conclude(const research::Finding& finding, const std::string& family, bool synthetic,
              ResearchView* view) {
  view->verdict = finding.verdict;
  view->sentence = finding.sentence;
  view->family = family;
  view->synthetic = synthetic;
}

base::Status ReadSuite(const base::JsonValue& json, ResearchDetail* detail) {
  SuiteFile suite;
  TRY(base::ReadJsonInto(json, &suite));
  Conclude({suite.verdict, suite.sentence}, suite.family, suite.synthetic, &detail->result);
  detail->badge = std::move(suite.badge);
  detail->look_ahead = std::move(suite.look_ahead);
  detail->walk_forward = std::move(suite.walk_forward);
  detail->robustness = std::move(suite.robustness);
  detail->court = std::move(suite.court);
  return {};
}

/// One report of one check.
template <typename Report>
base::Status ReadReport(const base::JsonValue& json, std::optional<Report>* report,
                        ResearchView* view) {
  TRY(base::ReadJsonInto(json, &report->emplace()));
  if constexpr (requires { (*report)->family; }) {
    Conclude(research::FindingOf(**report), (*report)->family, (*report)->synthetic, view);
  } else {
    Conclude(research::FindingOf(**report), (*report)->subject, (*report)->synthetic, view);
  }
  return {};
}

base::Status ReadResult(const base::JsonValue& json, ResearchDetail* detail) {
  const std::string& kind = detail->result.kind;
  if (kind == "robustness") return ReadReport(json, &detail->robustness, &detail->result);
  if (kind == "walk-forward") return ReadReport(json, &detail->walk_forward, &detail->result);
  if (kind == "lookahead-check") return ReadReport(json, &detail->look_ahead, &detail->result);
  if (json.Find("badge") != nullptr) return ReadSuite(json, detail);
  return ReadReport(json, &detail->court, &detail->result);
}

base::Result<ResearchDetail> ReadKept(const std::string& home, const std::string& id) {
  const auto name = ReadResearchId(id);
  const auto file = ResultFileIn(fmt::format("{}/{}", ResearchFolder(home), id));
  if (!name || !file) {
    return base::Fail(base::ErrorCode::kNotFound, fmt::format("there is no result {}", id));
  }
  TRY(const std::string text, base::os::ReadFile(*file));
  TRY(const base::JsonValue json, base::ParseJson(text));
  ResearchDetail detail{.result = {.id = id, .kind = name->kind, .made = name->asked}};
  TRY(ReadResult(json, &detail));
  return detail;
}

/// Those that have a result, the newest first.
std::vector<std::string> ResearchIds(const std::string& home) {
  const std::string folder = ResearchFolder(home);
  if (!base::os::IsDirectory(folder)) return {};
  auto names = base::os::ListDirectory(folder).value_or(std::vector<std::string>());
  std::erase_if(names, [&](const std::string& name) {
    return !ReadResearchId(name) || !ResultFileIn(fmt::format("{}/{}", folder, name));
  });
  std::ranges::sort(names, std::ranges::greater());
  return names;
}

std::vector<std::string> TextsIn(const std::string& list) {
  std::vector<std::string> texts;
  for (const std::string_view text : base::Split(list, ',')) {
    if (!text.empty()) texts.emplace_back(text);
  }
  return texts;
}

}  // namespace

Answer<server::Page<ResearchView>> KeptResearch(const std::string& home,
                                                const server::PageQuery& query) {
  auto ids = server::PageOf(ResearchIds(home), query);
  if (!ids) return tl::unexpected<Problem>(std::move(ids).error());
  server::Page<ResearchView> page{.items = {}, .next = ids->next};
  for (const std::string& id : ids->items) {
    auto detail = ReadKept(home, id);
    if (detail) page.items.push_back(std::move(detail->result));
  }
  return page;
}

Answer<ResearchDetail> ResearchOfId(const std::string& home, const std::string& id) {
  auto detail = ReadKept(home, id);
  if (detail) return *std::move(detail);
  if (detail.error().code == base::ErrorCode::kNotFound) return Refuse(404, detail.error().message);
  return Refuse(409, fmt::format("the result {} cannot be read: {}", id, detail.error().message));
}

Answer<research::Badge> BadgeOfQuery(const VerbCall& call, const std::string& home,
                                     const IntegrityQuery& query) {
  BacktestBody body{.strategy = query.strategy,
                    .pairs = TextsIn(query.pairs),
                    .timeframe = query.timeframe,
                    .venue = query.venue,
                    .timerange = query.timerange,
                    .risk_profile = query.risk_profile,
                    .params = {}};
  const auto fits = CheckSubject(body);
  if (!fits) return tl::unexpected<Problem>(fits.error());
  if (body.pairs.empty()) return Refuse(400, "name at least one pair", "pairs");
  base::os::SystemClock clock;
  Session session;
  session.home = home;
  session.data_dir = home + "/data";
  session.clock = &clock;
  session.environment = call.environment;
  session.working_directory = call.working_directory;
  session.note = session.detail = session.print = [](std::string_view) {};
  const BacktestRequest request{.strategies = {query.strategy},
                                .params = TextsIn(query.params.value_or("")),
                                .pairs = body.pairs,
                                .timeframe = query.timeframe,
                                .timerange = query.timerange,
                                .venue = query.venue,
                                .risk_profile = query.risk_profile};
  const auto config = ResolveBacktest(request, session, storage::Catalog(session.data_dir));
  if (!config) return Refuse(400, config.error().message);
  const auto evidence = research::EvidenceFile(home).Of(research::FamilyOf(config->settings));
  if (!evidence) return Refuse(409, evidence.error().message);
  return research::BadgeOf(*evidence, SettingsHash(config->settings));
}

std::optional<research::Badge> BadgeOfRun(const std::string& home, const research::KeptRun& run) {
  const auto items_of = [](const base::JsonValue* list) {
    return list == nullptr ? std::vector<base::JsonValue>() : list->items;
  };
  engine::BacktestSettings settings;
  settings.timeframe = run.Text("timeframe");
  for (const base::JsonValue& strategy : items_of(run.json.Find("strategies"))) {
    const base::JsonValue* const name = strategy.Find("name");
    if (name != nullptr) settings.strategies.emplace_back().name = name->text;
  }
  for (const base::JsonValue& pair : items_of(run.json.Find("pairs"))) {
    settings.pairs.push_back(pair.text);
  }
  const base::JsonValue* const data = run.json.Find("data");
  const auto series = items_of(data == nullptr ? nullptr : data->Find("series"));
  const base::JsonValue* const venue = series.empty() ? nullptr : series.front().Find("venue");
  if (venue != nullptr) settings.venue = venue->text;
  const auto evidence = research::EvidenceFile(home).Of(research::FamilyOf(settings));
  if (!evidence) return std::nullopt;
  return research::BadgeOf(*evidence, run.Text("config_hash"));
}

}  // namespace keel::cli
