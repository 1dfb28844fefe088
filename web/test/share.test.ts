import { describe, expect, test } from 'vitest';
import { wrapped } from '../src/map/picture';
import { metresPerPixel, roundLength } from '../src/map/snapshot';
import { embedded, frameCode, ogcAddress, pictureName, whole } from '../src/model/share';
import { fileUrl } from '../src/api/client';
import { INITIAL, parse, serialise } from '../src/state';

describe('the frame of another site', () => {
  const asked = parse('?territory=48&threshold=30&kind=epn&commune=48095&table=1&panel=truck&objective=coverage&count=4&lock=48061&counted=1&plan=0123456789abcdef0123456789abcdef&lang=en');
  test('keeps the question, and nothing that would start long work or needs a panel', () => {
    const { territory, threshold_min, kinds, plan, counted, selection, stops, lock, tour, table, panel } = embedded(asked);
    expect({ territory, threshold_min, kinds, plan, counted }).toEqual({ territory: '48', threshold_min: 30, kinds: ['epn'], plan: asked.plan, counted: true });
    expect({ selection, stops, lock, tour, table, panel }).toEqual({ selection: null, stops: null, lock: [], tour: null, table: false, panel: 'summary' });
  });
  test('stays a frame whatever else its address says', () => {
    for (const search of ['?embed=1', '?embed=0&embed=1', '?objective=coverage&count=4&embed=1']) expect(parse(search)).toEqual({ ...INITIAL, embed: true });
    for (const search of ['?embed=0', '?embed=', '?embed=12']) expect(parse(search).embed).toBe(false);
    expect(parse(serialise(embedded(asked))).embed).toBe(true);
    expect(serialise(whole(embedded(asked)))).not.toContain('embed');
  });
  test('has a code in which no name and no address ends its attribute', () => {
    const code = frameCode('http://h/?territory=48&embed=1', 'L’Île "d\'Yeu" <b>&');
    expect(code).toBe('<iframe src="http://h/?territory=48&amp;embed=1" title="L’Île &quot;d\'Yeu&quot; &lt;b&gt;&amp;" width="100%" height="600" loading="lazy"></iframe>');
  });
});

describe('the address for a GIS', () => {
  test('is that of the territory and the question that are shown', () => {
    expect(ogcAddress(fileUrl('/ogc', '48', {}))).toBe('/ogc/48');
    expect(decodeURIComponent(ogcAddress(fileUrl('/ogc', 'region:76', { threshold: 15, kind: ['epn', 'msap'], service: ['a, b', 'c'], close: ['x'] })).replace(/\+/g, ' '))).toBe('/ogc/region:76?threshold=15&kind=epn,msap&service=a, b&service=c&close=x');
  });
});

describe('the picture', () => {
  test('has a name that says territory and question, and fits any disk', () => {
    expect(pictureName('48', 'Lozère', 20, [], 'carte')).toBe('maillage-48-lozere-20min-carte.png');
    expect(pictureName('region:76', 'Occitanie', 22.5, ['france_services', 'epn'], 'map')).toBe('maillage-region-76-occitanie-22.5min-france-services-epn-map.png');
    expect(pictureName('48095,48061', '../../L’"Œuvre"', 20, [], 'carte')).toMatch(/^[a-z0-9.-]+\.png$/);
    expect(pictureName('1', 'x'.repeat(500), 20, [], 'carte').length).toBeLessThanOrEqual(124);
  });
  test('wraps words where they no longer fit, and cuts an address that never does', () => {
    const fits = (part: string): boolean => part.length <= 10;
    expect(wrapped('un lieu à dix minutes', fits)).toEqual(['un lieu à', 'dix', 'minutes']);
    expect(wrapped('voir http://exemple.fr/?a', fits)).toEqual(['voir', 'http://exe', 'mple.fr/?a']);
    expect(wrapped('', fits)).toEqual([]);
    expect(wrapped('mm', () => false)).toEqual(['m', 'm']);
  });
  test('has a scale of a round length, true at its latitude', () => {
    expect([130, 99, 4999, 5000, 20_500, 1].map(roundLength)).toEqual([100, 50, 2000, 5000, 20_000, 1]);
    // A tile of 512 pixels holds the earth at zoom 0; at 60° the parallel is half as long.
    expect(metresPerPixel(0, 0) * 512).toBeCloseTo(40_075_017, 0);
    expect(metresPerPixel(3, 60)).toBeCloseTo(metresPerPixel(3, 0) / 2, 6);
  });
});
