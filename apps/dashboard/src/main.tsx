import './tokens.css';
import './base.css';
import './frame.css';
import './list.css';
import './call.css';
import './chat.css';
import './report.css';
import './overlays.css';
import { render } from 'preact';
import { App } from './app.js';
import { createBoard } from './board.js';
import { connect } from './connection.js';
import { storeDismissals, storedDismissals } from './dismissals.js';
import { routeOf } from './route.js';
import { applyTheme, storedTheme } from './theme.js';
import { webhookAddress } from './webhook-address.js';

const board = createBoard(Date.now());
board.route.value = routeOf(location.hash);
addEventListener('hashchange', () => (board.route.value = routeOf(location.hash)));
board.dismissed.value = storedDismissals();
board.dismissed.subscribe(storeDismissals);
const tick = () => (board.now.value = Date.now());
setInterval(tick, 1_000);
document.addEventListener('visibilitychange', tick);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => applyTheme(storedTheme()));

const address = webhookAddress(
  document.querySelector<HTMLMetaElement>('meta[name="callboard-webhook"]')?.content,
);
const connection = connect(board);
const page = document.getElementById('page');
if (page !== null) render(<App {...{ board, connection, address }} />, page);
