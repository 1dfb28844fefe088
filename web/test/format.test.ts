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
  test('write an hour and more in hours, rounded as the command line does', () => {
    const said = (seconds: number, threshold?: number): string => f.minutes(seconds, threshold).replaceAll('\u00a0', ' ');
    expect(said(3540)).toBe('59 min');
    expect(said(3576)).toBe('1 h 00');
    expect(said(3930)).toBe('1 h 06');
    expect(said(7199)).toBe('2 h 00');
    expect(said(12_060)).toBe('3 h 21');
    expect(said(3576, 60)).toBe('59,6 min');
    expect(said(3618, 60)).toBe('1 h 00 min 18 s');
    expect(said(3600, 60)).toBe('1 h 00');
  });
  test('never write 0 % of somebody nor 100 % of not everybody', () => {
    expect(f.share(1, 100_000)).toBe('0,1\u202f%');
    expect(f.share(99_999, 100_000)).toBe('99,9\u202f%');
    expect(f.share(0, 5)).toBe('0\u202f%');
    expect(f.share(5, 5)).toBe('100\u202f%');
    expect(f.share(0, 0)).toBe('0\u202f%');
  });
});
