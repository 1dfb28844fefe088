import './styles/base.css';
import './styles/layout.css';
import './styles/panel.css';
import './styles/map.css';
import './styles/parts.css';
import './styles/truck.css';
import './styles/scenario.css';
import { App } from './app';

const root = document.getElementById('app');
if (!root) throw new Error('the page has no #app');
void new App(root).start();
