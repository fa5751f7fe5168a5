/** Which client's workspace is looked at. */
import { IconBuildingStore, IconSelector } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { meQuery } from '@/api/me';
import { workspace } from '@/lib/workspace';
import { Button } from '@/ui/buttons';
import { Menu } from '@/ui/overlays';
import { Text } from '@/ui/text';
import { t } from '../words';

export function Workspaces() {
  const { data: me } = useQuery(meQuery);
  const all = me?.workspaces ?? [];
  const here = all.find((one) => one.id === workspace.current);
  const name = here?.name || workspace.current;
  if (all.length < 2) {
    return (
      <Text fw={600} size="md" truncate maw={180} visibleFrom="sm" title={t('workspace')}>
        {name}
      </Text>
    );
  }
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          px={8}
          leftSection={<IconBuildingStore size={16} aria-hidden />}
          rightSection={<IconSelector size={14} aria-hidden />}
        >
          {name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('workspace')}</Menu.Label>
        {all.map((one) => (
          // A whole load: nothing that is kept of one workspace is shown in another.
          <Menu.Item
            key={one.id}
            component="a"
            href={`/?w=${encodeURIComponent(one.id)}`}
            fw={one.id === workspace.current ? 600 : 400}
          >
            {one.name || one.id}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
