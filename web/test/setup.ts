import { learn, learnLate } from '../src/i18n';

// The page is sent one language; the tests speak both.
await Promise.all([learn('fr'), learn('en')]);
await Promise.all([learnLate('fr'), learnLate('en')]);
