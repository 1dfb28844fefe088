import type { Commune, Presence } from '../src/api/types';

/** A commune of which only what matters to the test is said. */
export function commune(given: Partial<Commune>): Commune {
  return {
    code: '48001', commune_code: '48001', name: 'Albaret', epci: '200', epci_name: 'CC', department: '48', population: 1, lon: 3, lat: 44, duration_s: 0, distance_m: 0, straight_line_m: 0,
    venue_id: 'v', venue: 'Lieu', second_venue_id: null, second_venue: null, second_duration_s: null, band: 0, band_label: '', covered: true, covered_only_from_outside: false, near_threshold: false, reason: null, reason_code: null, point_precision: 'town_hall',
    ...given,
  };
}

/** What a tour changes for a commune, of which only what matters to the test is said. */
export function presence(given: Partial<Presence>): Presence {
  return {
    code: '48001', name: 'Albaret', epci: '200', department: '48', population: 1, lon: 3, lat: 44, duration_before_s: 0, duration_s: 0, covered_before: true, covered: true,
    open_before_h: 0, open_h: 0, share_per_1000_before_h: 0, share_per_1000_h: 0, wait_before_h: null, wait_h: null, stops: 0, venues_without_hours: 0,
    ...given,
  };
}
