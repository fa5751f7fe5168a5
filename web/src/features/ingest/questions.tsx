/** What a file does not say, asked of the person who knows. */
import { type FormEvent, useMemo } from 'react';
import { platformName } from '@/lib/names';
import { Button } from '@/ui/buttons';
import { Select, TextInput } from '@/ui/inputs';
import { Group, Stack } from '@/ui/layout';
import { Text } from '@/ui/text';
import type { Answers } from './api/send-file';
import { type Question, suggested } from './upload';
import { said, t } from './words';

type Props = {
  file: string;
  questions: readonly Question[];
  before: Answers;
  onAnswer: (answers: Answers) => void;
};

export function Questions({ file, questions, before, onAnswer }: Props) {
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onAnswer(
      Object.fromEntries(
        questions.map(({ parameter }) => [parameter, String(form.get(parameter) ?? '')]),
      ),
    );
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm" maw={460}>
        <Text size="sm" fw={600}>
          {t('askedTitle', { count: questions.length, file })}
        </Text>
        {questions.map((question, at) => (
          <Asked key={question.parameter} question={question} before={before} first={at === 0} />
        ))}
        <Group>
          <Button type="submit" size="sm">
            {t('answer')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

type AskedProps = { question: Question; before: Answers; first: boolean };

function Asked({ question, before, first }: AskedProps) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const choices = useMemo(() => choicesOf(question), [question]);
  const { parameter } = question;
  const shared = {
    name: parameter,
    label: label(parameter),
    description: hint(parameter) || question.text,
    defaultValue: suggested(question, before, zone),
    required: true,
    'data-autofocus': first || undefined,
  };
  if (!choices.length) return <TextInput {...shared} autoComplete="off" autoFocus={first} />;
  return <Select {...shared} data={choices} searchable={choices.length > 8} limit={200} />;
}

function label(parameter: string): string {
  const word = said(parameter);
  return word === parameter ? t('otherQuestion') : word;
}

function hint(parameter: string): string {
  const key = `${parameter}Hint`;
  const word = said(key);
  return word === key ? '' : word;
}

function choicesOf({ parameter, choices }: Question) {
  if (parameter === 'platform') {
    return choices.map((one) => ({ value: one, label: platformName(one) }));
  }
  if (choices.length) return choices;
  if (parameter === 'timezone') return ['UTC', ...Intl.supportedValuesOf('timeZone')];
  return parameter === 'currency' ? Intl.supportedValuesOf('currency') : [];
}
