/** An address that leads nowhere. */
import { Link } from '@tanstack/react-router';
import { EmptyNew } from '@/components/states/states';
import { t } from './words';

export function Missing() {
  return (
    <EmptyNew title={t('missing')}>
      <Link to="/">{t('home')}</Link>
    </EmptyNew>
  );
}
