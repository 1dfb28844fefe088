import './styles/base.css';
import './styles/layout.css';
import './styles/panel.css';
import './styles/map.css';
import './styles/parts.css';
import './styles/truck.css';
import './styles/plan.css';
import './styles/see.css';
import './styles/scenario.css';
import './styles/bring.css';
import './styles/show.css';
import './styles/print.css';
import { App } from './app';
import { learn } from './i18n';
import { parse } from './state';
import { buildPage } from './views/page';

const root = document.getElementById('app');
if (!root) throw new Error('the page has no #app');
const { language, embed } = parse(window.location.search);
await learn(language);
// A frame of another site has another page; who opens this one does not fetch it.
void new App(root, embed ? (await import('./views/embed')).buildEmbed : buildPage).start();
