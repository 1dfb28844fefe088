import './styles/base.css';
import './styles/statement.css';
import { fetchMeta } from './api/client';

/** What only this service knows: its version, and whom to write to. Without it the page stands as it was written. */
async function complete(): Promise<void> {
  const { version, contact } = await fetchMeta('');
  for (const place of document.querySelectorAll('[data-version]')) place.textContent = version;
  if (contact === null) return;
  for (const place of document.querySelectorAll<HTMLElement>('[data-contact]')) place.hidden = place.dataset['contact'] === 'none';
  const link = document.querySelector<HTMLAnchorElement>('[data-contact="given"] a');
  if (!link) return;
  link.href = contact.includes('://') ? contact : `mailto:${contact}`;
  link.textContent = contact;
}

// The statement is there already: what fails leaves it as it is.
complete().catch(() => undefined);
