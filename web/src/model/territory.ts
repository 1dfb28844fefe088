import type { Territory } from '../api/types';
import type { MessageKey, Translate } from '../i18n';

const KINDS = ['commune', 'epci', 'department', 'region'] as const;

type Known = Pick<Territory, 'kind' | 'name' | 'communes'>;

/** Several communes asked for by their codes are a list, whatever they are made of. */
const isList = ({ kind, communes }: Known): boolean => kind === 'list' || (kind === 'commune' && communes > 1);

/** What a territory is called: its name, or how many communes a list has. */
export const titleOf = (territory: Known, t: Translate): string => (isList(territory) ? t('territory.list', { n: territory.communes }) : territory.name);

/** The word for its kind; null where the title says it already: a list, or the one country. */
export function kindOf(territory: Known, t: Translate): string | null {
  if (isList(territory) || territory.kind === 'country') return null;
  const kind = KINDS.find((known) => known === territory.kind);
  return kind ? t(`kind.${kind}` satisfies MessageKey) : territory.kind;
}
