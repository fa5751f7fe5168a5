/** A filter that a saved view brought, in words, and the way to be without it. */
import { getRouteApi } from '@tanstack/react-router';
import { CloseButton } from '@/ui/buttons';
import { Badge } from '@/ui/text';
import { t } from '../words';

const route = getRouteApi('/shell/explore');

export function Only() {
  const { where } = route.useSearch();
  const navigate = route.useNavigate();
  if (!where) return null;
  return (
    <Badge
      mt={6}
      size="lg"
      color="gray"
      rightSection={
        <CloseButton
          size="xs"
          aria-label={t('unfilter')}
          onClick={() => void navigate({ search: (before) => ({ ...before, where: undefined }) })}
        />
      }
    >
      {t('filtered')} {where}
    </Badge>
  );
}
