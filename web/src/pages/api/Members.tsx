// SPDX-License-Identifier: MIT
import { useState } from 'react';
import type { Schema } from '@/api/openapi';
import { kindOf, membersOf, type Schemas } from './schemas';

interface Props {
  schema: Schema;
  schemas: Schemas;
}

/** What is in a value of a schema; what has members itself can be opened. */
export function Members({ schema, schemas }: Props) {
  const target = membersOf(schema, schemas);
  if (!target) return <p className="text-xs text-muted">{kindOf(schema)}</p>;
  return (
    <ul className="space-y-1.5">
      {Object.entries(target.properties ?? {}).map(([name, member]) => (
        <Member
          key={name}
          name={name}
          isOptional={!target.required?.includes(name)}
          schema={member}
          schemas={schemas}
        />
      ))}
    </ul>
  );
}

interface MemberProps extends Props {
  name: string;
  isOptional: boolean;
}

function Member({ name, isOptional, schema, schemas }: MemberProps) {
  const [isOpen, setIsOpen] = useState(false);
  const line = (
    <>
      <span className="font-mono text-xs text-strong">{name}</span>{' '}
      <span className="text-xs text-muted">
        {kindOf(schema)}
        {isOptional && ', optional'}
      </span>
    </>
  );
  if (!membersOf(schema, schemas)) return <li className="min-w-0 pl-4 break-words">{line}</li>;
  return (
    <li className="min-w-0">
      {/* Below a type there may be the type itself: it is drawn once it is asked for. */}
      <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
        <summary className="cursor-pointer break-words">{line}</summary>
        <div className="mt-1.5 ml-1 border-l pl-3">
          {isOpen && <Members schema={schema} schemas={schemas} />}
        </div>
      </details>
    </li>
  );
}
