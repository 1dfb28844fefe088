import { learn } from '../src/i18n';

// The page is sent one language; the tests speak both.
await Promise.all([learn('fr'), learn('en')]);
