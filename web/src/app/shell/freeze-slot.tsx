/** Where the stop switch is, on every page. */
import { FreezeSwitch } from '@/features/compliance/freeze-switch';

export function FreezeSlot() {
  return <FreezeSwitch />;
}
