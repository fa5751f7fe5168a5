/** A page that was open while the server was upgraded asks for parts that are gone: it loads anew. */
const RENEWED = 'adhelm.renewed';
const ONCE_IN_MS = 60_000;

export function renewOnUpgrade() {
  globalThis.addEventListener('vite:preloadError', () => {
    // What is missing after that is missing for good, and said so.
    if (Date.now() - Number(sessionStorage.getItem(RENEWED)) < ONCE_IN_MS) return;
    sessionStorage.setItem(RENEWED, String(Date.now()));
    globalThis.location.reload();
  });
}
