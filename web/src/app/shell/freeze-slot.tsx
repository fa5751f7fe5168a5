/** Where the stop switch is, on every page. */
export function FreezeSlot() {
  return null;
}
