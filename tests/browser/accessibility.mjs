// SPDX-License-Identifier: MIT
// axe-core's opinion of what the page shows, by the rules of WCAG 2.1 A and AA.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];
const GRAVE = ['serious', 'critical'];

function toldOf({ impact, id, help, nodes }) {
  const where = nodes
    .slice(0, 5)
    .map(({ target, html }) => `  ${target.join(' ')}  ${html.slice(0, 120)}`);
  return [`${impact} ${id}: ${help}`, ...where].join('\n');
}

/** Fails where somebody is shut out; says what is only awkward. */
export async function assertAccessible({ page, need }) {
  const isThere = await page.evaluate(() => 'axe' in window);
  if (!isThere) await page.evaluate(readFileSync(need.resolve('axe-core/axe.min.js'), 'utf8'));
  const found = await page.evaluate(
    (rules) => globalThis.axe.run(document, { runOnly: rules, resultTypes: ['violations'] }),
    RULES,
  );
  const grave = found.violations.filter(({ impact }) => GRAVE.includes(impact));
  for (const one of found.violations) if (!grave.includes(one)) console.log(toldOf(one));
  assert.equal(grave.length, 0, `not for everybody:\n${grave.map(toldOf).join('\n')}`);
  assert.ok(found.passes.length > 0, 'axe looked at nothing');
}
