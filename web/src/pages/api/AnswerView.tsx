// SPDX-License-Identifier: MIT
import { fixed } from '@/format/number';
import { Badge, type Tone } from '@/ui/Badge';
import { Panel } from '@/ui/Panel';
import { shownOf, type Told } from './send';

function toneOf(status: number): Tone {
  if (status < 300) return 'good';
  return status < 500 ? 'warn' : 'bad';
}

export function AnswerView({ told }: { told: Told }) {
  const { text, isCut } = shownOf(told);
  return (
    <Panel
      title="Answer"
      note={`${told.mediaType || 'nothing in it'}, ${fixed(told.tookMs, 0)} ms`}
      actions={
        <span role="status">
          <Badge tone={toneOf(told.status)} icon={told.status < 300 ? 'check' : 'warning'}>
            {told.status}
          </Badge>
        </span>
      }
    >
      {text && (
        <pre
          tabIndex={0}
          aria-label="What it answered"
          className="max-h-96 overflow-auto rounded bg-page p-2 font-mono text-xs"
        >
          {text}
        </pre>
      )}
      {isCut && <p className="mt-1 text-xs text-muted">The rest is not shown here.</p>}
    </Panel>
  );
}
