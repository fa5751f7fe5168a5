/** What is to be mended before a form can be sent: said once, with a way to each field. */
import { Section } from '@/components/page';
import { Text, VisuallyHidden } from '@/ui/text';
import classes from './create.module.css';
import type { Finding } from './findings';
import { t } from './words';

type Props = {
  findings: readonly Finding[];
  /** What nobody has written yet, as people call it. */
  missing: readonly string[];
  /** The id of the input of a field, '' where it is not on this page; and its name. */
  idOf: (field: string) => string;
  nameOf: (field: string) => string;
};

export function Summary({ findings, missing, idOf, nameOf }: Props) {
  const lacking = missing.join(', ');
  return (
    <Section title={t('check')} lead={t('checkLead')}>
      <div className={classes.summary}>
        <Text size="sm" role="status" fw={findings.length ? 600 : 400}>
          {findings.length ? t('toMend', { count: findings.length }) : t('nothingToMend')}
          <VisuallyHidden>
            {findings.map((one) => ` ${nameOf(one.field)}: ${one.message}.`).join('')}
          </VisuallyHidden>
        </Text>
        {findings.length ? (
          <ul className={classes.findings}>
            {findings.map((one) => (
              <li key={`${one.field} ${one.message} ${one.hint}`}>
                <Way id={idOf(one.field)} name={nameOf(one.field)} />
                {': '}
                {one.message}
                {one.hint ? <span className={classes.hint}> · {one.hint}</span> : null}
              </li>
            ))}
          </ul>
        ) : null}
        {lacking ? (
          <Text size="sm" c="dimmed">
            {t('missing', { what: lacking })}
          </Text>
        ) : null}
      </div>
    </Section>
  );
}

function Way({ id, name }: { id: string; name: string }) {
  if (!id) return <b>{name}</b>;
  return (
    <a
      href={`#${id}`}
      onClick={(event) => {
        event.preventDefault();
        document.getElementById(id)?.focus();
      }}
    >
      {name}
    </a>
  );
}
