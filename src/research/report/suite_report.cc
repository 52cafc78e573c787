// SPDX-License-Identifier: MIT
#include "research/report/suite_report.h"

#include <fmt/format.h>

#include "base/describe_json.h"
#include "research/court/court_report.h"
#include "research/failure_cases/failure_section.h"
#include "research/report/badge_parts.h"
#include "research/report/format.h"
#include "research/report/html_parts.h"
#include "research/report/page.h"
#include "research/report/text_table.h"
#include "research/robustness/robustness_report.h"
#include "research/validation/validation_report.h"

namespace keel::research {
namespace {

std::string_view StyleOf(std::string_view verdict) {
  return verdict == "pass" ? "up" : verdict == "fail" ? "down" : "warn";
}

std::string Part(std::string_view title, const std::string& text) {
  return fmt::format("\n{0}\n{1:=<{2}}\n{3}", title, "", title.size(), text);
}

}  // namespace

std::string SuiteText(const Suite& suite, const SuiteVerdict& verdict) {
  std::string text =
      fmt::format("{}\n\nVERDICT: {}\n  {}\n\n{}", suite.family, UpperCase(verdict.verdict),
                  Wrapped(verdict.sentence, 96, 2), BadgeText(verdict.badge));
  text += Part("LOOK-AHEAD", LookaheadText(suite.look_ahead));
  text += Part("WALK FORWARD", suite.walk_forward ? WalkForwardText(*suite.walk_forward)
                                                  : suite.no_walk_forward + "\n");
  text += Part("ROBUSTNESS", RobustnessText(suite.robustness));
  text += Part("OVERFITTING COURT", CourtText(suite.court));
  return text;
}

std::string SuiteJson(const Suite& suite, const SuiteVerdict& verdict) {
  base::JsonWriter json(2);
  json.BeginObject();
  json.Key("family").String(suite.family).Key("synthetic").Bool(suite.synthetic);
  json.Key("verdict").String(verdict.verdict).Key("sentence").String(verdict.sentence);
  base::WriteJson(json.Key("badge"), verdict.badge);
  base::WriteJson(json.Key("look_ahead"), suite.look_ahead);
  base::WriteJson(json.Key("walk_forward"), suite.walk_forward);
  base::WriteJson(json.Key("robustness"), suite.robustness);
  base::WriteJson(json.Key("court"), suite.court.verdict);
  json.EndObject();
  return json.Take() + "\n";
}

std::string SuiteHtml(const Suite& suite, const SuiteVerdict& verdict) {
  std::string body = fmt::format("<p class=\"big {}\">{}</p><p class=\"say\">{}</p>\n{}",
                                 StyleOf(verdict.verdict), UpperCase(verdict.verdict),
                                 EscapeXml(verdict.sentence), BadgeHtml(verdict.badge));
  body += SectionTitle("look-ahead", "Look-ahead") + LookaheadSection(suite.look_ahead);
  body += SectionTitle("walk-forward", "Walk forward");
  body += suite.walk_forward
              ? WalkForwardSection(*suite.walk_forward)
              : fmt::format("<p class=\"note\">{}</p>\n", EscapeXml(suite.no_walk_forward));
  const RobustnessReport& robustness = suite.robustness;
  body += RobustnessSection(robustness);
  body += FailureCasesSection(robustness.failure_cases, robustness.times, robustness.equity);
  body += SectionTitle("court", "Overfitting court") + CourtSection(suite.court);
  return HtmlPage(
      {.title = "Is the edge real?", .subtitle = suite.family, .synthetic = suite.synthetic}, body);
}

}  // namespace keel::research
