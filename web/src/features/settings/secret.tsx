/** A secret that is shown this once, to be copied. */
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { Button } from '@/ui/buttons';
import { Stack } from '@/ui/layout';
import { Text } from '@/ui/text';
import classes from './settings.module.css';
import { t } from './words';

export function Secret({ told, value }: { told: string; value: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <Stack gap="sm">
      <Text size="sm">{told}</Text>
      <code className={classes.secret}>{value}</code>
      <Button
        size="sm"
        variant="default"
        leftSection={
          copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />
        }
        onClick={() => void navigator.clipboard.writeText(value).then(() => setCopied(true))}
      >
        {copied ? t('copied') : t('copy')}
      </Button>
    </Stack>
  );
}
