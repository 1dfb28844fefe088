import { learn, learnBring, learnTruck } from '../src/i18n';

// The page is sent one language; the tests speak both.
await Promise.all([learn('fr'), learn('en')]);
await Promise.all([learnBring('fr'), learnBring('en')]);
await Promise.all([learnTruck('fr'), learnTruck('en')]);
