import './styles/base.css';
import './styles/layout.css';
import './styles/panel.css';
import './styles/map.css';
import './styles/parts.css';
import './styles/truck.css';
import './styles/see.css';
import './styles/scenario.css';
import './styles/show.css';
import './styles/print.css';
import { App } from './app';
import { learn } from './i18n';
import { parse } from './state';

const root = document.getElementById('app');
if (!root) throw new Error('the page has no #app');
const { language, embed } = parse(window.location.search);
await learn(language);
// A frame of another site shows little: it does not load the page.
const build = embed ? (await import('./views/embed')).buildEmbed : (await import('./views/page')).buildPage;
void new App(root, build).start();
