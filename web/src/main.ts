import './styles/base.css';
import './styles/layout.css';
import './styles/panel.css';
import './styles/map.css';
import './styles/parts.css';
import './styles/truck.css';
import './styles/scenario.css';
import './styles/bring.css';
import './styles/show.css';
import './styles/print.css';
import { App } from './app';
import { learn } from './i18n';
import { parse } from './state';

const root = document.getElementById('app');
if (!root) throw new Error('the page has no #app');
await learn(parse(window.location.search).language);
void new App(root).start();
