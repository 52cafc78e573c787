// SPDX-License-Identifier: MIT
import { Link } from 'react-router';
import type { Parameter, Schema } from '@/api/openapi';
import { Badge } from '@/ui/Badge';
import { Panel } from '@/ui/Panel';
import { MethodTag } from './MethodTag';
import { Members } from './Members';
import { KEY } from './request';
import { type AnswerKind, answersOf, bodyOf, type Route } from './routes';
import { exampleOf, kindOf, type Schemas } from './schemas';
import { TryIt } from './TryIt';

export function RouteView({ route, schemas }: { route: Route; schemas: Schemas }) {
  const body = bodyOf(route);
  const parameters = route.operation.parameters ?? [];
  return (
    <article className="space-y-2">
      <Head route={route} />
      <div className="grid items-start gap-2 xl:grid-cols-2">
        <div className="space-y-2">
          {parameters.length > 0 && (
            <Panel title="Parameters">
              <Parameters parameters={parameters} />
            </Panel>
          )}
          {body && (
            <Panel title="Body" note="application/json">
              <Members schema={body} schemas={schemas} />
            </Panel>
          )}
          {answersOf(route).map((answer) => (
            <Answer key={answer.status} answer={answer} schemas={schemas} />
          ))}
        </div>
        <TryIt route={route} schemas={schemas} />
      </div>
    </article>
  );
}

function Head({ route: { method, path, operation } }: { route: Route }) {
  const role = operation['x-role'] ?? 'nobody';
  const takesKey = operation.parameters?.some(({ name }) => name === KEY);
  return (
    <header className="rounded border bg-panel p-3">
      <Link to="/api-docs" className="mb-2 inline-block text-xs text-blue md:hidden">
        All operations
      </Link>
      <h2 className="flex flex-wrap items-baseline gap-x-1 text-strong">
        <MethodTag method={method} />
        <span className="min-w-0 font-mono text-sm font-semibold wrap-anywhere">{path}</span>
      </h2>
      <p className="mt-1">{operation.summary}.</p>
      <p className="mt-2 flex flex-wrap gap-1.5">
        <Badge tone="quiet" icon="user">
          {role === 'nobody' ? 'open to all' : `takes the role ${role}`}
        </Badge>
        {takesKey && <Badge tone="quiet">done once for each key</Badge>}
      </p>
    </header>
  );
}

function Parameters({ parameters }: { parameters: Parameter[] }) {
  return (
    <dl className="space-y-1.5">
      {parameters.map(({ name, in: place, required, schema }) => (
        <div key={name} className="flex flex-wrap items-baseline gap-x-2">
          <dt className="font-mono text-xs text-strong">{name}</dt>
          <dd className="min-w-0 text-xs text-muted">
            {kindOf(schema)}, in the {place}
            {required ? '' : ', optional'}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Answer({ answer, schemas }: { answer: AnswerKind; schemas: Schemas }) {
  const { status, text, mediaType, schema } = answer;
  return (
    <Panel title={status ? `Answer ${status}` : 'Any other answer'} note={[text, mediaType].filter(Boolean).join(', ')}>
      {schema ? (
        <>
          <Members schema={schema} schemas={schemas} />
          <Example schema={schema} schemas={schemas} />
        </>
      ) : (
        <p className="text-xs text-muted">Nothing is in it.</p>
      )}
    </Panel>
  );
}

function Example({ schema, schemas }: { schema: Schema; schemas: Schemas }) {
  const example = exampleOf(schema, schemas);
  if (typeof example !== 'object') return null;
  return (
    <details className="mt-2 text-xs">
      <summary className="cursor-pointer text-muted">Its shape as JSON</summary>
      <pre
        tabIndex={0}
        className="mt-1 max-h-72 overflow-auto rounded bg-page p-2 font-mono text-xs"
      >
        {JSON.stringify(example, null, 2)}
      </pre>
    </details>
  );
}
