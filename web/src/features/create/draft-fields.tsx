/** The fields of a campaign, each with what would be refused of it. */
import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '@/api/client';
import { platformsQuery } from '@/api/platforms';
import { MultiSelect, Select, TextInput } from '@/ui/inputs';
import classes from './create.module.css';
import type { Field, Typed } from './draft';
import { at, type Finding } from './findings';
import { said, t } from './words';

const OBJECTIVES: readonly Schemas['Objective'][] = [
  'sales',
  'leads',
  'traffic',
  'awareness',
  'engagement',
  'video_views',
  'app_promotion',
  'recruiting',
];
const CURRENCIES = Intl.supportedValuesOf('currency');

type Props = {
  typed: Typed;
  findings: readonly Finding[];
  onType: (change: Partial<Typed>) => void;
};

export function idOf(field: string): string {
  return `campaign-${field.replaceAll('.', '-')}`;
}

export function DraftFields({ typed, findings, onType }: Props) {
  const { data: platforms = [] } = useQuery(platformsQuery());
  const choices = platforms.flatMap((platform) =>
    platform.accounts.map((one) => ({
      value: `${platform.name}/${one.account_id}`,
      label: `${platform.title} · ${one.name || one.account_id} · ${one.currency}`,
    })),
  );
  const shown = (field: Field) => ({ id: idOf(field), error: at(findings, field) });
  const text = (field: Exclude<Field, 'platforms'>) => ({
    ...shown(field),
    label: said(field),
    value: typed[field],
    onChange: (event: { currentTarget: { value: string } }) =>
      onType({ [field]: event.currentTarget.value }),
  });
  return (
    <>
      <TextInput {...text('name')} required />
      <div className={classes.fields}>
        <Select
          {...shown('objective')}
          label={t('objective')}
          data={OBJECTIVES.map((value) => ({ value, label: said(value) }))}
          value={typed.objective}
          onChange={(value) => onType({ objective: value ?? 'sales' })}
          allowDeselect={false}
        />
        <TextInput {...text('budget')} inputMode="decimal" required />
        <Select
          {...shown('currency')}
          label={t('currency')}
          data={CURRENCIES}
          value={typed.currency}
          onChange={(value) => onType({ currency: value ?? '' })}
          searchable
          limit={200}
          allowDeselect={false}
        />
      </div>
      <div className={classes.fields}>
        <TextInput {...text('start_date')} type="date" required />
        <TextInput {...text('end_date')} type="date" required />
        <TextInput {...text('audience.countries')} placeholder={t('countriesHint')} required />
        <TextInput {...text('audience.age_min')} inputMode="numeric" />
        <TextInput {...text('audience.age_max')} inputMode="numeric" />
      </div>
      <MultiSelect
        {...shown('platforms')}
        label={t('platforms')}
        data={choices}
        value={typed.platforms}
        onChange={(value) => onType({ platforms: value })}
        searchable
        required
        description={typed.platforms.length ? null : t('choose')}
      />
    </>
  );
}
