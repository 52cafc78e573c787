// SPDX-License-Identifier: MIT
import { useState } from 'react';
import { useChangeRule, useRemoveRule } from '@/api/acts';
import { useAlertFigures, useAlertRules } from '@/api/queries';
import { useMay } from '@/api/roles';
import type { AlertRule, FigureView } from '@/api/types';
import { Badge } from '@/ui/Badge';
import { Button } from '@/ui/Button';
import { Panel } from '@/ui/Panel';
import { Scroll } from '@/ui/Scroll';
import { Empty, Shown } from '@/ui/states';
import { RemoveButton } from '../settings/RemoveButton';
import { RuleDialog } from './RuleDialog';
import { conditionOf } from './ruleForm';
import { Severity } from './Severity';

/** By what this desk alerts. */
export function RulesPanel() {
  const rules = useAlertRules();
  const figures = useAlertFigures();
  const mayChange = useMay('risk');
  const [open, setOpen] = useState<AlertRule | 'new' | null>(null);
  const table = figures.data?.items ?? [];
  return (
    <Panel
      title="Rules"
      note={rules.data?.items.length}
      className="flex-1"
      flush
      actions={
        mayChange && (
          <Button size="small" disabled={table.length === 0} onClick={() => setOpen('new')}>
            New rule
          </Button>
        )
      }
    >
      <Shown query={rules}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="This desk has no rules." hint="The session's own alerts come anyway." />
          ) : (
            <Scroll label="Rules">
              <ul>
                {items.map((rule) => (
                  <RuleLine
                    key={rule.rule}
                    rule={rule}
                    figure={table.find(({ figure }) => figure === rule.figure)}
                    mayChange={mayChange}
                    onOpen={() => setOpen(rule)}
                  />
                ))}
              </ul>
            </Scroll>
          )
        }
      </Shown>
      {open && table.length > 0 && (
        <RuleDialog
          figures={table}
          onClose={() => setOpen(null)}
          {...(open !== 'new' && { rule: open })}
        />
      )}
    </Panel>
  );
}

interface LineProps {
  rule: AlertRule;
  figure: FigureView | undefined;
  mayChange: boolean;
  onOpen: () => void;
}

function RuleLine({ rule, figure, mayChange, onOpen }: LineProps) {
  const change = useChangeRule();
  const remove = useRemoveRule();
  const { name, enabled } = rule;
  return (
    <li className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line/50 px-3 py-1.5 last:border-0">
      <Severity severity={rule.severity} />
      <span className="min-w-0 flex-1 basis-60">
        <span className="font-medium text-strong">{name}</span>{' '}
        <span className="text-muted">{conditionOf(rule, figure)}</span>
        {rule.channels.length > 0 && (
          <span className="text-xs text-muted"> → {rule.channels.join(', ')}</span>
        )}
      </span>
      {!enabled && <Badge tone="quiet">Off</Badge>}
      {mayChange && (
        <span className="ml-auto flex items-center gap-1">
          <Button
            size="small"
            look="quiet"
            aria-label={`Switch ${enabled ? 'off' : 'on'}: ${name}`}
            disabled={change.isPending}
            onClick={() => change.mutate({ id: rule.rule, body: { enabled: !enabled } })}
          >
            {enabled ? 'Switch off' : 'Switch on'}
          </Button>
          <Button size="small" look="quiet" aria-label={`Change ${name}`} onClick={onOpen}>
            Change
          </Button>
          <RemoveButton what={name} onRemove={() => remove.mutate(rule.rule)} />
        </span>
      )}
    </li>
  );
}
