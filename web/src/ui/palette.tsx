/** A box to type into, and what fits below it; arrows choose, Enter goes. */
import { createSpotlight, Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { useEffect } from 'react';
import '@mantine/spotlight/styles.layer.css';

type Props = {
  opened: boolean;
  onClose: () => void;
  groups: SpotlightActionGroupData[];
  placeholder: string;
  nothing: string;
};

const [store, handle] = createSpotlight();

export function CommandPalette({ opened, onClose, groups, placeholder, nothing }: Props) {
  useEffect(() => {
    if (opened) handle.open();
  }, [opened]);
  return (
    <Spotlight
      store={store}
      actions={groups}
      nothingFound={nothing}
      shortcut={null}
      onSpotlightClose={onClose}
      highlightQuery
      scrollable
      maxHeight={420}
      searchProps={{ placeholder, 'aria-label': placeholder }}
    />
  );
}
