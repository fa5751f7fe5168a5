/** The ads of one platform: where they lead, what they say, what only the platform knows. */
import { Textarea, TextInput } from '@/ui/inputs';
import { Stack } from '@/ui/layout';
import { Text, Title } from '@/ui/text';
import type { Ad } from './ads';
import type { Lint } from './api/campaigns';
import classes from './create.module.css';
import { at, type Finding } from './findings';
import { named, said, t } from './words';

type Props = {
  title: string;
  part: string;
  ad: Ad;
  lint: Lint | undefined;
  findings: readonly Finding[];
  onWrite: (change: Partial<Ad>) => void;
};

/** Return the name of a field of one part, which is the id of its input with dashes. */
export function fieldOf(part: string, field: string): string {
  return `${part} ${field}`;
}

export function AdFields({ title, part, ad, lint, findings, onWrite }: Props) {
  const shown = (field: string) => ({
    id: fieldOf(part, field).replaceAll(/[ .]/g, '-'),
    error: at(findings, fieldOf(part, field)),
  });
  return (
    <Stack gap="xs" component="section" aria-label={title} className={classes.ad}>
      <Title order={3}>{title}</Title>
      {lint?.categories.length ? (
        <Text size="sm" c="dimmed">
          {t('declared', { what: lint.categories.map(said).join(', ') })}
        </Text>
      ) : null}
      <TextInput
        {...shown('final_url')}
        type="url"
        label={t('final_url')}
        placeholder="https://"
        value={ad.final_url}
        onChange={(event) => onWrite({ final_url: event.currentTarget.value })}
        required
      />
      <div className={classes.texts}>
        {(['headlines', 'descriptions'] as const).map((field) => (
          <Textarea
            key={field}
            {...shown(field)}
            label={t(field)}
            description={t('onePerLine')}
            minRows={3}
            autosize
            value={ad[field]}
            onChange={(event) => onWrite({ [field]: event.currentTarget.value })}
          />
        ))}
      </div>
      {lint?.needs.map(({ level, name, what }) => {
        const field = `settings.${level}.${name}`;
        return (
          <TextInput
            key={field}
            {...shown(field)}
            label={named(name)}
            description={what}
            value={ad.settings[field] ?? ''}
            onChange={(event) =>
              onWrite({ settings: { ...ad.settings, [field]: event.currentTarget.value } })
            }
            required
          />
        );
      })}
    </Stack>
  );
}
