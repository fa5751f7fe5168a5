/** Edits a rule: form and YAML are two views of one text; beside it, what the text would do. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { problemOf } from '@/api/problem';
import { Alert } from '@/ui/feedback';
import { useDebouncedValue } from '@/ui/hooks';
import { SegmentedControl, Textarea } from '@/ui/inputs';
import { Group, Stack } from '@/ui/layout';
import { Text } from '@/ui/text';
import { checkQuery, type Rule, type Text as RuleText } from '../api/rules';
import classes from '../automations.module.css';
import { t } from '../words';
import { Actions } from './actions';
import { type Draft, documentOf, draftOf } from './draft';
import { Form } from './form';
import { Panel } from './panel';

const PAUSE_MS = 450;
type Doc = Record<string, unknown>;
type Props = {
  draft: Draft | null;
  document: Doc;
  yaml: string;
  kept: { rule: Rule; etag: string } | null;
};

export function Editor({ draft: first, document, yaml: firstYaml, kept }: Props) {
  const [draft, setDraft] = useState(first);
  const [text, setText] = useState<RuleText>(first ? { document } : { yaml: firstYaml });
  const [as, setAs] = useState<'form' | 'yaml'>(first ? 'form' : 'yaml');
  const [settled] = useDebouncedValue(text, PAUSE_MS);
  const id = kept?.rule.id ?? '';
  const check = useQuery({
    ...checkQuery(settled, kept?.rule.source === 'shipped' ? '' : id),
    placeholderData: keepPreviousData,
  });
  // What was typed since is not checked yet: it is not to be kept in the words of before.
  const isChecked = settled === text && check.isSuccess && !check.isPlaceholderData;
  const good = isChecked ? check.data : null;

  function change(changed: Draft) {
    setDraft(changed);
    setText({ document: documentOf(changed) });
  }
  function show(next: 'form' | 'yaml') {
    if (next === 'yaml') setText({ yaml: check.data?.yaml ?? firstYaml });
    else {
      const found = good ? draftOf(good.document, draft?.zone ?? 'UTC') : null;
      setDraft(found);
      if (found) setText({ document: documentOf(found) });
    }
    setAs(next);
  }

  return (
    <Stack gap="md">
      <Group justify="space-between">
        <SegmentedControl
          size="xs"
          aria-label={t('form')}
          data={[
            { value: 'form', label: t('form') },
            { value: 'yaml', label: t('yaml') },
          ]}
          value={as}
          onChange={(next) => show(next as 'form' | 'yaml')}
        />
        <Actions text={settled} isGood={good !== null} kept={kept} />
      </Group>
      <div className={classes.sentence} aria-live="polite">
        <Text size="xs" c="dimmed">
          {t('inWords')}
        </Text>
        {check.data?.sentence ?? t('sentenceLater')}
      </div>
      {check.isError ? <Problems error={check.error} /> : null}
      <div className={classes.editor}>
        {as === 'yaml' ? (
          <Textarea
            className={classes.yaml}
            label={t('yamlLabel')}
            autosize
            minRows={18}
            spellCheck={false}
            value={'yaml' in text ? text.yaml : (check.data?.yaml ?? '')}
            onChange={(event) => setText({ yaml: event.currentTarget.value })}
          />
        ) : draft ? (
          <Form draft={draft} onChange={change} />
        ) : (
          <Alert color="gray">{t('tooRich')}</Alert>
        )}
        <Panel text={settled} isGood={good !== null} clashes={check.data?.clashes ?? []} />
      </div>
    </Stack>
  );
}

type Told = { message: string; line: number | null; path: string; hint: string };

function Problems({ error }: { error: unknown }) {
  const problem = problemOf(error);
  const told = (problem.facts.problems ?? []) as Told[];
  if (!told.length) {
    return (
      <Alert color="orange">
        {problem.message} {problem.hint}
      </Alert>
    );
  }
  return (
    <Alert color="orange" title={t('problems', { count: told.length })}>
      {told.map((one) => (
        <Text size="sm" key={`${one.path} ${one.message}`}>
          {[one.path, one.line ? t('line', { line: one.line }) : ''].filter(Boolean).join(', ')}:{' '}
          {one.message} {one.hint}
        </Text>
      ))}
    </Alert>
  );
}
