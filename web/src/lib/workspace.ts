/** The workspace that is looked at. The address says it; this is where requests read it. */

const REMEMBERED = 'adhelm.workspace';

export const workspace = {
  current: '',
  enter(id: string): void {
    this.current = id;
    keep(REMEMBERED, id);
  },
  last(): string {
    return kept(REMEMBERED);
  },
};

/** Return what this browser was asked to remember; '' where it keeps nothing. */
export function kept(name: string): string {
  try {
    return localStorage.getItem(name) ?? '';
  } catch {
    return '';
  }
}

export function keep(name: string, value: string): void {
  try {
    // To write takes longer than to look.
    if (localStorage.getItem(name) !== value) localStorage.setItem(name, value);
  } catch {
    // A browser that keeps nothing only forgets.
  }
}
