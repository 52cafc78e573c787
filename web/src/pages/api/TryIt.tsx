// SPDX-License-Identifier: MIT
// The operation filled in, confirmed where it does something, and sent.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { newIdempotencyKey } from '@/api/idempotency';
import { sentenceOf } from '@/api/problem';
import { useMe } from '@/api/queries';
import { reaches } from '@/api/roles';
import { Button } from '@/ui/Button';
import { Panel } from '@/ui/Panel';
import { AnswerView } from './AnswerView';
import { ConfirmAct } from './ConfirmAct';
import { Fields } from './Fields';
import { curlOf, type Filled, KEY, type Ready, requestOf } from './request';
import { bodyOf, isAct, type Route } from './routes';
import { leastBody, type Schemas } from './schemas';
import { send } from './send';

function firstFilled(route: Route, schemas: Schemas): Filled {
  const body = bodyOf(route);
  return {
    values: { [KEY]: newIdempotencyKey() },
    body: body ? JSON.stringify(leastBody(body, schemas), null, 2) : '',
  };
}

function useSend(renewKey: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: ({ status }, { method }) => {
      if (status < 500) renewKey();
      if (method !== 'GET') void queries.invalidateQueries();
    },
  });
}

export function TryIt({ route, schemas }: { route: Route; schemas: Schemas }) {
  const [filled, setFilled] = useState(() => firstFilled(route, schemas));
  const [asked, setAsked] = useState<Ready | null>(null);
  const set = (name: string, value: string) =>
    setFilled((old) => ({ ...old, values: { ...old.values, [name]: value } }));
  const act = useSend(() => set(KEY, newIdempotencyKey()));
  const refusal = useRefusal(route);
  const ready = requestOf(route, filled);
  const wish = (event: FormEvent) => {
    event.preventDefault();
    if (typeof ready === 'string') return;
    if (isAct(route)) setAsked(ready);
    else act.mutate(ready);
  };
  return (
    <div className="min-w-0 space-y-2">
      <Panel title="Try it" note="with your sign-in">
        <form className="space-y-3" onSubmit={wish}>
          <Fields
            route={route}
            schemas={schemas}
            filled={filled}
            onValue={set}
            onBody={(body) => setFilled((old) => ({ ...old, body }))}
          />
          <div className="flex flex-wrap items-center gap-3">
            <Button
              type="submit"
              look="primary"
              disabled={typeof ready === 'string' || refusal !== null || act.isPending}
            >
              {isAct(route) ? 'Send…' : 'Send'}
            </Button>
            <span className="text-xs text-muted">
              {refusal ?? (typeof ready === 'string' ? ready : '')}
            </span>
          </div>
        </form>
        {typeof ready !== 'string' && <CommandLine ready={ready} />}
      </Panel>
      {act.data && <AnswerView told={act.data} />}
      {act.error && (
        <p role="alert" className="px-1 text-red">
          {sentenceOf(act.error)}
        </p>
      )}
      {asked && (
        <ConfirmAct
          ready={asked}
          onClose={() => setAsked(null)}
          onConfirm={() => {
            setAsked(null);
            act.mutate(asked);
          }}
        />
      )}
    </div>
  );
}

/** Why this person may not; null: they may. */
function useRefusal({ operation }: Route): string | null {
  const { data: me } = useMe();
  const role = operation['x-role'] ?? 'nobody';
  if (!me || role === 'nobody' || reaches(me.role, role)) return null;
  return `This takes the role ${role}; yours is ${me.role}.`;
}

function CommandLine({ ready }: { ready: Ready }) {
  return (
    <div className="mt-3 border-t pt-3">
      <p className="mb-1 text-xs text-muted">The same by a program</p>
      <pre className="rounded bg-page p-2 font-mono text-xs wrap-anywhere whitespace-pre-wrap">
        {curlOf(ready, location.origin)}
      </pre>
    </div>
  );
}
