import { describe, expect, test } from 'vitest';
import { formatter } from '../src/model/format';

const f = formatter('fr');

describe('French figures', () => {
  test('take a narrow insécable between thousands', () => expect(f.integer(76486)).toBe('76\u202f486'));
  test('put an insécable before the unit', () => {
    expect(f.km(28245)).toBe('28,2\u00a0km');
    expect(f.minutes(1440)).toBe('24\u00a0min');
  });
  test('keep a decimal where rounding would hide the side of the threshold', () => {
    expect(f.minutes(1218, 20)).toBe('20,3\u00a0min');
    expect(f.minutes(1500, 20)).toBe('25\u00a0min');
  });
  test('never write 0 % of somebody nor 100 % of not everybody', () => {
    expect(f.share(1, 100_000)).toBe('0,1\u202f%');
    expect(f.share(99_999, 100_000)).toBe('99,9\u202f%');
    expect(f.share(0, 5)).toBe('0\u202f%');
    expect(f.share(5, 5)).toBe('100\u202f%');
    expect(f.share(0, 0)).toBe('0\u202f%');
  });
});
