/** A platform is connected in three steps: which, with what, which of its accounts. */
import { IconClock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMay } from '@/api/me';
import { platformsQuery } from '@/api/platforms';
import { Page, Section } from '@/components/page';
import { Answered } from '@/components/states/answered';
import { Forbidden } from '@/components/states/states';
import { UnstyledButton } from '@/ui/buttons';
import { Group, Stack } from '@/ui/layout';
import { Text } from '@/ui/text';
import { Accounts } from './connect-accounts';
import { Credential } from './connect-credential';
import classes from './ingest.module.css';
import { said, t } from './words';

const route = getRouteApi('/shell/start/connect');

export function Connect() {
  const { platform, source } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(platformsQuery());
  const mayAdminister = useMay('admin');
  return (
    <Page title={t('connectTitle')} lead={t('connectLead')}>
      <Answered query={query}>
        {(all) => {
          if (source) return <Accounts source={source} />;
          const chosen = all.find((one) => one.name === platform);
          if (chosen && !mayAdminister) return <Forbidden hint={t('adminOnly')} />;
          if (chosen) {
            return (
              <Credential
                platform={chosen}
                onBack={() => void navigate({ search: (was) => ({ ...was, platform: undefined }) })}
                onConnected={(name) =>
                  void navigate({ search: (was) => ({ ...was, source: name }) })
                }
              />
            );
          }
          return (
            <Section title={t('waitTitle')} lead={t('meanwhile')}>
              <Stack gap="xs" p="md" pt={0}>
                {all.map((one) => (
                  <UnstyledButton
                    key={one.name}
                    className={classes.pick}
                    onClick={() =>
                      void navigate({ search: (was) => ({ ...was, platform: one.name }) })
                    }
                  >
                    <Text fw={600}>{one.title}</Text>
                    <Group gap={6} wrap="nowrap" align="flex-start">
                      <IconClock size={16} stroke={1.6} aria-hidden style={{ flex: 'none' }} />
                      <Text size="sm" c="dimmed">
                        {said(`${one.name}Wait`)}
                      </Text>
                    </Group>
                  </UnstyledButton>
                ))}
              </Stack>
            </Section>
          );
        }}
      </Answered>
    </Page>
  );
}
