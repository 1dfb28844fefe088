import { ApiError } from './api/client';
import { messageFor } from './i18n/codes';
import { mend, type Mend } from './model/mend';
import type { VenueChange } from './model/scenario';
import type { Store } from './state';
import type { WayOut } from './views/alerts';
import type { Voice } from './views/model';

/** What a reader is offered where the server refuses the address: that what is refused goes, and nothing else. Null where the address is not to blame. */
export function wayOut(error: unknown, store: Pick<Store, 'state' | 'push'>, voice: Voice, nameOf: (venue: string) => string | undefined): WayOut | null {
  const found = error instanceof ApiError && error.problem ? mend(error.problem, store.state) : null;
  return found && { label: labelOf(found, voice, nameOf), done: voice.t('mend.done'), go: () => store.push(found.change) };
}

function labelOf({ parameter, value, gone, change }: Mend, { t }: Voice, nameOf: (venue: string) => string | undefined): string {
  if (gone) return t('scenario.take_back_of', { change: titleOf(gone, { t }, nameOf) });
  if (parameter === null) return t('mend.all');
  if (change.changes) return t('mend.changes');
  const key = messageFor('mend', parameter);
  return key === null ? t('mend.parameter', { name: parameter }) : t(key, { value: value ?? '' });
}

function titleOf(gone: VenueChange, { t }: Pick<Voice, 't'>, nameOf: (venue: string) => string | undefined): string {
  const name = gone.change === 'open' ? gone.name : (nameOf(gone.id) ?? gone.id);
  return t(TITLES[gone.change], { name });
}

const TITLES = { open: 'change.open', close: 'change.close', move: 'change.move', schedule: 'change.schedule' } as const;
