import type { Meta } from '../api/types';

/** What lies under the data: roads, waters and names of the service's own extract, tiles of another server, or nothing. */
export const GROUNDS = ['own', 'tiles', 'none'] as const;
export type Ground = (typeof GROUNDS)[number];

type Offer = Pick<Meta, 'ground' | 'outside_tiles'>;

/** What can be chosen, the usual one first. */
export const groundsOf = ({ ground, outside_tiles }: Offer): Ground[] => GROUNDS.filter((one) => (one === 'own' ? ground !== null : one === 'none' || outside_tiles !== null));

/** What is drawn: an address may ask for what this service has not. Another server is asked only where the reader, or the address that they opened, chose it. */
export function groundShown(asked: Ground, meta: Offer): Ground {
  const offered = groundsOf(meta);
  return offered.find((one) => one === asked) ?? offered.find((one) => one === 'own') ?? 'none';
}

/** The name of a server, without its scheme. */
export const serverOf = (origin: string): string => origin.replace(/^https?:\/\//, '');
