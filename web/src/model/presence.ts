import type { PresenceSummary } from '../api/types';
import type { MessageKey } from '../i18n';

export type Unit = 'people' | 'time' | 'wait';

/** The figures of presence, in the order of their table. */
export const FIGURES: ReadonlyArray<{ readonly key: keyof PresenceSummary; readonly label: MessageKey; readonly unit: Unit }> = [
  { key: 'covered', label: 'presence.covered', unit: 'people' },
  { key: 'mean_s', label: 'presence.mean', unit: 'time' },
  { key: 'served', label: 'presence.served', unit: 'people' },
  { key: 'open_s', label: 'presence.open', unit: 'time' },
  { key: 'share_per_1000_s', label: 'presence.share', unit: 'time' },
  { key: 'wait_mean_s', label: 'presence.wait_mean', unit: 'wait' },
  { key: 'wait_median_s', label: 'presence.wait_median', unit: 'wait' },
];
