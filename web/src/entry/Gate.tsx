// SPDX-License-Identifier: MIT
// Who may come in: the dashboard, or the page by which one gets there.
import { lazy, type ReactNode, Suspense } from 'react';
import { useDesk, useMe } from '@/api/queries';
import { Failed, Loading } from '@/ui/states';
import { useOneTimeEntry } from './oneTimeLink';

const SignIn = lazy(() => import('./SignIn'));
const SetUp = lazy(() => import('./SetUp'));

export function Gate({ children }: { children: ReactNode }) {
  const entry = useOneTimeEntry();
  const desk = useDesk();
  const me = useMe(!entry.isEntering);
  const error = desk.error ?? me.error;
  if (error) {
    const retry = () => {
      void desk.refetch();
      void me.refetch();
    };
    return (
      <div className="grid h-full">
        <Failed error={error} retry={retry} />
      </div>
    );
  }
  if (entry.isEntering || !desk.data || me.data === undefined) return <Loading lines={5} />;
  if (me.data) return children;
  return (
    <Suspense fallback={<Loading lines={5} />}>
      {desk.data.needs_setup ? (
        <SetUp desk={desk.data} />
      ) : (
        <SignIn desk={desk.data} problem={entry.problem} />
      )}
    </Suspense>
  );
}
