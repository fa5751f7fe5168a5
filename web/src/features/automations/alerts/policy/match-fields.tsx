/** Which alerts: severity, who noticed it, platform, account, campaign, kind, label. */
import { platformName } from '@/lib/names';
import { MultiSelect, Select, TextInput } from '@/ui/inputs';
import { SimpleGrid } from '@/ui/layout';
import { listed, type Match, PLATFORMS, SEVERITIES, SOURCES } from './draft';
import { said, t } from './words';

type Props = { match: Match; onChange: (match: Match) => void };
const LISTS = ['account', 'entity', 'detector', 'label'] as const;

export function MatchFields({ match, onChange }: Props) {
  const set = (some: Partial<Match>) => onChange({ ...match, ...some });
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
      <Select
        label={t('fromSeverity')}
        data={SEVERITIES.map((one) => ({ value: one, label: said(one) }))}
        value={match.severity}
        allowDeselect={false}
        onChange={(severity) => severity && set({ severity: severity as Match['severity'] })}
      />
      <MultiSelect
        label={t('noticedBy')}
        placeholder={match.source.length ? '' : t('any')}
        data={SOURCES.map((one) => ({ value: one, label: said(`source_${one}`) }))}
        value={match.source}
        onChange={(source) => set({ source })}
      />
      <MultiSelect
        label={t('platform')}
        placeholder={match.platform.length ? '' : t('any')}
        data={PLATFORMS.map((one) => ({ value: one, label: platformName(one) }))}
        value={match.platform}
        onChange={(platform) => set({ platform })}
      />
      {LISTS.map((name) => (
        <TextInput
          key={name}
          label={t(`match_${name}`)}
          placeholder={t(`example_${name}`)}
          defaultValue={match[name].join(', ')}
          onChange={(event) => set({ [name]: listed(event.currentTarget.value) })}
        />
      ))}
    </SimpleGrid>
  );
}
